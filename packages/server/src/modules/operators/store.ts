/** SQL of operators, their sessions and keys. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type {
  PlatformPermit,
  PlatformReadTransaction,
  PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';

export interface OperatorRow {
  readonly operator_id: Uuid;
  readonly sealed: Buffer;
  readonly password_hash: string;
}

export interface OperatorKeyRow {
  readonly credential_id: Uuid;
  readonly sealed: Buffer;
  readonly prefix: string;
  readonly last_four: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
}

const byName = query<OperatorRow>(
  'operators.findByName',
  'select operator_id, sealed, password_hash from platform.operators where name_lookup = $1',
);
const byId = query<OperatorRow>(
  'operators.findById',
  'select operator_id, sealed, password_hash from platform.operators where operator_id = $1',
);
const any = query<{ present: boolean }>(
  'operators.any',
  'select exists (select from platform.operators) as present',
);
const insert = command(
  'operators.insert',
  `insert into platform.operators (operator_id, name_lookup, sealed, password_hash, created_at)
   values ($1, $2, $3, $4, $5)`,
);
const insertSession = command(
  'operators.insertSession',
  `insert into platform.operator_sessions (session_id, operator_id, secret_hash, created_at, expires_at)
   values ($1, $2, $3, $4, $5)`,
);
const revokeSession = command(
  'operators.revokeSession',
  'update platform.operator_sessions set revoked_at = $2 where session_id = $1 and revoked_at is null',
);
const keyColumns = 'credential_id, sealed, prefix, last_four, created_at, expires_at, revoked_at';
const listKeys = query<OperatorKeyRow>(
  'operators.listKeys',
  `select ${keyColumns} from platform.operator_credentials order by credential_id desc limit 200`,
);
const findKey = query<OperatorKeyRow>(
  'operators.findKey',
  `select ${keyColumns} from platform.operator_credentials where credential_id = $1`,
);
const insertKey = command(
  'operators.insertKey',
  `insert into platform.operator_credentials
     (credential_id, operator_id, secret_hash, sealed, prefix, last_four, created_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const revokeKey = command(
  'operators.revokeKey',
  'update platform.operator_credentials set revoked_at = $2 where credential_id = $1 and revoked_at is null',
);

export async function findOperatorByName(
  tx: PlatformReadTransaction,
  nameLookup: Buffer,
): Promise<OperatorRow | null> {
  return (await tx.query(byName, [nameLookup]))[0] ?? null;
}

export async function findOperator(tx: PlatformReadTransaction, id: Uuid): Promise<OperatorRow | null> {
  return (await tx.query(byId, [id]))[0] ?? null;
}

export async function anyOperator(tx: PlatformReadTransaction): Promise<boolean> {
  return (await tx.query(any, []))[0]?.present === true;
}

export interface NewOperatorRow extends OperatorRow {
  readonly name_lookup: Buffer;
  readonly created_at: number;
}

export const insertOperator = (tx: PlatformWriteTransaction, permit: PlatformPermit, row: NewOperatorRow) =>
  tx.execute(permit, insert, [
    row.operator_id,
    row.name_lookup,
    row.sealed,
    row.password_hash,
    instant(row.created_at),
  ]);

export interface NewOperatorSession {
  readonly id: Uuid;
  readonly operatorId: Uuid;
  readonly secretHash: Buffer;
  readonly at: number;
  readonly expiresAt: number;
}

export const writeSession = (
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  session: NewOperatorSession,
) =>
  tx.execute(permit, insertSession, [
    session.id,
    session.operatorId,
    session.secretHash,
    instant(session.at),
    instant(session.expiresAt),
  ]);

export const endSession = (tx: PlatformWriteTransaction, permit: PlatformPermit, id: Uuid, at: number) =>
  tx.execute(permit, revokeSession, [id, instant(at)]);

/** The newest two hundred. */
export const readKeys = (tx: PlatformReadTransaction): Promise<OperatorKeyRow[]> => tx.query(listKeys, []);

export async function readKey(tx: PlatformReadTransaction, id: Uuid): Promise<OperatorKeyRow | null> {
  return (await tx.query(findKey, [id]))[0] ?? null;
}

export interface NewOperatorKey extends Omit<OperatorKeyRow, 'revoked_at'> {
  readonly operator_id: Uuid;
  readonly secret_hash: Buffer;
}

export const writeKey = (tx: PlatformWriteTransaction, permit: PlatformPermit, key: NewOperatorKey) =>
  tx.execute(permit, insertKey, [
    key.credential_id,
    key.operator_id,
    key.secret_hash,
    key.sealed,
    key.prefix,
    key.last_four,
    instant(key.created_at),
    instant(key.expires_at),
  ]);

export const endKey = (tx: PlatformWriteTransaction, permit: PlatformPermit, id: Uuid, at: number) =>
  tx.execute(permit, revokeKey, [id, instant(at)]);
