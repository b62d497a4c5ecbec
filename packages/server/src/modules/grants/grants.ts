/** What the authorisation server needs of grants. What must never happen: a grant that was revoked is found as one. */
import type { Scope, Uuid } from '@wardroom/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import { endGrant } from './end.ts';
import { type FoundGrant, findGrant } from './store.ts';
import { createGrantUse } from './use.ts';

export interface GrantRecord {
  readonly id: Uuid;
  readonly principalId: Uuid;
  readonly clientId: Uuid;
  readonly scopes: readonly Scope[];
  readonly isDevice: boolean;
  /** With which it ends; null: it lasts. */
  readonly sessionId: Uuid | null;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** When it, or the session with which it ends, was revoked. */
  readonly revokedAt: number | null;
}

export interface WhyRevoked {
  readonly type: 'grant.replayed' | 'grant.revoked';
  readonly reason: 'replayed' | 'revoked';
  readonly address: string;
  readonly requestId: Uuid;
  /** The person who asked for it; null: the server itself. */
  readonly actorId: Uuid | null;
}

export interface Grants {
  /** Also one that was revoked or has expired: its times say so. */
  find(tenantId: Uuid, grantId: Uuid): Promise<GrantRecord | null>;
  /** Does nothing when there is none, or it was revoked before. */
  revoke(tenantId: Uuid, grantId: Uuid, why: WhyRevoked): Promise<void>;
  /** To be called with each token that is issued from it. Returns at once. */
  used(tenantId: Uuid, grantId: Uuid): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

export interface GrantDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** A use that could not be written is tried again with the next one; this is for the log. */
  readonly onError?: (error: unknown) => void;
}

export function createGrants({ database, keyring, clock, onError = () => {} }: GrantDeps): Grants {
  const use = createGrantUse({ database, keyring, clock, onError });
  return {
    async find(tenantId, grantId) {
      const row = await database.read(tenantId, (tx) => findGrant(tx, grantId));
      return row && toRecord(row);
    },
    async revoke(tenantId, grantId, { type, reason, address, requestId, actorId }) {
      const keys = await keyring.open({ kind: 'tenant', tenantId });
      await database.write(tenantId, keys, async (tx) => {
        const row = await findGrant(tx, grantId);
        if (row === null) return;
        const facts = { operation: 'grants.revoke', permission: 'system', resourceId: grantId };
        const permit = issuePermit({ transaction: tx, tenantId, ...facts });
        if (!(await endGrant(tx, permit, row, { at: clock.now(), actorId }))) return;
        tx.record({
          ...{ type, outcome: 'success', action: 'grants.revoke', address, requestId },
          ...{ actorType: actorId === null ? 'system' : 'person', actorId, subjectId: row.principal_id },
          ...{ resourceKind: 'Grant', resourceId: grantId, credentialId: null, metadata: { reason } },
        });
      });
    },
    used: use.used,
    settled: use.settled,
  };
}

const toRecord = (row: FoundGrant): GrantRecord => ({
  id: row.grant_id,
  principalId: row.principal_id,
  clientId: row.client_id,
  scopes: row.scopes,
  isDevice: row.is_device,
  sessionId: row.session_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
});
