/**
 * Refusals and audited reads. Their transactions roll back or are read-only, so their entries go through this bounded
 * lane, in a transaction of its own that commits before the answer leaves. Equal entries that wait together become one
 * with a count. A full lane refuses the call itself: nothing happens unrecorded.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import type { AuditEntry } from './entry.ts';

interface Waiting {
  entry: AuditEntry;
  count: number;
  readonly settle: { resolve: () => void; reject: (error: unknown) => void }[];
}

interface Lane {
  waiting: Map<string, Waiting>;
  running: boolean;
}

export interface AuditLaneOptions {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  /** Different entries that may wait per tenant. */
  readonly maxWaiting?: number;
}

export class AuditLane {
  readonly #options: AuditLaneOptions;
  readonly #maxWaiting: number;
  readonly #lanes = new Map<Uuid, Lane>();

  constructor(options: AuditLaneOptions) {
    this.#options = options;
    this.#maxWaiting = options.maxWaiting ?? 256;
  }

  /** Resolves once the entry is committed. Throws `overloaded` when the lane is full. */
  record(tenantId: Uuid, entry: AuditEntry): Promise<void> {
    const lane = this.#lanes.get(tenantId) ?? { waiting: new Map(), running: false };
    this.#lanes.set(tenantId, lane);
    return new Promise((resolve, reject) => {
      const key = coalescingKey(entry);
      const same = lane.waiting.get(key);
      if (same) {
        same.count += 1;
        same.settle.push({ resolve, reject });
      } else if (lane.waiting.size >= this.#maxWaiting) {
        reject(new WardroomError('overloaded', { retryAfterSeconds: 1 }));
      } else {
        lane.waiting.set(key, { entry, count: 1, settle: [{ resolve, reject }] });
      }
      if (!lane.running) void this.#drain(tenantId, lane);
    });
  }

  async #drain(tenantId: Uuid, lane: Lane): Promise<void> {
    lane.running = true;
    while (lane.waiting.size > 0) {
      const batch = [...lane.waiting.values()];
      lane.waiting = new Map();
      try {
        const keys = await this.#options.keyring.open({ kind: 'tenant', tenantId });
        await this.#options.database.writeAside(tenantId, keys, async (tx) => {
          for (const { entry, count } of batch) tx.record({ ...entry, count });
        });
        for (const { settle } of batch) for (const { resolve } of settle) resolve();
      } catch (error) {
        for (const { settle } of batch) for (const { reject } of settle) reject(error);
      }
    }
    lane.running = false;
    this.#lanes.delete(tenantId);
  }
}

/** Everything but the request id: the first request stands for those that waited with it. */
const coalescingKey = ({ requestId: _, ...entry }: AuditEntry): string => JSON.stringify(entry);
