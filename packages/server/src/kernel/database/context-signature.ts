/** Signs tenant contexts; `app.tenant_id()` in PostgreSQL verifies them (migration 0002). */
import { createHmac } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** How long a transaction may run on one context. */
export const contextLifeMs = 60_000;

export interface ContextSigner {
  /** The value of `app.tenant` for one tenant on one backend, valid for {@link contextLifeMs}. */
  sign(tenantId: Uuid, backendPid: number): string;
}

/** A context is signed again after this long, so that what is left of its life covers any transaction. */
const reuseMs = 10_000;
const maxCached = 10_000;

export function createContextSigner(key: Buffer, clock: Clock): ContextSigner {
  if (key.length !== 32) throw new Error('the context key must have 32 bytes');
  // Signing costs more than the rest of opening a transaction; the value is the same for one tenant on one backend.
  const cache = new LRUCache<string, { context: string; signedAt: number }>({ max: maxCached });
  return {
    sign(tenantId, backendPid) {
      const now = clock.now();
      const place = `${tenantId}.${backendPid}`;
      const cached = cache.get(place);
      if (cached !== undefined && Math.abs(now - cached.signedAt) < reuseMs) return cached.context;
      const claims = `v1.${place}.${now + contextLifeMs}`;
      const context = `${claims}.${createHmac('sha256', key).update(claims).digest('hex')}`;
      cache.set(place, { context, signedAt: now });
      return context;
    },
  };
}
