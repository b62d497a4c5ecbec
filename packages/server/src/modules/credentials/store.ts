/** SQL of API keys. */
import type { Scope, Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface CredentialRow {
  readonly credential_id: Uuid;
  readonly principal_id: Uuid;
  readonly created_by: Uuid;
  readonly prefix: string;
  readonly last_four: string;
  readonly scopes: Scope[];
  readonly sealed: Buffer;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

const columns = `c.credential_id, c.principal_id, c.created_by, c.prefix, c.last_four, c.scopes, c.sealed,
          c.created_at, c.expires_at, c.revoked_at`;
const fromOwned = `from tenant.credentials c
     join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id`;

export interface OwnedRow {
  readonly credential_id: Uuid;
  readonly principal_id: Uuid;
  readonly owner_id: Uuid | null;
  readonly revoked_at: number | null;
}

const find = query<OwnedRow>(
  'credentials.find',
  `select c.credential_id, c.principal_id, p.owner_id, c.revoked_at ${fromOwned}
    where c.tenant_id = $1 and c.credential_id = $2`,
);
const listAll = query<CredentialRow>(
  'credentials.listAll',
  `select ${columns} from tenant.credentials c
    where c.tenant_id = $1
      and c.credential_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.credential_id from tenant.credentials a where a.tenant_id = $1 and a.credential_id = $2) end
    order by c.credential_id
    limit $3`,
);
// The position must be a key of one’s own bots, too: another’s would answer differently from one that is not there.
const listOwned = query<CredentialRow>(
  'credentials.listOwned',
  `select ${columns} ${fromOwned}
    where c.tenant_id = $1 and p.owner_id = $4
      and c.credential_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.credential_id from tenant.credentials a
                  join tenant.principals b on b.tenant_id = a.tenant_id and b.principal_id = a.principal_id
                 where a.tenant_id = $1 and a.credential_id = $2 and b.owner_id = $4) end
    order by c.credential_id
    limit $3`,
);
const insert = command(
  'credentials.insert',
  `insert into tenant.credentials (tenant_id, credential_id, principal_id, created_by, secret_hash, prefix, last_four,
                                   scopes, sealed, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
);
const revoke = command(
  'credentials.revoke',
  `update tenant.credentials set revoked_at = $3
    where tenant_id = $1 and credential_id = $2 and revoked_at is null`,
);

export async function findCredential(tx: ReadTransaction, id: Uuid): Promise<OwnedRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

/** At most `limit` keys after one, by id: all, or those of one owner’s bots. */
export const listCredentialRows = (
  tx: ReadTransaction,
  { ownerId, after, limit }: { ownerId: Uuid | null; after: Uuid | null; limit: number },
): Promise<CredentialRow[]> =>
  ownerId === null
    ? tx.query(listAll, [tx.tenantId, after, limit])
    : tx.query(listOwned, [tx.tenantId, after, limit, ownerId]);

/** Inserts a key of the principal that the permit names. */
export async function insertCredential(
  tx: WriteTransaction,
  permit: Permit,
  { row, secretHash }: { row: Omit<CredentialRow, 'principal_id' | 'revoked_at'>; secretHash: Buffer },
): Promise<CredentialRow> {
  const principalId = permit.resourceId;
  await tx.execute(permit, insert, [
    permit.tenantId,
    row.credential_id,
    principalId,
    row.created_by,
    secretHash,
    row.prefix,
    row.last_four,
    row.scopes,
    row.sealed,
    instant(row.created_at),
    instant(row.expires_at),
  ]);
  return { ...row, principal_id: principalId, revoked_at: null };
}

/** Revokes the key that the permit names. */
export async function writeRevoked(tx: WriteTransaction, permit: Permit, at: number): Promise<void> {
  await tx.execute(permit, revoke, [permit.tenantId, permit.resourceId, instant(at)]);
}
