/** What can be done with a message, by button, menu or key. Pure. */
import type { Message } from '@wardroom/contract';
import { holds, messageRights } from '../workspace/rights.ts';
import type { Synced } from '../workspace/state.ts';

export type Act = 'react' | 'reply' | 'edit' | 'pin' | 'unpin' | 'copy' | 'unread' | 'remove';

/** Keys of the focused row; also shown in its menu. */
const keyOfAct: Readonly<Record<Act, string>> = {
  react: '+',
  reply: 'r',
  edit: 'e',
  pin: 'p',
  unpin: 'p',
  copy: 'c',
  unread: 'u',
  remove: 'Delete',
};

export const keyShown = (act: Act): string => (act === 'remove' ? 'Del' : keyOfAct[act].toUpperCase());

/** @param key of a keyboard event without Ctrl, Alt or Meta */
export function actOfKey(key: string, acts: readonly Act[]): Act | null {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  return acts.find((act) => keyOfAct[act] === wanted) ?? null;
}

/** A convenience for the eye: the server decides each call again. */
export function actsOn(synced: Synced, message: Message, inThread: boolean): readonly Act[] {
  const channel = synced.channels[message.channelId];
  const rights = messageRights(synced, message);
  const living = message.redactedAt === null;
  const open = living && channel !== undefined && !channel.archived;
  const acts: Act[] = [];
  if (open && holds(synced, 'message.react')) acts.push('react');
  if (!inThread && (living || message.replyCount > 0)) acts.push('reply');
  if (rights.edit) acts.push('edit');
  if (open && holds(synced, 'message.pin')) acts.push(message.pinnedAt === null ? 'pin' : 'unpin');
  if (living) acts.push('copy');
  if (!inThread && channel !== undefined) acts.push('unread');
  if (rights.redact) acts.push('remove');
  return acts;
}
