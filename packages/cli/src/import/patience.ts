/** Sends again what may be sent again. Only for requests that change nothing the second time. */
import { CallError } from '../failure.ts';

const passing: ReadonlySet<string> = new Set([
  'unreachable',
  'rate_limited',
  'overloaded',
  'unavailable',
  'key_unavailable',
  'outcome_unknown',
  'timeout',
]);
const firstPauseMs = 200;
const longestPauseMs = 10_000;
const patienceMs = 120_000;

export interface Patience {
  readonly now: () => number;
  readonly wait: (durationMs: number, signal?: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** @throws CallError the last one, after two minutes without success or when stopped */
export async function withPatience<T>(
  { now, wait, signal }: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  const givesUpAt = now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await attempt();
    } catch (error) {
      const mayPass = error instanceof CallError && passing.has(error.code);
      if (!mayPass || signal.aborted) throw error;
      const asked = error.retryAfterSeconds === null ? 0 : error.retryAfterSeconds * 1_000;
      const waitMs = Math.max(asked, pauseMs);
      if (now() + waitMs > givesUpAt) throw error;
      await wait(waitMs, signal);
      if (signal.aborted) throw error;
    }
  }
}
