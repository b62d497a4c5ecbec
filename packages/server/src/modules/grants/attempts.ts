/**
 * Wrong codes of devices, counted per person (RFC 8628, 5.1): whoever tries codes until one fits would grant access to a
 * stranger’s device, or learn who waits.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';

const most = 10;
const windowMs = 600_000;

export interface Attempts {
  /** Throws `rate_limited` after ten failures within ten minutes. */
  require(principalId: Uuid, at: number): void;
  failed(principalId: Uuid, at: number): void;
}

export function createAttempts(maxRemembered = 10_000): Attempts {
  const failures = new LRUCache<Uuid, readonly number[]>({ max: maxRemembered });
  const recent = (principalId: Uuid, at: number): readonly number[] =>
    (failures.get(principalId) ?? []).filter((one) => one > at - windowMs);
  return {
    require(principalId, at) {
      const [first = at, ...more] = recent(principalId, at);
      if (more.length + 1 < most) return;
      throw new WardroomError('rate_limited', {
        retryAfterSeconds: Math.max(1, Math.ceil((first + windowMs - at) / 1000)),
      });
    },
    failed(principalId, at) {
      failures.set(principalId, [...recent(principalId, at), at].slice(-most));
    },
  };
}
