/**
 * What to offer in the workspace as a whole; in a channel `mayIn` of the SDK says it. A convenience for the eye only: the
 * server decides each call again, and what is offered here without a right is refused there.
 */
import type { GroupView } from '@wardroom/contract';
import type { Synced } from './state.ts';

export const holds = (synced: Synced, permission: string): boolean => synced.permissions.includes(permission);

export function mayMention(held: readonly string[], { mentionableBy, own }: GroupView): boolean {
  if (!held.includes('groups.mention')) return false;
  if (mentionableBy === 'members') return own !== null;
  return mentionableBy === 'managers' ? own?.role === 'manager' : mentionableBy === 'everyone';
}
