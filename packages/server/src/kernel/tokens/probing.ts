/** Addresses that try tokens with wrong claims: more than ten in a minute are a signal (detection reads it in the audit log). */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { RefusalReason } from './token.ts';

const windowMs = 60_000;
export const usualPerMinute = 10;
const maxAddresses = 10_000;

/** What time alone brings about is no attempt at anything. */
const innocent: ReadonlySet<RefusalReason> = new Set(['expired', 'not_yet', 'revoked']);

export class Probing {
  readonly #clock: Clock;
  readonly #seen = new LRUCache<string, { count: number; readonly until: number }>({ max: maxAddresses });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** True once a minute at most: with the attempt that is one too many. */
  exceeds(tenantId: Uuid, address: string, reason: RefusalReason): boolean {
    if (innocent.has(reason)) return false;
    const now = this.#clock.now();
    const name = `${tenantId} ${address}`;
    const known = this.#seen.get(name);
    if (known === undefined || known.until <= now) {
      this.#seen.set(name, { count: 1, until: now + windowMs });
      return false;
    }
    known.count += 1;
    return known.count === usualPerMinute + 1;
  }
}
