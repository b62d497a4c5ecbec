/**
 * UUIDv7 (RFC 9562 section 5.7) from an injected clock and injected randomness. Ids of one process never go
 * backwards: within a millisecond, and when the clock steps back, a 12-bit counter and the last time go on.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export interface Ids {
  next(): Uuid;
}

export function createIds(clock: Clock, random: Random): Ids {
  let lastMs = 0;
  let counter = 0;
  return {
    next() {
      const now = clock.now();
      if (now > lastMs) {
        lastMs = now;
        counter = random.bytes(2).readUInt16BE() & 0x7ff;
      } else if (counter === 0xfff) {
        lastMs += 1;
        counter = 0;
      } else {
        counter += 1;
      }
      const tail = random.bytes(8);
      tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80;
      const hex = lastMs.toString(16).padStart(12, '0');
      const rest = tail.toString('hex');
      const version = (0x7000 | counter).toString(16);
      return `${hex.slice(0, 8)}-${hex.slice(8)}-${version}-${rest.slice(0, 4)}-${rest.slice(4)}` as Uuid;
    },
  };
}

/** The least id of a moment: whatever is older has a lesser one. */
export function leastIdAt(at: number): Uuid {
  const hex = Math.max(0, Math.floor(at)).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000` as Uuid;
}
