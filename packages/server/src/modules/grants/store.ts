/** SQL of grants. What the protocol keeps about them is the kernel's (kernel/protocol-records/store.ts). */
import type { Scope, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface GrantRow {
  readonly grant_id: Uuid;
  readonly principal_id: Uuid;
  readonly client_id: Uuid;
  readonly is_device: boolean;
  /** With which it ends; null: it lasts. */
  readonly session_id: Uuid | null;
  readonly scopes: Scope[];
  readonly created_at: number;
  readonly expires_at: number;
  readonly last_used_at: number | null;
  /** When it, or the session with which it ends, was revoked. */
  readonly revoked_at: number | null;
  /** When it ended because something of it was used twice, and nobody has taken note. */
  readonly replayed_at: number | null;
}

export interface FoundGrant extends GrantRow {
  /** Of whoever granted it, now. */
  readonly roles: string[];
}

export interface ListedGrant extends GrantRow {
  /** What of its client is sealed. */
  readonly sealed: Buffer;
}

const sessionRevoked = `(select s.revoked_at from tenant.sessions s
            where s.tenant_id = g.tenant_id and s.session_id = g.session_id)`;
const columns = `g.grant_id, g.principal_id, g.client_id, g.is_device, g.session_id, g.scopes, g.created_at,
          g.expires_at, g.last_used_at, g.replayed_at, coalesce(g.revoked_at, ${sessionRevoked}) as revoked_at`;
/** What holds, and what ended after `since` because something of it was used twice. */
const shown = (since: string) =>
  `(g.revoked_at is null and ${sessionRevoked} is null or g.replayed_at > ${since})`;
const nothingBefore = `'00000000-0000-0000-0000-000000000000'::uuid`;

const find = query<FoundGrant>(
  'grants.find',
  `select ${columns}, ${rolesOf('p')} as roles from tenant.grants g
     join tenant.principals p on p.tenant_id = g.tenant_id and p.principal_id = g.principal_id
    where g.tenant_id = $1 and g.grant_id = $2`,
);
const listAll = query<ListedGrant>(
  'grants.listAll',
  `select ${columns}, c.sealed from tenant.grants g
     join tenant.clients c on c.tenant_id = g.tenant_id and c.client_id = g.client_id
    where g.tenant_id = $1 and g.expires_at > $4 and ${shown('$5')}
      and g.grant_id > case when $2::uuid is null then ${nothingBefore}
          else (select a.grant_id from tenant.grants a where a.tenant_id = $1 and a.grant_id = $2) end
    order by g.grant_id
    limit $3`,
);
// The position must be one's own, too: another's would answer differently from one that is not there.
const listOwn = query<ListedGrant>(
  'grants.listOwn',
  `select ${columns}, c.sealed from tenant.grants g
     join tenant.clients c on c.tenant_id = g.tenant_id and c.client_id = g.client_id
    where g.tenant_id = $1 and g.principal_id = $6 and g.expires_at > $4 and ${shown('$5')}
      and g.grant_id > case when $2::uuid is null then ${nothingBefore}
          else (select a.grant_id from tenant.grants a
                 where a.tenant_id = $1 and a.grant_id = $2 and a.principal_id = $6) end
    order by g.grant_id
    limit $3`,
);
const insert = command(
  'grants.insert',
  `insert into tenant.grants (tenant_id, grant_id, principal_id, client_id, is_device, session_id, scopes, created_at,
                              expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
);
const revoke = command(
  'grants.revoke',
  `update tenant.grants set revoked_at = $3, replayed_at = case when $4 then $3::timestamptz end
    where tenant_id = $1 and grant_id = $2 and revoked_at is null`,
);
const note = command(
  'grants.note',
  'update tenant.grants set replayed_at = null where tenant_id = $1 and grant_id = $2',
);
const use = command(
  'grants.use',
  `update tenant.grants set last_used_at = $3
    where tenant_id = $1 and grant_id = any ($2::uuid[]) and revoked_at is null`,
);

export async function findGrant(tx: ReadTransaction, id: Uuid): Promise<FoundGrant | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export interface ListGrants {
  /** Null: of everybody. */
  readonly principalId: Uuid | null;
  readonly after: Uuid | null;
  readonly limit: number;
  readonly at: number;
}

const replayShownMs = 30 * 86_400_000;

/** Those that hold, and those that ended because something of them was used twice, for 30 days. */
export const listGrantRows = (
  tx: ReadTransaction,
  { principalId, after, limit, at }: ListGrants,
): Promise<ListedGrant[]> => {
  const values = [tx.tenantId, after, limit, instant(at), instant(at - replayShownMs)];
  return principalId === null ? tx.query(listAll, values) : tx.query(listOwn, [...values, principalId]);
};

export async function insertGrant(
  tx: WriteTransaction,
  permit: Permit,
  row: Omit<GrantRow, 'last_used_at' | 'revoked_at' | 'replayed_at'>,
): Promise<void> {
  await tx.execute(permit, insert, [
    permit.tenantId,
    row.grant_id,
    row.principal_id,
    row.client_id,
    row.is_device,
    row.session_id,
    row.scopes,
    instant(row.created_at),
    instant(row.expires_at),
  ]);
}

export async function writeRevoked(
  tx: WriteTransaction,
  permit: Permit,
  { id, at, isReplay }: { readonly id: Uuid; readonly at: number; readonly isReplay: boolean },
): Promise<void> {
  await tx.execute(permit, revoke, [permit.tenantId, id, instant(at), isReplay]);
}

/** Somebody has seen that it was used twice. */
export async function writeNoted(tx: WriteTransaction, permit: Permit, id: Uuid): Promise<void> {
  await tx.execute(permit, note, [permit.tenantId, id]);
}

export async function writeUsed(
  tx: WriteTransaction,
  permit: Permit,
  ids: readonly Uuid[],
  at: number,
): Promise<void> {
  await tx.execute(permit, use, [permit.tenantId, ids, instant(at)]);
}
