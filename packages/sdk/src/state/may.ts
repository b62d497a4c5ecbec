/**
 * What may be done in a channel: from the rights that one has, from one's own part in it, and from the channel as it is. A
 * preview of the server's decision, compared with it case by case; the server decides again. What the policies of the
 * workspace take away shows only when it is done: they ask for the time, the address, the device.
 */
import type { Channel, Message, OwnChannel, Permission, PrincipalId } from '@wardroom/contract';

/** A channel as far as it is known, with one's own part in it: none for who reads a public channel from outside. */
export type Place = Channel & { readonly membership?: OwnChannel['membership'] };

type Who = 'member' | 'manager' | 'reader' | 'outsider';
type Circumstance = Channel['kind'] | 'archived' | 'open' | 'mirrored';
type Rule = readonly [permission: Permission, who: Who, ...notWhere: Circumstance[]];

const rules = {
  write: ['message.write', 'member', 'archived'],
  mentionAll: ['message.mention_all', 'member', 'archived'],
  react: ['message.react', 'member', 'archived'],
  pin: ['message.pin', 'member', 'archived'],
  editOwn: ['message.edit', 'member', 'archived'],
  redactOwn: ['message.redact', 'member'],
  redactAny: ['message.redact_any', 'manager', 'direct'],
  invite: ['channel.invite', 'member', 'direct', 'archived', 'mirrored'],
  removeMembers: ['channel.manage_members', 'manager', 'direct', 'mirrored'],
  nameManagers: ['channel.manage_members', 'manager', 'direct', 'archived', 'mirrored'],
  /** Decide what members may do, and see who reads the channel and why. */
  manage: ['channel.manage_members', 'manager', 'direct'],
  classify: ['channel.classify', 'reader', 'direct'],
  update: ['channel.update', 'manager', 'direct', 'archived'],
  /** And restore. */
  archive: ['channel.archive', 'manager', 'direct'],
  remove: ['channel.delete', 'reader', 'direct', 'open'],
  leave: ['channel.leave', 'member', 'direct', 'mirrored'],
  join: ['channel.join', 'outsider', 'direct', 'private', 'archived', 'mirrored'],
} as const satisfies Record<string, Rule>;

export type ChannelAct = keyof typeof rules;

/** @param held what one's roles give everywhere */
export function mayIn(held: readonly string[], place: Place, act: ChannelAct): boolean {
  const [permission, who, ...notWhere]: Rule = rules[act];
  const { kind, membership } = place;
  const inside = membership !== undefined;
  const stands = {
    member: inside,
    manager: membership?.role === 'manager' || held.includes('channel.manage_any'),
    reader: true,
    outsider: !inside,
  };
  const here = [kind, place.archived ? 'archived' : 'open', place.mirrored && 'mirrored'];
  return (
    (inside || (kind === 'public' && held.includes('channel.browse'))) &&
    (held.includes(permission) || (inside && place.granted.includes(permission))) &&
    stands[who] &&
    !notWhere.some((circumstance) => here.includes(circumstance))
  );
}

export type MessageAct = 'react' | 'pin' | 'edit' | 'redact';

/** What is redacted takes no more. Among one's own messages the right over those of others does not count. */
export function mayWith(
  { me, permissions }: { readonly me: { readonly id: PrincipalId }; readonly permissions: readonly string[] },
  place: Place,
  message: Pick<Message, 'authorId' | 'redactedAt'>,
  act: MessageAct,
): boolean {
  if (message.redactedAt !== null) return false;
  const own = message.authorId === me.id;
  if (act === 'edit') return own && mayIn(permissions, place, 'editOwn');
  if (act === 'redact')
    return mayIn(permissions, place, own && place.membership !== undefined ? 'redactOwn' : 'redactAny');
  return mayIn(permissions, place, act);
}
