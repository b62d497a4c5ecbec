/**
 * What to offer. A convenience for the eye only: the server decides each call again, and what is offered here
 * without a right is refused there.
 */
import type { ChannelId, Message, OwnChannel } from '@wardroom/contract';
import type { Synced } from './state.ts';

export interface ChannelRights {
  readonly write: boolean;
  readonly invite: boolean;
  readonly manageMembers: boolean;
  readonly update: boolean;
  readonly archive: boolean;
  readonly leave: boolean;
  readonly redactAny: boolean;
}

const nothing: ChannelRights = {
  write: false,
  invite: false,
  manageMembers: false,
  update: false,
  archive: false,
  leave: false,
  redactAny: false,
};

export const holds = (synced: Synced, permission: string): boolean => synced.permissions.includes(permission);

/** Owners and administrators act on every channel they see, others on those they manage. */
export function channelRights(synced: Synced, channelId: ChannelId): ChannelRights {
  const channel: OwnChannel | undefined = synced.channels[channelId];
  if (channel === undefined) return nothing;
  const everywhere = synced.me.role === 'owner' || synced.me.role === 'admin';
  const manages = everywhere || channel.membership.role === 'manager';
  return {
    write: holds(synced, 'message.write') && !channel.archived,
    invite: holds(synced, 'channel.invite') && !channel.archived,
    manageMembers: manages && holds(synced, 'channel.manage_members'),
    update: manages && holds(synced, 'channel.update'),
    archive: manages && holds(synced, 'channel.archive'),
    leave: holds(synced, 'channel.leave'),
    redactAny: manages && holds(synced, 'message.redact_any'),
  };
}

export interface MessageRights {
  readonly edit: boolean;
  readonly redact: boolean;
}

export function messageRights(synced: Synced, message: Message): MessageRights {
  if (message.redactedAt !== null) return { edit: false, redact: false };
  const channel = channelRights(synced, message.channelId);
  const own = message.authorId === synced.me.id;
  return {
    edit: own && channel.write && holds(synced, 'message.edit'),
    redact: (own && holds(synced, 'message.redact')) || channel.redactAny,
  };
}
