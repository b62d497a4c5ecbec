/** SQL of OAuth clients and their secrets. */
import type { ClientView, Person, Scope, Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface ClientRow {
  readonly client_id: Uuid;
  readonly registration: ClientView['registration'];
  readonly status: ClientView['status'];
  readonly principal_id: Uuid | null;
  readonly created_by: Uuid | null;
  readonly authentication: ClientView['authentication'];
  readonly grant_types: ClientView['grantTypes'];
  readonly scopes: Scope[];
  readonly requires_proof: boolean;
  readonly sealed: Buffer;
  readonly created_at: number;
  readonly last_used_at: number | null;
}

export interface SecretRow {
  readonly client_id: Uuid;
  readonly generation: number;
  readonly hint: string;
  readonly expires_at: number;
  readonly grace_ends_at: number | null;
}

/** One that somebody has brought, with the status of its client. */
export interface FoundSecret extends SecretRow {
  readonly secret_hash: Buffer;
  readonly status: ClientView['status'];
}

/** Who answers for a client: the owner of its principal, or who has registered it. */
export interface FoundClient extends ClientRow {
  readonly answers_for_it: Uuid | null;
  readonly principal_status: Person['status'] | null;
}

const columns = `c.client_id, c.registration, c.status, c.principal_id, c.created_by, c.authentication, c.grant_types,
          c.scopes, c.requires_proof, c.sealed, c.created_at, c.last_used_at`;
const answers = 'case when c.principal_id is null then c.created_by else p.owner_id end';
const fromAnswered = `from tenant.clients c
     left join tenant.principals p on p.tenant_id = c.tenant_id and p.principal_id = c.principal_id`;

const find = query<FoundClient>(
  'clients.find',
  `select ${columns}, ${answers} as answers_for_it, p.status as principal_status ${fromAnswered}
    where c.tenant_id = $1 and c.client_id = $2`,
);
const byDocument = query<ClientRow>(
  'clients.byDocument',
  `select ${columns} from tenant.clients c where c.tenant_id = $1 and c.document_lookup = $2`,
);
const listAll = query<ClientRow>(
  'clients.listAll',
  `select ${columns} from tenant.clients c
    where c.tenant_id = $1
      and c.client_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.client_id from tenant.clients a where a.tenant_id = $1 and a.client_id = $2) end
    order by c.client_id
    limit $3`,
);
// The position must be one's own, too: another's would answer differently from one that is not there.
const listOwned = query<ClientRow>(
  'clients.listOwned',
  `select ${columns} ${fromAnswered}
    where c.tenant_id = $1 and ${answers} = $4
      and c.client_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select c.client_id ${fromAnswered} where c.tenant_id = $1 and c.client_id = $2 and ${answers} = $4) end
    order by c.client_id
    limit $3`,
);
const count = query<{ all: number; waiting: number }>(
  'clients.count',
  `select count(*) as all, count(*) filter (where c.status = 'waiting') as waiting from tenant.clients c
    where c.tenant_id = $1 and c.registration = $2 and c.status <> 'revoked'`,
);
// The newest ones: of older generations none has been alive since the rotation before the last.
const secrets = query<SecretRow>(
  'clients.secrets',
  `select s.client_id, s.generation, s.hint, s.expires_at, s.grace_ends_at
     from unnest($2::uuid[]) as wanted (client_id)
    cross join lateral (
      select s.client_id, s.generation, s.hint, s.expires_at, s.grace_ends_at from tenant.client_secrets s
       where s.tenant_id = $1 and s.client_id = wanted.client_id
       order by s.generation desc limit 2) s`,
);
const bySecrets = query<FoundSecret>(
  'clients.bySecrets',
  `select s.client_id, s.generation, s.hint, s.expires_at, s.grace_ends_at, s.secret_hash, c.status
     from tenant.client_secrets s
     join tenant.clients c on c.tenant_id = s.tenant_id and c.client_id = s.client_id
    where s.tenant_id = $1 and s.secret_hash = any ($2::bytea[])`,
);
const insert = command(
  'clients.insert',
  `insert into tenant.clients (tenant_id, client_id, registration, status, principal_id, created_by, document_lookup,
                               authentication, grant_types, scopes, requires_proof, sealed, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)`,
);
const update = command(
  'clients.update',
  `update tenant.clients set authentication = $3, grant_types = $4, scopes = $5, requires_proof = $6, sealed = $7,
                             updated_at = $8
    where tenant_id = $1 and client_id = $2`,
);
const setStatus = command(
  'clients.setStatus',
  'update tenant.clients set status = $3, updated_at = $4 where tenant_id = $1 and client_id = $2',
);
const insertSecret = command(
  'clients.insertSecret',
  `insert into tenant.client_secrets (tenant_id, client_id, generation, secret_hash, hint, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7)`,
);
// Never longer than it had: ending something that ends earlier already changes nothing.
const endSecrets = command(
  'clients.endSecrets',
  `update tenant.client_secrets set grace_ends_at = least($3, coalesce(grace_ends_at, expires_at))
    where tenant_id = $1 and client_id = $2 and generation = any ($4::int[])`,
);
const remind = command<{ expires_at: number }>(
  'clients.remind',
  `update tenant.client_secrets set reminded_days = $4
    where tenant_id = $1 and client_id = $2 and generation = $3 and grace_ends_at is null and expires_at > $5
      and (reminded_days is null or reminded_days > $4)
   returning expires_at`,
);
const revokeGrants = command<{ grant_id: Uuid }>(
  'clients.revokeGrants',
  `update tenant.grants set revoked_at = $3 where tenant_id = $1 and client_id = $2 and revoked_at is null
   returning grant_id`,
);
// Ids begin with their time (RFC 9562, 5.7): what is too old to be alive is not even read ($3).
const denyTokens = command<{ denied_id: Uuid; principal_id: Uuid }>(
  'clients.denyTokens',
  `with live as (
     select t.token_id, t.principal_id, t.scopes, t.proof_key from tenant.tokens t
      where t.tenant_id = $1 and t.client_id = $2 and t.token_id > $3 and t.expires_at > $4
   ), wider as (
     select l.token_id, l.principal_id from live l where not l.scopes <@ $5::text[] or ($7::boolean and l.proof_key is null)
   ), denied as (
     insert into tenant.denials (tenant_id, denied_id, kind, denied_at, expires_at)
     select $1, w.token_id, 'token', $4, $6 from wider w
     on conflict (tenant_id, denied_id) do nothing
     returning denied_id
   )
   select d.denied_id, w.principal_id from denied d join wider w on w.token_id = d.denied_id`,
);
const writeLastUse = command(
  'clients.used',
  `with free as (
     select c.client_id from tenant.clients c
      where c.tenant_id = $1 and c.client_id = any ($2::uuid[]) and c.status <> 'revoked'
        for no key update skip locked
   )
   update tenant.clients c set last_used_at = greatest(c.last_used_at, $3) from free f
    where c.tenant_id = $1 and c.client_id = f.client_id`,
);

export async function findClient(tx: ReadTransaction, id: Uuid): Promise<FoundClient | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export async function findByDocument(tx: ReadTransaction, lookup: Buffer): Promise<ClientRow | null> {
  const [row] = await tx.query(byDocument, [tx.tenantId, lookup]);
  return row ?? null;
}

/** At most `limit` clients after one, by id: all, or those that one person answers for. */
export const listClientRows = (
  tx: ReadTransaction,
  { answersFor, after, limit }: { answersFor: Uuid | null; after: Uuid | null; limit: number },
): Promise<ClientRow[]> =>
  answersFor === null
    ? tx.query(listAll, [tx.tenantId, after, limit])
    : tx.query(listOwned, [tx.tenantId, after, limit, answersFor]);

/** How many there are that are not revoked, and how many of these wait. */
export async function countClients(
  tx: ReadTransaction,
  registration: ClientView['registration'],
): Promise<{ all: number; waiting: number }> {
  const [row = { all: 0, waiting: 0 }] = await tx.query(count, [tx.tenantId, registration]);
  return row;
}

/** The two newest secrets of each, newest first. */
export const listSecrets = (tx: ReadTransaction, clientIds: readonly Uuid[]): Promise<SecretRow[]> =>
  tx.query(secrets, [tx.tenantId, clientIds]);

export const findClientSecrets = (tx: ReadTransaction, hashes: readonly Buffer[]) =>
  tx.query(bySecrets, [tx.tenantId, hashes]);

export type NewClientRow = Omit<ClientRow, 'last_used_at'> & { readonly document_lookup: Buffer | null };

export async function insertClient(tx: WriteTransaction, permit: Permit, row: NewClientRow): Promise<void> {
  await tx.execute(permit, insert, [
    permit.tenantId,
    row.client_id,
    row.registration,
    row.status,
    row.principal_id,
    row.created_by,
    row.document_lookup,
    row.authentication,
    row.grant_types,
    row.scopes,
    row.requires_proof,
    row.sealed,
    instant(row.created_at),
  ]);
}

/** Writes the client that the permit names. */
export async function writeClient(
  tx: WriteTransaction,
  permit: Permit,
  row: Pick<ClientRow, 'authentication' | 'grant_types' | 'scopes' | 'requires_proof' | 'sealed'>,
  at: number,
): Promise<void> {
  const { authentication, grant_types, scopes, requires_proof, sealed } = row;
  const values = [authentication, grant_types, scopes, requires_proof, sealed];
  await tx.execute(permit, update, [permit.tenantId, permit.resourceId, ...values, instant(at)]);
}

export async function writeStatus(
  tx: WriteTransaction,
  permit: Permit,
  status: ClientView['status'],
  at: number,
): Promise<void> {
  await tx.execute(permit, setStatus, [permit.tenantId, permit.resourceId, status, instant(at)]);
}

export interface NewSecretRow {
  readonly clientId: Uuid;
  readonly generation: number;
  readonly hash: Buffer;
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export async function writeSecret(tx: WriteTransaction, permit: Permit, row: NewSecretRow): Promise<void> {
  const { clientId, generation, hash, hint, createdAt, expiresAt } = row;
  const times = [instant(createdAt), instant(expiresAt)];
  await tx.execute(permit, insertSecret, [permit.tenantId, clientId, generation, hash, hint, ...times]);
}

/** These generations work until then, or until their own end. */
export async function endSecretsAt(
  tx: WriteTransaction,
  permit: Permit,
  { clientId, generations, until }: { clientId: Uuid; generations: readonly number[]; until: number },
): Promise<void> {
  await tx.execute(permit, endSecrets, [permit.tenantId, clientId, instant(until), generations]);
}

/** Null when there is nothing to remind of: the secret has ended, has a successor, or was reminded of already. */
export async function writeReminded(
  tx: WriteTransaction,
  permit: Permit,
  { clientId, generation, days, at }: { clientId: Uuid; generation: number; days: number; at: number },
): Promise<{ expires_at: number } | null> {
  const values = [permit.tenantId, clientId, generation, days, instant(at)];
  const [row] = await tx.execute(permit, remind, values);
  return row ?? null;
}

/** Of the client that the permit names. Gives back what has ended by it. */
export const writeGrantsRevoked = (
  tx: WriteTransaction,
  permit: Permit,
  at: number,
): Promise<{ grant_id: Uuid }[]> =>
  tx.execute(permit, revokeGrants, [permit.tenantId, permit.resourceId, instant(at)]);

/** The least id of a moment. */
const firstIdAt = (at: number): string => {
  const hex = Math.max(0, at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
};

export interface DenyWider {
  readonly scopes: readonly Scope[];
  /** Also those that are bound to no key of the client. */
  readonly andUnbound: boolean;
  readonly at: number;
  /** Tokens that were issued before have expired. */
  readonly issuedAfter: number;
  readonly expiresAt: number;
}

/** Ends those live tokens of the client that the permit names which are more than it may have. */
export const denyWiderTokens = (
  tx: WriteTransaction,
  permit: Permit,
  { scopes, andUnbound, at, issuedAfter, expiresAt }: DenyWider,
): Promise<{ denied_id: Uuid; principal_id: Uuid }[]> => {
  const client = [permit.tenantId, permit.resourceId];
  const times = [instant(at), scopes, instant(expiresAt)];
  return tx.execute(permit, denyTokens, [...client, firstIdAt(issuedAfter), ...times, andUnbound]);
};

export async function writeUsed(
  tx: WriteTransaction,
  permit: Permit,
  clientIds: readonly Uuid[],
  at: number,
): Promise<void> {
  await tx.execute(permit, writeLastUse, [permit.tenantId, clientIds, instant(at)]);
}
