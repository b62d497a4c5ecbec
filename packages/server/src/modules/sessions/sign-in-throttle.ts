/**
 * Slows guessing without ever locking anybody out: after some failures the next attempt has to wait, at most a minute.
 * Names that do not exist are counted like those that do. What must never happen: attempts in flight are not counted,
 * so that a hundred at once slip through.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import { failureMemoryMs, freeFailures, longestDelayMs } from './policy.ts';

export interface Attempt {
  readonly tenantId: Uuid;
  /** Keyed look-up of the name or the id of who tries: never the name itself. */
  readonly name: string;
  readonly address: string;
}

/** One attempt that may go on; counted as failed until it says otherwise. */
export interface Admission {
  succeeded(): void;
  /** Nothing was learned, because something of ours failed: as if it had not been tried. */
  withdrawn(): void;
}

export interface SignInThrottle {
  /** Admits an attempt, or says for how many seconds to wait. Refused attempts are not counted. */
  admit(attempt: Attempt): Admission | { readonly retryAfterSeconds: number };
}

interface Counter {
  failures: number;
  lastAt: number;
}

export interface ThrottleOptions {
  readonly clock: Clock;
  /** Names and addresses remembered; the longest unused are forgotten first. */
  readonly maxCounters?: number;
  /** Failures in a row that cost nothing; `freeFailures` of the policy unless told. */
  readonly free?: { readonly name: number; readonly address: number };
}

/** Counters of one node in memory; shared ones fit behind the same interface. */
export function createSignInThrottle(options: ThrottleOptions): SignInThrottle {
  const { clock, maxCounters = 50_000, free = freeFailures } = options;
  const counters = new LRUCache<string, Counter>({ max: maxCounters });
  const counterOf = (key: string, now: number): Counter => {
    const known = counters.get(key);
    if (known && now - known.lastAt < failureMemoryMs) return known;
    const fresh = { failures: 0, lastAt: now };
    counters.set(key, fresh);
    return fresh;
  };
  return {
    admit({ tenantId, name, address }) {
      const now = clock.now();
      const byName = counterOf(`name ${tenantId} ${name}`, now);
      const byAddress = counterOf(`address ${network(address)}`, now);
      const waitMs = Math.max(remainingMs(byName, free.name, now), remainingMs(byAddress, free.address, now));
      if (waitMs > 0) return { retryAfterSeconds: Math.ceil(waitMs / 1000) };
      for (const counter of [byName, byAddress]) {
        counter.failures += 1;
        counter.lastAt = now;
      }
      const takeBack = (counter: Counter) => {
        counter.failures = Math.max(0, counter.failures - 1);
      };
      return {
        succeeded() {
          byName.failures = 0;
          // Not to zero: somebody with one account must not be able to try others for free.
          takeBack(byAddress);
        },
        withdrawn() {
          takeBack(byName);
          takeBack(byAddress);
        },
      };
    },
  };
}

function remainingMs({ failures, lastAt }: Counter, free: number, now: number): number {
  const delay = delayMs(failures, free);
  // A clock that steps back must not lengthen a wait.
  return delay === 0 ? 0 : Math.min(delay, lastAt + delay - now);
}

/** 0 while failures are free, then 1 s, 2 s, 4 s …, at most a minute. */
export function delayMs(failures: number, free: number): number {
  if (failures < free) return 0;
  return Math.min(longestDelayMs, 1000 * 2 ** Math.min(failures - free, 16));
}

/** An IPv6 caller owns at least a /64; counting single addresses there counts nothing. */
export function network(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address.slice(address.lastIndexOf(':') + 1);
  const [head = '', tail] = address.split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - start.length - end.length)).fill('0');
  return [...start, ...zeros, ...end]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
