/**
 * The circuit breaker in front of the policy engine. When asking fails again and again, it is not asked for a while: what
 * policies mention is denied at once, so that a broken engine costs answers and never the time of everybody. It opens
 * nothing: without an answer nothing is allowed.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

const windowMs = 10_000;
const mostFailures = 20;
const restMs = 30_000;

interface Circuit {
  since: number;
  failures: number;
  /** Milliseconds since 1970; 0: closed. */
  openUntil: number;
}

export class Breaker {
  readonly #clock: Clock;
  readonly #circuits = new LRUCache<Uuid, Circuit>({ max: 10_000 });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Until when the engine is not asked for this tenant; null: it is. */
  openUntil(tenantId: Uuid): number | null {
    const until = this.#circuits.get(tenantId)?.openUntil ?? 0;
    return until > this.#clock.now() ? until : null;
  }

  /** One question failed. True when this one opens the circuit. */
  failed(tenantId: Uuid): boolean {
    const now = this.#clock.now();
    const known = this.#circuits.get(tenantId);
    const circuit =
      known !== undefined && now - known.since < windowMs ? known : { since: now, failures: 0, openUntil: 0 };
    circuit.failures += 1;
    this.#circuits.set(tenantId, circuit);
    if (circuit.failures < mostFailures || circuit.openUntil > now) return false;
    circuit.openUntil = now + restMs;
    return true;
  }
}
