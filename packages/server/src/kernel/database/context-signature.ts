/**
 * Signs what PostgreSQL believes of this process and of nobody who only has a login: tenant contexts, which
 * `app.tenant_id()` verifies (migration 0002), and boundaries of audit logs (`app.admits_boundary`, migration 0025).
 */
import { createHash, createHmac } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';

/** How long a transaction may run on one context. */
export const contextLifeMs = 60_000;

export interface ContextSigner {
  /** The value of `app.tenant` for one tenant on one backend, valid for {@link contextLifeMs}. */
  sign(tenantId: Uuid, backendPid: number): string;
  /** The value of `app.boundary` that lets one backend declare this note, and no other, within the same time. */
  admitBoundary(boundary: AdmittedBoundary, backendPid: number): string;
}

export interface AdmittedBoundary {
  readonly tenantId: Uuid;
  readonly lowestIndex: number;
  /** As it was signed. */
  readonly note: string;
}

/** A context is signed again after this long, so that what is left of its life covers any transaction. */
const reuseMs = 10_000;
const maxCached = 10_000;

export function createContextSigner(key: Buffer, clock: Clock): ContextSigner {
  if (key.length !== 32) throw new Error('the context key must have 32 bytes');
  // Signing costs more than the rest of opening a transaction; the value is the same for one tenant on one backend.
  const cache = new LRUCache<string, { context: string; signedAt: number }>({ max: maxCached });
  const macOf = (claims: string) => createHmac('sha256', key).update(claims).digest('hex');
  return {
    sign(tenantId, backendPid) {
      const now = clock.now();
      const place = `${tenantId}.${backendPid}`;
      const cached = cache.get(place);
      if (cached !== undefined && Math.abs(now - cached.signedAt) < reuseMs) return cached.context;
      const claims = `v1.${place}.${now + contextLifeMs}`;
      const context = `${claims}.${macOf(claims)}`;
      cache.set(place, { context, signedAt: now });
      return context;
    },
    admitBoundary({ tenantId, lowestIndex, note }, backendPid) {
      const noted = createHash('sha256').update(note).digest('hex');
      const claims = `b1.${tenantId}.${lowestIndex}.${noted}.${backendPid}.${clock.now() + contextLifeMs}`;
      return `${claims}.${macOf(claims)}`;
    },
  };
}
