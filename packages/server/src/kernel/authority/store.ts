/** SQL that reads what a credential is worth right now. Runs inside the transaction that relies on it. */
import type { Person, Scope, Uuid } from '@wardroom/contract';
import { instant } from '../database/connections.ts';
import { query } from '../database/statement.ts';
import type { ReadTransaction } from '../database/transaction.ts';

/** The roles of a row of tenant.principals that count now: the base role first, then those that groups confer. */
export const rolesOf = (row: string): string =>
  `array_prepend(coalesce(${row}.custom_role_id::text, ${row}.role), ${row}.conferred)`;

/** What roles mean in this tenant now. */
export interface BookRow {
  readonly roles_version: number;
  readonly policies_version: number;
  readonly grants_in_channels: boolean;
  readonly segmented: boolean;
}

export interface AuthorityRow extends BookRow {
  readonly credential_id: Uuid;
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: 'active' | 'suspended' | 'imported';
  readonly roles: string[];
  readonly owner_status: 'active' | 'suspended' | 'imported' | null;
  readonly scopes: Scope[] | null;
  /** Networks that a key is held to; none: everywhere. */
  readonly allowed_cidrs: string[];
  readonly created_at: number;
  readonly expires_at: number;
  /** Of a session without use, or of a key that has a successor. */
  readonly idle_expires_at: number;
  readonly revoked_at: number | null;
  /** Of the person of a session; null for keys. */
  readonly authenticated_at: number | null;
  readonly method: 'password' | 'link' | null;
}

/** At the moment $3, a principal that has ended is as one that is suspended: nothing has to run for it. */
const statusOf = (alias: 'p' | 'o') =>
  `case when ${alias}.expires_at <= $3 then 'suspended' else ${alias}.status end`;

const bySession = query<AuthorityRow>(
  'authority.bySession',
  `select s.session_id as credential_id, p.principal_id, p.kind, ${statusOf('p')} as status, ${rolesOf('p')} as roles, h.roles_version, h.policies_version, h.grants_in_channels, h.segmented,
          null as owner_status, null::text[] as scopes,
          '{}'::text[] as allowed_cidrs,
          s.created_at, s.expires_at, s.idle_expires_at, s.revoked_at, s.authenticated_at, s.method
     from tenant.sessions s
     join tenant.principals p on p.tenant_id = s.tenant_id and p.principal_id = s.principal_id
     join tenant.heads h on h.tenant_id = s.tenant_id
    where s.tenant_id = $1 and s.session_id = any ($2::uuid[])`,
);
const byKey = query<AuthorityRow>(
  'authority.byKey',
  `select c.credential_id, p.principal_id, p.kind, ${statusOf('p')} as status, ${rolesOf('p')} as roles, h.roles_version, h.policies_version, h.grants_in_channels, h.segmented,
          ${statusOf('o')} as owner_status, c.scopes,
          c.allowed_cidrs, c.created_at, c.expires_at, coalesce(c.grace_ends_at, c.expires_at) as idle_expires_at,
          c.revoked_at, null::timestamptz as authenticated_at, null as method
     from tenant.credentials c
     join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id
     join tenant.heads h on h.tenant_id = c.tenant_id
     left join tenant.principals o on o.tenant_id = p.tenant_id and o.principal_id = p.owner_id
    where c.tenant_id = $1 and c.credential_id = any ($2::uuid[])`,
);

/** What tokens are held against: their subject now, and the epochs of subject and tenant. */
export interface StandingRow extends BookRow {
  readonly principal_id: Uuid;
  readonly kind: AuthorityRow['kind'];
  readonly status: AuthorityRow['status'];
  readonly roles: string[];
  readonly owner_status: AuthorityRow['owner_status'];
  readonly token_epoch: number;
  readonly tenant_epoch: number;
}

const standings = query<StandingRow>(
  'authority.standings',
  `select p.principal_id, p.kind, ${statusOf('p')} as status, ${rolesOf('p')} as roles, h.roles_version, h.policies_version, h.grants_in_channels, h.segmented,
          ${statusOf('o')} as owner_status, p.token_epoch, h.token_epoch as tenant_epoch
     from tenant.principals p
     join tenant.heads h on h.tenant_id = p.tenant_id
     left join tenant.principals o on o.tenant_id = p.tenant_id and o.principal_id = p.owner_id
    where p.tenant_id = $1 and p.principal_id = any ($2::uuid[])`,
);
const worthless = query<{ id: Uuid }>(
  'authority.worthless',
  `select d.denied_id as id from tenant.denials d where d.tenant_id = $1 and d.denied_id = any ($2::uuid[])
   union all
   select u.token_id from tenant.token_uses u where u.tenant_id = $1 and u.token_id = any ($3::uuid[])`,
);

/** An OAuth client, as far as its tokens are concerned. */
export interface ClientRow {
  readonly client_id: Uuid;
  readonly status: 'active' | 'waiting' | 'revoked';
  /** Whose right its own tokens carry. */
  readonly principal_id: Uuid | null;
  /** Of that principal and of who answers for it; null: there is none. */
  readonly principal_status: AuthorityRow['status'] | null;
  readonly owner_status: AuthorityRow['owner_status'];
  readonly scopes: Scope[];
  readonly requires_proof: boolean;
}

export interface GrantRow {
  readonly grant_id: Uuid;
  readonly principal_id: Uuid;
  readonly client_id: Uuid;
  readonly scopes: Scope[];
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

const clients = query<ClientRow>(
  'authority.clients',
  `select c.client_id, c.status, c.principal_id, ${statusOf('p')} as principal_status, ${statusOf('o')} as owner_status, c.scopes,
          c.requires_proof
     from tenant.clients c
     left join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id
     left join tenant.principals o on o.tenant_id = p.tenant_id and o.principal_id = p.owner_id
    where c.tenant_id = $1 and c.client_id = any ($2::uuid[])`,
);
const grants = query<GrantRow>(
  'authority.grants',
  `select grant_id, principal_id, client_id, scopes, expires_at, revoked_at from tenant.grants
    where tenant_id = $1 and grant_id = any ($2::uuid[])`,
);

export const readClientRows = async (
  tx: ReadTransaction,
  ids: readonly Uuid[],
  at: number,
): Promise<ClientRow[]> => (ids.length === 0 ? [] : tx.query(clients, [tx.tenantId, ids, instant(at)]));
export const readGrantRows = async (tx: ReadTransaction, ids: readonly Uuid[]): Promise<GrantRow[]> =>
  ids.length === 0 ? [] : tx.query(grants, [tx.tenantId, ids]);

export const readStandings = (
  tx: ReadTransaction,
  principalIds: readonly Uuid[],
  at: number,
): Promise<StandingRow[]> => tx.query(standings, [tx.tenantId, principalIds, instant(at)]);

/** Those of `ids` that are denied, and those of `once` that have been used. */
export async function readWorthless(
  tx: ReadTransaction,
  ids: readonly Uuid[],
  once: readonly Uuid[],
): Promise<ReadonlySet<Uuid>> {
  return new Set((await tx.query(worthless, [tx.tenantId, ids, once])).map(({ id }) => id));
}

/** Rows of these credentials; ids that do not exist have none. */
export function readAuthorityRows(
  tx: ReadTransaction,
  kind: 'session' | 'key',
  ids: readonly Uuid[],
  at: number,
): Promise<AuthorityRow[]> {
  return tx.query(kind === 'session' ? bySession : byKey, [tx.tenantId, ids, instant(at)]);
}
