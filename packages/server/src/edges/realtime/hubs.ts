/** The hubs of this node: one per tenant with viewers, kept a little longer than its last viewer. */
import type { Uuid } from '@wardroom/contract';
import { type HubOptions, TenantHub } from './hub.ts';

interface Entry {
  readonly hub: Promise<TenantHub>;
  holds: number;
  timer?: NodeJS.Timeout;
}

/** A page reload leaves and comes back; loading the audience again for it would be waste. */
const lingerMs = 10_000;

export class Hubs {
  readonly #options: Omit<HubOptions, 'tenantId' | 'host' | 'onLost'>;
  readonly #entries = new Map<Uuid, Entry>();

  constructor(options: Omit<HubOptions, 'tenantId' | 'host' | 'onLost'>) {
    this.#options = options;
  }

  /** To be paired with `leave`, also when it throws. */
  async enter(tenantId: Uuid, host: string): Promise<TenantHub> {
    const entry = this.#entries.get(tenantId) ?? this.#open(tenantId, host);
    entry.holds += 1;
    clearTimeout(entry.timer);
    return entry.hub;
  }

  leave(tenantId: Uuid): void {
    const entry = this.#entries.get(tenantId);
    if (!entry) return;
    entry.holds -= 1;
    if (entry.holds > 0) return;
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => this.#close(tenantId, entry), lingerMs).unref();
  }

  /** Hubs that are open now. */
  async open(): Promise<TenantHub[]> {
    const hubs = await Promise.allSettled([...this.#entries.values()].map(({ hub }) => hub));
    return hubs.flatMap((settled) => (settled.status === 'fulfilled' ? [settled.value] : []));
  }

  close(): void {
    for (const [tenantId, entry] of [...this.#entries]) this.#close(tenantId, entry);
  }

  #open(tenantId: Uuid, host: string): Entry {
    const forget = () => {
      if (this.#entries.get(tenantId) === entry) this.#entries.delete(tenantId);
    };
    const hub = TenantHub.open({ ...this.#options, tenantId, host, onLost: forget });
    const entry: Entry = { hub, holds: 0 };
    this.#entries.set(tenantId, entry);
    // Whoever waits for it hears of the failure; the next one tries again.
    hub.catch(forget);
    return entry;
  }

  #close(tenantId: Uuid, entry: Entry): void {
    clearTimeout(entry.timer);
    if (this.#entries.get(tenantId) === entry) this.#entries.delete(tenantId);
    entry.hub.then(
      (hub) => hub.close(),
      () => {},
    );
  }
}
