/**
 * What to offer. A convenience for the eye only: the server decides each call again, and what is offered here
 * without a right is refused there.
 */
import type { ChannelId, GroupView, Message, OwnChannel } from '@wardroom/contract';
import type { Synced } from './state.ts';

export interface ChannelRights {
  readonly write: boolean;
  readonly invite: boolean;
  readonly manageMembers: boolean;
  readonly update: boolean;
  readonly archive: boolean;
  readonly remove: boolean;
  readonly leave: boolean;
  readonly redactAny: boolean;
}

const nothing: ChannelRights = {
  write: false,
  invite: false,
  manageMembers: false,
  update: false,
  archive: false,
  remove: false,
  leave: false,
  redactAny: false,
};

export const holds = (synced: Synced, permission: string): boolean => synced.permissions.includes(permission);

/** Whoever may manage every channel acts on each that they see, others on those they are a manager of. */
export function channelRights(synced: Synced, channelId: ChannelId): ChannelRights {
  const channel: OwnChannel | undefined = synced.channels[channelId];
  if (channel === undefined) return nothing;
  const everywhere = holds(synced, 'channel.manage_any');
  // Their people are fixed, and nobody manages them.
  const direct = channel.kind === 'direct';
  const manages = everywhere || channel.membership.role === 'manager';
  return {
    write: holds(synced, 'message.write') && !channel.archived,
    invite: !direct && holds(synced, 'channel.invite') && !channel.archived,
    manageMembers: !direct && manages && holds(synced, 'channel.manage_members'),
    update: !direct && manages && holds(synced, 'channel.update'),
    archive: manages && !direct && holds(synced, 'channel.archive'),
    remove: manages && !direct && channel.archived && holds(synced, 'channel.delete'),
    leave: !direct && holds(synced, 'channel.leave'),
    redactAny: !direct && manages && holds(synced, 'message.redact_any'),
  };
}

interface MessageRights {
  readonly edit: boolean;
  readonly redact: boolean;
}

/** One object per combination: rows compare them by reference. */
const combinations: readonly MessageRights[] = [
  { edit: false, redact: false },
  { edit: true, redact: false },
  { edit: false, redact: true },
  { edit: true, redact: true },
];
const noRights: MessageRights = { edit: false, redact: false };

export function messageRights(synced: Synced, message: Message): MessageRights {
  if (message.redactedAt !== null) return noRights;
  const channel = channelRights(synced, message.channelId);
  const own = message.authorId === synced.me.id;
  const edit = own && channel.write && holds(synced, 'message.edit');
  const redact = (own && holds(synced, 'message.redact')) || channel.redactAny;
  return combinations[Number(edit) + 2 * Number(redact)] ?? noRights;
}

export function mayMention(held: readonly string[], { mentionableBy, own }: GroupView): boolean {
  if (!held.includes('groups.mention')) return false;
  if (mentionableBy === 'members') return own !== null;
  return mentionableBy === 'managers' ? own?.role === 'manager' : mentionableBy === 'everyone';
}
