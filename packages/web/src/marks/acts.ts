/** What can be done with a message, by button, menu or key. Pure. */
import type { Message } from '@wardroom/contract';
import { type MessageAct, mayWith, type Place } from '@wardroom/sdk';
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
export function actsOn(
  synced: Synced,
  place: Place | undefined,
  message: Message,
  inThread: boolean,
): readonly Act[] {
  const may = (act: MessageAct) => place !== undefined && mayWith(synced, place, message, act);
  const living = message.redactedAt === null;
  const acts: Act[] = [];
  if (may('react')) acts.push('react');
  if (!inThread && (living || message.replyCount > 0)) acts.push('reply');
  if (may('edit')) acts.push('edit');
  if (may('pin')) acts.push(message.pinnedAt === null ? 'pin' : 'unpin');
  if (living) acts.push('copy');
  if (!inThread && place?.membership !== undefined) acts.push('unread');
  if (may('redact')) acts.push('remove');
  return acts;
}
