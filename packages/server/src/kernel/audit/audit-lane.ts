/**
 * Refusals and audited reads. Their transactions roll back or are read-only, so their entries go through one lane per
 * tenant, in transactions of their own that commit before the answer leaves.
 */
import type { Uuid } from '@wardroom/contract';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import type { AuditEntry } from './entry.ts';
import { EntryLane } from './entry-lane.ts';

export interface AuditLaneOptions {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  /** Different entries that may wait per tenant. */
  readonly maxWaiting?: number;
}

export class AuditLane {
  readonly #options: AuditLaneOptions;
  readonly #lanes = new Map<Uuid, EntryLane>();

  constructor(options: AuditLaneOptions) {
    this.#options = options;
  }

  /** Resolves once the entry is committed. Throws `overloaded` when the lane is full. */
  async record(tenantId: Uuid, entry: AuditEntry): Promise<void> {
    const lane = this.#lanes.get(tenantId) ?? this.#laneOf(tenantId);
    try {
      await lane.record(entry);
    } finally {
      if (lane.idle && this.#lanes.get(tenantId) === lane) this.#lanes.delete(tenantId);
    }
  }

  #laneOf(tenantId: Uuid): EntryLane {
    const { database, keyring, maxWaiting = 256 } = this.#options;
    const lane = new EntryLane({
      maxWaiting,
      commit: async (entries) => {
        const keys = await keyring.open({ kind: 'tenant', tenantId });
        await database.writeAside(tenantId, keys, async (tx) => {
          for (const entry of entries) tx.record(entry);
        });
      },
    });
    this.#lanes.set(tenantId, lane);
    return lane;
  }
}
