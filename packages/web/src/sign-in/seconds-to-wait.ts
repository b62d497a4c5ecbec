/** Retry-After of a refusal by limit; null for everything else. */
export function secondsToWait(thrown: unknown): number | null {
  const { code, retryAfterSeconds } = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as {
    readonly code?: unknown;
    readonly retryAfterSeconds?: unknown;
  };
  if (code !== 'rate_limited' || typeof retryAfterSeconds !== 'number') return null;
  return Math.max(1, Math.ceil(retryAfterSeconds));
}
