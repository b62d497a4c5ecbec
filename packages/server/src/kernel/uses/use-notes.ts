/**
 * Writes down that something is in use: a session, a client, a grant. Bookkeeping, not an act of anybody, so it writes under
 * a permit of the system, beside the order of the tenant, and at most so often for each.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { Keyring } from '../keyring/index.ts';
import { issuePermit, type Permit } from '../permit.ts';
import { createGathering } from './gathering.ts';

export interface UseNotesDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** What failed is tried again with the next use; this is for the log. */
  readonly onError: (error: unknown) => void;
  /** How many are remembered as written; the longest unused are forgotten, and written once too often. */
  readonly maxRemembered?: number;
}

export interface UseNotesOptions extends UseNotesDeps {
  /** Name in permits, as `sessions.touch`. */
  readonly operation: string;
  readonly everyMs: number;
  readonly write: (tx: WriteTransaction, permit: Permit, ids: Uuid[], at: number) => Promise<unknown>;
}

export interface UseNotes {
  /** Returns at once. */
  used(tenantId: Uuid, id: Uuid): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

export function createUseNotes(options: UseNotesOptions): UseNotes {
  const { database, keyring, clock, onError, maxRemembered = 100_000, operation, everyMs, write } = options;
  const writtenAt = new LRUCache<Uuid, number>({ max: maxRemembered });
  const gathering = createGathering<true>({
    async write(tenantId, due) {
      const keys = await keyring.open({ kind: 'tenant', tenantId });
      await database.writeAside(tenantId, keys, async (tx) => {
        const facts = { tenantId, operation, permission: 'system', resourceId: null };
        await write(tx, issuePermit({ transaction: tx, ...facts }), [...due.keys()], clock.now());
      });
    },
    onFailed(ids, error) {
      for (const id of ids) writtenAt.delete(id);
      onError(error);
    },
  });
  return {
    used(tenantId, id) {
      const now = clock.now();
      if (now - (writtenAt.get(id) ?? Number.NEGATIVE_INFINITY) < everyMs) return;
      writtenAt.set(id, now);
      gathering.add(tenantId, id, () => true);
    },
    settled: () => gathering.settled(),
  };
}
