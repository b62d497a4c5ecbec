/**
 * Writes down that sessions are in use, which extends their idle life. Bookkeeping, not an act of anybody, so it writes
 * under a permit of the system, beside the order of the tenant, and never makes an answer wait. It must never bring a
 * session back: the statement touches only living ones.
 */
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Identity } from '../../kernel/call.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { touchIntervalMs } from './policy.ts';
import { writeTouched } from './store.ts';

export interface TouchDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** A touch that failed is tried again with the next use; this is for the log. */
  readonly onError: (error: unknown) => void;
  /** Sessions remembered as touched; the longest unused are forgotten, and touched once too often. */
  readonly maxRemembered?: number;
}

export interface SessionTouch {
  /** To be called once a call of this session has been allowed. Returns at once. */
  touch(identity: Identity): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

export function createSessionTouch(deps: TouchDeps): SessionTouch {
  const { clock, onError, maxRemembered = 100_000 } = deps;
  const touchedAt = new LRUCache<Uuid, number>({ max: maxRemembered });
  const waiting = new Map<Uuid, Set<Uuid>>();
  const running = new Map<Uuid, Promise<void>>();

  const drain = async (tenantId: Uuid): Promise<void> => {
    // What is touched in the same turn of the event loop is one statement.
    await Promise.resolve();
    for (let due = waiting.get(tenantId); due !== undefined; due = waiting.get(tenantId)) {
      waiting.delete(tenantId);
      try {
        await write(deps, tenantId, [...due]);
      } catch (error) {
        for (const id of due) touchedAt.delete(id);
        onError(error);
      }
    }
    running.delete(tenantId);
  };

  return {
    touch({ kind, id, tenantId }) {
      if (kind !== 'session') return;
      const now = clock.now();
      if (now - (touchedAt.get(id) ?? Number.NEGATIVE_INFINITY) < touchIntervalMs) return;
      touchedAt.set(id, now);
      const due = waiting.get(tenantId) ?? new Set();
      waiting.set(tenantId, due.add(id));
      if (!running.has(tenantId)) running.set(tenantId, drain(tenantId));
    },
    async settled() {
      while (running.size > 0) await Promise.all(running.values());
    },
  };
}

async function write({ database, keyring, clock }: TouchDeps, tenantId: Uuid, ids: Uuid[]): Promise<void> {
  const keys = await keyring.open({ kind: 'tenant', tenantId });
  await database.writeAside(tenantId, keys, async (tx) => {
    const facts = { operation: 'sessions.touch', permission: 'system', resourceId: null };
    await writeTouched(tx, issuePermit({ transaction: tx, tenantId, ...facts }), ids, clock.now());
  });
}
