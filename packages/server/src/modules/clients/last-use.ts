/**
 * Writes down when clients are used. Bookkeeping beside the order of the tenant: it never makes an answer wait, and it is
 * at most one write a minute for each client.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { writeUsed } from './store.ts';

const writeEveryMs = 60_000;
/** Clients whose writing is remembered; the longest unused are forgotten, and written once too often. */
const maxRemembered = 20_000;

export interface ClientUseDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export interface ClientUse {
  used(tenantId: Uuid, clientId: Uuid): void;
  settled(): Promise<void>;
}

export function createClientUse(deps: ClientUseDeps): ClientUse {
  const { clock, onError } = deps;
  const writtenAt = new LRUCache<Uuid, number>({ max: maxRemembered });
  const waiting = new Map<Uuid, Set<Uuid>>();
  const running = new Map<Uuid, Promise<void>>();

  const drain = async (tenantId: Uuid): Promise<void> => {
    // What is used in the same turn of the event loop is one statement.
    await Promise.resolve();
    for (let due = waiting.get(tenantId); due !== undefined; due = waiting.get(tenantId)) {
      waiting.delete(tenantId);
      try {
        await write(deps, tenantId, [...due]);
      } catch (error) {
        for (const id of due) writtenAt.delete(id);
        onError(error);
      }
    }
    running.delete(tenantId);
  };

  return {
    used(tenantId, clientId) {
      const now = clock.now();
      if (now - (writtenAt.get(clientId) ?? Number.NEGATIVE_INFINITY) < writeEveryMs) return;
      writtenAt.set(clientId, now);
      waiting.set(tenantId, (waiting.get(tenantId) ?? new Set()).add(clientId));
      if (!running.has(tenantId)) running.set(tenantId, drain(tenantId));
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function write(
  { database, keyring, clock }: ClientUseDeps,
  tenantId: Uuid,
  clientIds: readonly Uuid[],
): Promise<void> {
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  await database.writeAside(tenantId, keys, async (tx) => {
    const facts = { operation: 'clients.use', permission: 'system', resourceId: null };
    await writeUsed(tx, issuePermit({ transaction: tx, tenantId, ...facts }), clientIds, clock.now());
  });
}
