/** What the authorisation server needs of grants. What must never happen: a grant that was revoked is found as one. */
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { issuePermit } from '../../kernel/permit.ts';
import type { GrantRecord, Grants } from '../../kernel/protocol-records/index.ts';
import { createUseNotes } from '../../kernel/uses/index.ts';
import { endGrant } from './end.ts';
import { type FoundGrant, findGrant, writeUsed } from './store.ts';

/** Last uses are exact to this. */
const usedEveryMs = 60_000;

export interface GrantDeps {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  /** A use that could not be written is tried again with the next one; this is for the log. */
  readonly onError?: (error: unknown) => void;
}

export function createGrants({ database, keyring, clock, onError = () => {} }: GrantDeps): Grants {
  const use = createUseNotes({
    ...{ database, keyring, clock, onError },
    ...{ operation: 'grants.use', everyMs: usedEveryMs, write: writeUsed },
  });
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
        if (!(await endGrant(tx, permit, row, { at: clock.now(), actorId, isReplay: reason === 'replayed' })))
          return;
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
