/** SQL of API keys. */
import type { Person, Scope, Uuid } from '@wardroom/contract';
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
  readonly allowed_cidrs: string[];
  readonly sealed: Buffer;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  /** The first generation; null: this is it. */
  readonly first_id: Uuid | null;
  readonly generation: number;
  readonly grace_ends_at: number | null;
  readonly last_used_at: number | null;
  readonly sealed_use: Buffer | null;
  readonly used_scopes: Scope[];
  readonly used_scopes_before: Scope[];
}

/** A row before anything has happened to it. */
export type NewCredentialRow = Omit<
  CredentialRow,
  | 'principal_id'
  | 'revoked_at'
  | 'grace_ends_at'
  | 'last_used_at'
  | 'sealed_use'
  | 'used_scopes'
  | 'used_scopes_before'
>;

const columns = `c.credential_id, c.principal_id, c.created_by, c.prefix, c.last_four, c.scopes, c.allowed_cidrs, c.sealed,
          c.created_at, c.expires_at, c.revoked_at, c.first_id, c.generation, c.grace_ends_at, c.last_used_at,
          c.sealed_use, c.used_scopes, c.used_scopes_before`;
const fromOwned = `from tenant.credentials c
     join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id`;

export interface OwnedRow extends CredentialRow {
  readonly owner_id: Uuid | null;
  readonly principal_kind: Person['kind'];
  readonly principal_status: Person['status'];
}

const find = query<OwnedRow>(
  'credentials.find',
  `select ${columns}, p.owner_id, p.kind as principal_kind, p.status as principal_status ${fromOwned}
    where c.tenant_id = $1 and c.credential_id = $2`,
);

/** What the use of a key may be worth telling. */
export type UsedRow = Pick<CredentialRow, 'credential_id' | 'principal_id' | 'grace_ends_at'> & {
  /** When it was last told. */
  readonly still_used_at: number | null;
};

export type Generation = Pick<
  CredentialRow,
  'credential_id' | 'generation' | 'expires_at' | 'grace_ends_at' | 'revoked_at'
>;
const generations = query<Generation>(
  'credentials.generations',
  `select c.credential_id, c.generation, c.expires_at, c.grace_ends_at, c.revoked_at from tenant.credentials c
    where c.tenant_id = $1 and c.credential_id = $2
    union all
   select c.credential_id, c.generation, c.expires_at, c.grace_ends_at, c.revoked_at from tenant.credentials c
    where c.tenant_id = $1 and c.first_id = $2`,
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
                                   scopes, sealed, created_at, expires_at, allowed_cidrs, first_id, generation)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
);
const revoke = command(
  'credentials.revoke',
  `update tenant.credentials set revoked_at = $3
    where tenant_id = $1 and credential_id = $2 and revoked_at is null`,
);
const supersede = command(
  'credentials.supersede',
  `update tenant.credentials set grace_ends_at = least($3, expires_at)
    where tenant_id = $1 and credential_id = $2 and grace_ends_at is null`,
);
const bySecrets = query<
  Pick<CredentialRow, 'credential_id' | 'principal_id' | 'revoked_at'> & { secret_hash: Buffer }
>(
  'credentials.bySecrets',
  `select c.credential_id, c.principal_id, c.revoked_at, c.secret_hash from tenant.credentials c
    where c.tenant_id = $1 and c.secret_hash = any ($2::bytea[])`,
);

const remind = command<{ principal_id: Uuid; expires_at: number }>(
  'credentials.remind',
  `update tenant.credentials set reminded_days = $3
    where tenant_id = $1 and credential_id = $2 and revoked_at is null and grace_ends_at is null
      and (reminded_days is null or reminded_days > $3) and expires_at > $4
   returning principal_id, expires_at`,
);
// Whoever changes a key right now holds its row: use is then written with the next one, and nobody waits for anybody.
const writeUse = command<UsedRow>(
  'credentials.use',
  `with use as (
     select u.credential_id, u.sealed, string_to_array(u.scopes, ' ') as scopes
       from unnest($2::uuid[], $3::bytea[], $4::text[]) as u (credential_id, sealed, scopes)
   ), free as (
     select c.credential_id, (c.used_scopes_since is null or c.used_scopes_since <= $6) as turns
       from tenant.credentials c
      where c.tenant_id = $1 and c.credential_id = any ($2::uuid[]) and c.revoked_at is null
        for no key update skip locked
   )
   update tenant.credentials c
      set last_used_at = greatest(c.last_used_at, $5),
          sealed_use = u.sealed,
          used_scopes_before = case when f.turns then c.used_scopes else c.used_scopes_before end,
          used_scopes = case when f.turns then u.scopes
            else c.used_scopes || array(select s from unnest(u.scopes) s where not s = any (c.used_scopes)) end,
          used_scopes_since = case when f.turns then $5 else c.used_scopes_since end
     from use u join free f using (credential_id)
    where c.tenant_id = $1 and c.credential_id = u.credential_id
   returning c.credential_id, c.principal_id, c.grace_ends_at, c.still_used_at`,
);
const warned = command(
  'credentials.warned',
  'update tenant.credentials set still_used_at = $3 where tenant_id = $1 and credential_id = $2',
);

export async function findCredential(tx: ReadTransaction, id: Uuid): Promise<OwnedRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

/** Every generation of the key whose first one this is, in no order. */
export const listGenerations = (tx: ReadTransaction, firstId: Uuid): Promise<Generation[]> =>
  tx.query(generations, [tx.tenantId, firstId]);

/** Keys of this tenant with one of these keyed hashes. */
export const findBySecrets = (tx: ReadTransaction, hashes: readonly Buffer[]) =>
  tx.query(bySecrets, [tx.tenantId, hashes]);

/** At most `limit` keys after one, by id: all, or those of one owner’s bots. */
export const listCredentialRows = (
  tx: ReadTransaction,
  { ownerId, after, limit }: { ownerId: Uuid | null; after: Uuid | null; limit: number },
): Promise<CredentialRow[]> =>
  ownerId === null
    ? tx.query(listAll, [tx.tenantId, after, limit])
    : tx.query(listOwned, [tx.tenantId, after, limit, ownerId]);

/** Inserts a key of a principal: the one that the permit names, or the one whose key it names. */
export async function insertCredential(
  tx: WriteTransaction,
  permit: Permit,
  { row, principalId, secretHash }: { row: NewCredentialRow; principalId: Uuid; secretHash: Buffer },
): Promise<CredentialRow> {
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
    row.allowed_cidrs,
    row.first_id,
    row.generation,
  ]);
  return {
    ...row,
    principal_id: principalId,
    revoked_at: null,
    grace_ends_at: null,
    last_used_at: null,
    sealed_use: null,
    used_scopes: [],
    used_scopes_before: [],
  };
}

/** Revokes a key under a permit for it, for its principal or for its line. */
export async function writeRevoked(
  tx: WriteTransaction,
  permit: Permit,
  credentialId: Uuid,
  at: number,
): Promise<void> {
  await tx.execute(permit, revoke, [permit.tenantId, credentialId, instant(at)]);
}

/** The key that the permit names has a successor and works until then, or until its own end. */
export async function writeSuperseded(tx: WriteTransaction, permit: Permit, until: number): Promise<void> {
  await tx.execute(permit, supersede, [permit.tenantId, permit.resourceId, instant(until)]);
}

/** Null when there is nothing to remind of: the key is gone, has a successor, or was reminded of already. */
export async function writeReminded(
  tx: WriteTransaction,
  permit: Permit,
  { days, at }: { readonly days: number; readonly at: number },
): Promise<{ principal_id: Uuid; expires_at: number } | null> {
  const [row] = await tx.execute(permit, remind, [permit.tenantId, permit.resourceId, days, instant(at)]);
  return row ?? null;
}

export interface Use {
  readonly credentialId: Uuid;
  readonly sealed: Buffer;
  readonly scopes: readonly Scope[];
}

/** Writes uses down; gives those that were written. `turnsBefore`: stretches of scopes that began by then are over. */
export const writeUses = (
  tx: WriteTransaction,
  permit: Permit,
  uses: readonly Use[],
  { at, turnsBefore }: { readonly at: number; readonly turnsBefore: number },
): Promise<UsedRow[]> =>
  tx.execute(permit, writeUse, [
    permit.tenantId,
    uses.map(({ credentialId }) => credentialId),
    uses.map(({ sealed }) => sealed),
    uses.map(({ scopes }) => scopes.join(' ')),
    instant(at),
    instant(turnsBefore),
  ]);

export async function writeWarned(
  tx: WriteTransaction,
  permit: Permit,
  credentialId: Uuid,
  at: number,
): Promise<void> {
  await tx.execute(permit, warned, [permit.tenantId, credentialId, instant(at)]);
}
