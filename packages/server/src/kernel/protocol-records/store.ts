/** SQL of what the authorisation server keeps between two requests. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../database/connections.ts';
import { command, query } from '../database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../database/transaction.ts';
import type { Permit } from '../permit.ts';

/** As the constraint of the table lists them. */
export type RecordKind =
  | 'Session'
  | 'Interaction'
  | 'AuthorizationCode'
  | 'RefreshToken'
  | 'DeviceCode'
  | 'PushedAuthorizationRequest'
  | 'InitialAccessToken'
  | 'RegistrationAccessToken'
  | 'AccessToken'
  | 'ClientCredentials'
  | 'RefreshAnswer';

export interface RecordRow {
  readonly lookup: Buffer;
  readonly grant_id: Uuid | null;
  readonly sealed: Buffer;
  readonly expires_at: number;
  readonly consumed_at: number | null;
}

const columns = 'lookup, grant_id, sealed, expires_at, consumed_at';

const find = query<RecordRow>(
  'records.find',
  `select ${columns} from tenant.protocol_records
    where tenant_id = $1 and kind = $2 and lookup = $3 and ended_at is null and expires_at > $4`,
);
const findByAlias = query<RecordRow>(
  'records.findByAlias',
  `select ${columns} from tenant.protocol_records
    where tenant_id = $1 and kind = $2 and alias_lookup = $3 and ended_at is null and expires_at > $4`,
);
// A session that changes its name keeps its uid; the alias of anything else is free only after its end.
const freeAlias = command(
  'records.freeAlias',
  `update tenant.protocol_records set alias_lookup = null
    where tenant_id = $1 and kind = $2 and alias_lookup = $3 and lookup <> $4
      and (kind = 'Session' or ended_at is not null or expires_at <= $5)`,
);
// What was consumed, ended or has expired is never replaced: no row comes back.
const put = command<{ lookup: Buffer }>(
  'records.put',
  `insert into tenant.protocol_records as r
          (tenant_id, kind, lookup, alias_lookup, grant_id, sealed, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (tenant_id, kind, lookup) do update
      set sealed = excluded.sealed, alias_lookup = excluded.alias_lookup, grant_id = excluded.grant_id,
          expires_at = excluded.expires_at
    where r.consumed_at is null and r.ended_at is null and r.expires_at > $7
   returning r.lookup`,
);
// The compare-and-set: PostgreSQL lets one caller through, and the others find it consumed once that one has committed.
const consume = command<{ lookup: Buffer }>(
  'records.consume',
  `update tenant.protocol_records set consumed_at = $4
    where tenant_id = $1 and kind = $2 and lookup = $3
      and consumed_at is null and ended_at is null and expires_at > $4
   returning lookup`,
);
// Only what was read is replaced: whoever changed it in between has won.
const replace = command<{ lookup: Buffer }>(
  'records.replace',
  `update tenant.protocol_records set sealed = $5, grant_id = coalesce($6::uuid, grant_id)
    where tenant_id = $1 and kind = $2 and lookup = $3 and sealed = $4
      and consumed_at is null and ended_at is null and expires_at > $7
   returning lookup`,
);
const end = command(
  'records.end',
  `update tenant.protocol_records set ended_at = $4, alias_lookup = null
    where tenant_id = $1 and kind = $2 and lookup = $3 and ended_at is null`,
);
const endByGrant = command(
  'records.endByGrant',
  `update tenant.protocol_records set ended_at = $3, alias_lookup = null
    where tenant_id = $1 and grant_id = $2 and ended_at is null`,
);

export interface RecordName {
  readonly kind: RecordKind;
  readonly lookup: Buffer;
}

export async function findRecordRow(
  tx: ReadTransaction,
  { kind, lookup }: RecordName,
  at: number,
): Promise<RecordRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, kind, lookup, instant(at)]);
  return row ?? null;
}

export async function findRecordRowByAlias(
  tx: ReadTransaction,
  { kind, lookup }: RecordName,
  at: number,
): Promise<RecordRow | null> {
  const [row] = await tx.query(findByAlias, [tx.tenantId, kind, lookup, instant(at)]);
  return row ?? null;
}

export interface NewRecord extends RecordName {
  readonly aliasLookup: Buffer | null;
  readonly grantId: Uuid | null;
  readonly sealed: Buffer;
  readonly at: number;
  readonly expiresAt: number;
}

/** False when one of this name was consumed, was ended or has expired. */
export async function writeRecord(tx: WriteTransaction, permit: Permit, record: NewRecord): Promise<boolean> {
  const { kind, lookup, aliasLookup, grantId, sealed, at, expiresAt } = record;
  if (aliasLookup !== null)
    await tx.execute(permit, freeAlias, [permit.tenantId, kind, aliasLookup, lookup, instant(at)]);
  const values = [
    permit.tenantId,
    kind,
    lookup,
    aliasLookup,
    grantId,
    sealed,
    instant(at),
    instant(expiresAt),
  ];
  return (await tx.execute(permit, put, values)).length === 1;
}

/** True for one caller ever. */
export async function writeConsumed(
  tx: WriteTransaction,
  permit: Permit,
  { kind, lookup }: RecordName,
  at: number,
): Promise<boolean> {
  return (await tx.execute(permit, consume, [permit.tenantId, kind, lookup, instant(at)])).length === 1;
}

export interface Replacement extends RecordName {
  /** As it was read. */
  readonly before: Buffer;
  readonly sealed: Buffer;
  readonly grantId: Uuid | null;
  readonly at: number;
}

/** False when it is no longer what was read. */
export async function writeReplaced(
  tx: WriteTransaction,
  permit: Permit,
  { kind, lookup, before, sealed, grantId, at }: Replacement,
): Promise<boolean> {
  const values = [permit.tenantId, kind, lookup, before, sealed, grantId, instant(at)];
  return (await tx.execute(permit, replace, values)).length === 1;
}

export async function writeEnded(
  tx: WriteTransaction,
  permit: Permit,
  { kind, lookup }: RecordName,
  at: number,
): Promise<void> {
  await tx.execute(permit, end, [permit.tenantId, kind, lookup, instant(at)]);
}

export async function writeEndedByGrant(
  tx: WriteTransaction,
  permit: Permit,
  grantId: Uuid,
  at: number,
): Promise<void> {
  await tx.execute(permit, endByGrant, [permit.tenantId, grantId, instant(at)]);
}
