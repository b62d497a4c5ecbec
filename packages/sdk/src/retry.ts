/** Trying again: only what can be repeated, only for reasons that pass, later each time, never all at once. */
import type { ErrorCode } from '@wardroom/contract';
import { WardroomApiError } from './error.ts';
import { type Surroundings, wait } from './surroundings.ts';

const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'overloaded',
  'unavailable',
  'rate_limited',
  'key_unavailable',
  'timeout',
  'outcome_unknown',
]);

export interface RetryRules {
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

export const defaultRetries: RetryRules = { attempts: 4, firstDelayMs: 200, longestDelayMs: 10_000 };

/** Exponential, with full jitter, so that clients which failed together do not come back together. */
export function delayOf(attempt: number, rules: Omit<RetryRules, 'attempts'>, random: () => number): number {
  const ceiling = Math.min(rules.longestDelayMs, rules.firstDelayMs * 2 ** attempt);
  return Math.round(ceiling * (0.2 + 0.8 * random()));
}

export async function withRetries<T>(
  work: () => Promise<T>,
  surroundings: Pick<Surroundings, 'random' | 'schedule'>,
  rules: RetryRules = defaultRetries,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof WardroomApiError) || !passing.has(error.code)) throw error;
      if (attempt + 1 >= rules.attempts) throw error;
      const asked = (error.retryAfterSeconds ?? 0) * 1000;
      // Longer than anybody waits for an answer: the caller decides.
      if (asked > rules.longestDelayMs) throw error;
      await wait(surroundings, Math.max(asked, delayOf(attempt, rules, surroundings.random)));
    }
  }
}
