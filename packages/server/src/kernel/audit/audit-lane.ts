/**
 * Refusals and audited reads. Their transactions roll back or are read-only, so their entries go through one lane per
 * tenant, in transactions of their own that commit before the answer leaves.
 */
import type { Uuid } from '@wardroom/contract';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import type { AuditEntry } from './entry.ts';
import { coalescingKey, EntryLane } from './entry-lane.ts';

export interface AuditLaneOptions {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  /** Different entries that may wait per tenant. */
  readonly maxWaiting?: number;
}

/** Callers that are remembered as recorded; of more than these, the one that was recorded first is recorded again. */
const mostRemembered = 10_000;

export class AuditLane {
  readonly #options: AuditLaneOptions;
  readonly #lanes = new Map<Uuid, EntryLane>();
  /** When an equal entry was committed, the oldest first. */
  readonly #recorded = new Map<string, number>();

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

  /**
   * For a read that is repeated to follow something: the first is recorded before its answer leaves, and what only
   * differs from it in its request is not, for a time. Known to this process: after a restart it is recorded again.
   */
  async recordOnce(
    tenantId: Uuid,
    entry: AuditEntry,
    { at, everyMs }: { readonly at: number; readonly everyMs: number },
  ): Promise<void> {
    const key = `${tenantId} ${coalescingKey(entry)}`;
    const since = at - (this.#recorded.get(key) ?? Number.NEGATIVE_INFINITY);
    if (since >= 0 && since < everyMs) return;
    await this.record(tenantId, entry);
    this.#recorded.delete(key);
    this.#recorded.set(key, at);
    const [oldest] = this.#recorded.keys();
    if (this.#recorded.size > mostRemembered && oldest !== undefined) this.#recorded.delete(oldest);
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
