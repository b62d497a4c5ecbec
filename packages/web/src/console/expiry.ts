/** What a time that something ends at means now. */
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From here on the end is worth a warning. */
const soonMs = 7 * dayMs;

type LifeState = 'active' | 'soon' | 'expired' | 'revoked';

export function lifeOf(
  { expiresAt, revokedAt }: { readonly expiresAt: number; readonly revokedAt: number | null },
  now: number,
): LifeState {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return expiresAt - now < soonMs ? 'soon' : 'active';
}

interface Span {
  readonly unit: 'day' | 'hour' | 'minute';
  readonly count: number;
}

/** The largest unit in which at least two are left; rounded down, so that nobody counts on more than there is. */
export function spanUntil(at: number, now: number): Span {
  const left = Math.max(0, at - now);
  if (left >= 2 * dayMs) return { unit: 'day', count: Math.floor(left / dayMs) };
  if (left >= 2 * hourMs) return { unit: 'hour', count: Math.floor(left / hourMs) };
  return { unit: 'minute', count: Math.floor(left / minuteMs) };
}
