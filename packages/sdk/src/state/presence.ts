/**
 * Who is there. Outside of the state that events build: it is never stored, never resumed, and a fresh snapshot does not
 * show it.
 */
import type { PresenceFrame, PresenceState, PrincipalId } from '@wardroom/contract';

/** Whoever is absent is offline. */
export type Presence = ReadonlyMap<PrincipalId, Exclude<PresenceState, 'offline'>>;

export function withPresence(known: Presence, { all, people }: PresenceFrame): Presence {
  const next = new Map(all ? [] : known);
  for (const { principalId, state } of people) {
    if (state === 'offline') next.delete(principalId);
    else next.set(principalId, state);
  }
  return next;
}

export const stateOf = (presence: Presence, principalId: PrincipalId): PresenceState =>
  presence.get(principalId) ?? 'offline';
