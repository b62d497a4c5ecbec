/**
 * Remembers what look-ups found, for a bounded time and number. Simultaneous look-ups of one key are one. What is absent
 * is kept apart, so that guesses push out nothing that exists.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

export interface LookupCacheOptions {
  readonly clock: Clock;
  /** Entries of each kind: found and absent. */
  readonly max: number;
  /** How long a found value is believed; Infinity for mappings that never change. */
  readonly foundMs: number;
  readonly absentMs: number;
}

export class LookupCache<Value extends object> {
  readonly #options: LookupCacheOptions;
  readonly #found: LRUCache<string, { readonly value: Value; readonly until: number }>;
  readonly #absent: LRUCache<string, number>;
  readonly #asking = new Map<string, Promise<Value | null>>();

  constructor(options: LookupCacheOptions) {
    this.#options = options;
    this.#found = new LRUCache({ max: options.max });
    this.#absent = new LRUCache({ max: options.max });
  }

  /** The remembered answer, or that of `ask`. Failures are not remembered. */
  async find(key: string, ask: () => Promise<Value | null>): Promise<Value | null> {
    const now = this.#options.clock.now();
    const found = this.#found.get(key);
    if (found !== undefined && now < found.until) return found.value;
    if (now < (this.#absent.get(key) ?? 0)) return null;
    return this.#asking.get(key) ?? this.#start(key, now, ask);
  }

  /** Forgets matching values, everything absent, and whatever is being asked: its answer may be old already. */
  forget(matches: (value: Value) => boolean): void {
    for (const [key, { value }] of this.#found.entries()) if (matches(value)) this.#found.delete(key);
    this.#absent.clear();
    this.#asking.clear();
  }

  /** Time counts from the question, not from the answer: a slow answer is not believed for longer. */
  #start(key: string, askedAt: number, ask: () => Promise<Value | null>): Promise<Value | null> {
    const asking = ask().then(
      (value) => {
        if (this.#asking.get(key) !== asking) return value;
        this.#asking.delete(key);
        if (value === null) this.#absent.set(key, askedAt + this.#options.absentMs);
        else this.#found.set(key, { value, until: askedAt + this.#options.foundMs });
        return value;
      },
      (error: unknown) => {
        if (this.#asking.get(key) === asking) this.#asking.delete(key);
        throw error;
      },
    );
    this.#asking.set(key, asking);
    return asking;
  }
}
