/**
 * How much may be under way at once: in all, for one tenant, to one destination address over all tenants. Without the
 * last, many tenants together could turn this server against somebody.
 */
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { parseAddress } from './classify.ts';
import { Refusal } from './refusal.ts';

export interface TurnstileLimits {
  /** Attempts at once. */
  readonly total: number;
  readonly perTenant: number;
  readonly perAddress: number;
  /** Connections to one address per minute. */
  readonly perAddressMinute: number;
}

export const turnstileLimits: TurnstileLimits = {
  total: 128,
  perTenant: 16,
  perAddress: 16,
  perAddressMinute: 600,
};

const minuteMs = 60_000;
const maxRemembered = 20_000;

export interface Passage {
  /** Counts a connection to the address; throws when it has had enough. */
  take(address: string): void;
  /** Gives every place back. */
  leave(): void;
}

export class Turnstile {
  readonly #limits: TurnstileLimits;
  readonly #clock: Clock;
  readonly #underWay = new Map<string, number>();
  /** Connections and the minute they were counted in. The least recently used address is forgotten. */
  readonly #minutes = new LRUCache<string, { minute: number; count: number }>({ max: maxRemembered });

  constructor(limits: TurnstileLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  enter(tenantId: string | null): Passage {
    const held: string[] = [];
    const leave = () => {
      for (const key of held.splice(0)) this.#release(key);
    };
    try {
      this.#hold(held, 'all', this.#limits.total);
      this.#hold(held, `tenant ${tenantId}`, this.#limits.perTenant);
    } catch (error) {
      leave();
      throw error;
    }
    return {
      leave,
      take: (address) => {
        const group = groupOf(address);
        this.#count(group);
        this.#hold(held, `address ${group}`, this.#limits.perAddress);
      },
    };
  }

  /** Places that are taken; 0 when nothing is under way. */
  get size(): number {
    return this.#underWay.size;
  }

  #hold(held: string[], key: string, limit: number): void {
    const count = this.#underWay.get(key) ?? 0;
    if (count >= limit) throw new Refusal('limit');
    this.#underWay.set(key, count + 1);
    held.push(key);
  }

  #release(key: string): void {
    const count = (this.#underWay.get(key) ?? 1) - 1;
    if (count === 0) this.#underWay.delete(key);
    else this.#underWay.set(key, count);
  }

  #count(group: string): void {
    const minute = Math.floor(this.#clock.now() / minuteMs);
    const known = this.#minutes.get(group);
    const count = known?.minute === minute ? known.count : 0;
    if (count >= this.#limits.perAddressMinute) throw new Refusal('limit', { address: group });
    this.#minutes.set(group, { minute, count: count + 1 });
  }
}

/** A host owns its whole IPv6 /64. */
function groupOf(address: string): string {
  const parsed = parseAddress(address);
  return parsed?.kind() === 'ipv6' ? parsed.toNormalizedString().split(':').slice(0, 4).join(':') : address;
}
