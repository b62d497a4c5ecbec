/** SQL that reads what a credential is worth right now. Runs inside the transaction that relies on it. */
import type { RoleName, Scope, Uuid } from '@wardroom/contract';
import { query } from '../database/statement.ts';
import type { ReadTransaction } from '../database/transaction.ts';

export interface AuthorityRow {
  readonly credential_id: Uuid;
  readonly principal_id: Uuid;
  readonly kind: 'person' | 'bot' | 'service' | 'agent';
  readonly status: 'active' | 'suspended' | 'imported';
  readonly role: RoleName;
  readonly owner_status: 'active' | 'suspended' | 'imported' | null;
  readonly scopes: Scope[] | null;
  /** Networks that a key is held to; none: everywhere. */
  readonly allowed_cidrs: string[];
  readonly created_at: number;
  readonly expires_at: number;
  /** Of a session without use, or of a key that has a successor. */
  readonly idle_expires_at: number;
  readonly revoked_at: number | null;
}

const bySession = query<AuthorityRow>(
  'authority.bySession',
  `select s.session_id as credential_id, p.principal_id, p.kind, p.status, p.role, null as owner_status, null::text[] as scopes,
          '{}'::text[] as allowed_cidrs,
          s.created_at, s.expires_at, s.idle_expires_at, s.revoked_at
     from tenant.sessions s
     join tenant.principals p on p.tenant_id = s.tenant_id and p.principal_id = s.principal_id
    where s.tenant_id = $1 and s.session_id = any ($2::uuid[])`,
);
const byKey = query<AuthorityRow>(
  'authority.byKey',
  `select c.credential_id, p.principal_id, p.kind, p.status, p.role, o.status as owner_status, c.scopes,
          c.allowed_cidrs, c.created_at, c.expires_at, coalesce(c.grace_ends_at, c.expires_at) as idle_expires_at,
          c.revoked_at
     from tenant.credentials c
     join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id
     left join tenant.principals o on o.tenant_id = p.tenant_id and o.principal_id = p.owner_id
    where c.tenant_id = $1 and c.credential_id = any ($2::uuid[])`,
);

/** Rows of these credentials; ids that do not exist have none. */
export function readAuthorityRows(
  tx: ReadTransaction,
  kind: 'session' | 'key',
  ids: readonly Uuid[],
): Promise<AuthorityRow[]> {
  return tx.query(kind === 'session' ? bySession : byKey, [tx.tenantId, ids]);
}
