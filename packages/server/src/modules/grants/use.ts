/** Writes down, exact to a minute, when grants are used: beside the order of the tenant, and never a write per token. */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { writeUsed } from './store.ts';

const writeEveryMs = 60_000;
const maxRemembered = 100_000;

export interface GrantUseDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export interface GrantUse {
  used(tenantId: Uuid, grantId: Uuid): void;
  settled(): Promise<void>;
}

export function createGrantUse(deps: GrantUseDeps): GrantUse {
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
    used(tenantId, grantId) {
      const now = clock.now();
      if (now - (writtenAt.get(grantId) ?? Number.NEGATIVE_INFINITY) < writeEveryMs) return;
      writtenAt.set(grantId, now);
      const due = waiting.get(tenantId) ?? new Set();
      waiting.set(tenantId, due.add(grantId));
      if (!running.has(tenantId)) running.set(tenantId, drain(tenantId));
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function write({ database, keyring, clock }: GrantUseDeps, tenantId: Uuid, ids: Uuid[]): Promise<void> {
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  await database.writeAside(tenantId, keys, async (tx) => {
    const facts = { operation: 'grants.use', permission: 'system', resourceId: null };
    await writeUsed(tx, issuePermit({ transaction: tx, tenantId, ...facts }), ids, clock.now());
  });
}
