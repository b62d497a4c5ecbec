/** Signs tenant contexts; `app.tenant_id()` in PostgreSQL verifies them (migration 0002). */
import { createHmac } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../clock.ts';

/** How long a transaction may run on one context. */
export const contextLifeMs = 60_000;

export interface ContextSigner {
  /** The value of `app.tenant` for one tenant on one backend, valid for {@link contextLifeMs}. */
  sign(tenantId: Uuid, backendPid: number): string;
}

export function createContextSigner(key: Buffer, clock: Clock): ContextSigner {
  if (key.length !== 32) throw new Error('the context key must have 32 bytes');
  return {
    sign(tenantId, backendPid) {
      const claims = `v1.${tenantId}.${backendPid}.${clock.now() + contextLifeMs}`;
      return `${claims}.${createHmac('sha256', key).update(claims).digest('hex')}`;
    },
  };
}
