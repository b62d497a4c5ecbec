/** Tenants whose entries could not be sealed: when each is tried again. The others do not wait for them. */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../../clock.ts';

const firstMs = 1_000;
const longestMs = 60_000;

export class PatienceList {
  readonly #clock: Clock;
  readonly #failed = new Map<Uuid, { readonly failures: number; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#failed.size;
  }

  /** Those that are not to be tried now. */
  waiting(): Uuid[] {
    const now = this.#clock.now();
    return [...this.#failed].filter(([, { until }]) => now < until).map(([tenantId]) => tenantId);
  }

  failuresOf(tenantId: Uuid): number {
    return this.#failed.get(tenantId)?.failures ?? 0;
  }

  failed(tenantId: Uuid): void {
    const failures = this.failuresOf(tenantId) + 1;
    const waitMs = Math.min(longestMs, firstMs * 2 ** (failures - 1));
    this.#failed.set(tenantId, { failures, until: this.#clock.now() + waitMs });
  }

  succeeded(tenantId: Uuid): void {
    this.#failed.delete(tenantId);
  }
}
