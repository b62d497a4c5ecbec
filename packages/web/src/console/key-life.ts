/** What is to be known of a key by its times. */
import type { CredentialView } from '@wardroom/contract';
import { lifeOf } from './expiry.ts';

const dayMs = 86_400_000;
/** The last days of grace, as the server counts them: use in these is told. */
const graceWarningMs = 3 * dayMs;

/** When it stops to work by itself. */
export const endOf = ({ expiresAt, graceEndsAt, revokedAt }: CredentialView) => ({
  expiresAt: Math.min(expiresAt, graceEndsAt ?? expiresAt),
  revokedAt,
});

export const isWorking = (key: CredentialView, now: number): boolean =>
  ['active', 'soon'].includes(lifeOf(endOf(key), now));

/** It has a successor, and somebody has not changed over although there is little time left. */
export const isStillUsed = (key: CredentialView, now: number): boolean =>
  key.graceEndsAt !== null &&
  key.lastUsedAt !== null &&
  isWorking(key, now) &&
  key.lastUsedAt >= key.graceEndsAt - graceWarningMs;

/** The other generations of the same key that still work. */
export const otherGenerations = (
  key: CredentialView,
  keys: readonly CredentialView[],
  now: number,
): readonly CredentialView[] =>
  keys.filter((other) => other.familyId === key.familyId && other.id !== key.id && isWorking(other, now));

export const nameOfKey = ({ prefix, lastFour }: CredentialView) => `${prefix}…${lastFour}`;
