/** Whose credential it is, and whether it still works: read again in the transaction that relies on it. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { type Call, isIdentity } from '../call.ts';
import { isSecret, parseApiKey } from '../crypto/index.ts';
import { hashSecret } from '../directory/secret-hash.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { PlatformReadTransaction } from './platform-database.ts';
import {
  findOperatorKey,
  findOperatorSession,
  type OperatorCredentialRow,
  readOperatorKey,
  readOperatorSession,
} from './store.ts';

export interface OperatorIdentity {
  readonly kind: 'session' | 'key';
  /** Session or credential id. */
  readonly id: Uuid;
  readonly operatorId: Uuid;
}

/** Null for what is malformed, unknown, or a credential of some tenant. */
export async function identifyOperator(
  read: <T>(work: (tx: PlatformReadTransaction) => Promise<T>) => Promise<T>,
  keys: ScopeKeys,
  credential: Call['credential'],
): Promise<OperatorIdentity | null> {
  if (isIdentity(credential) || credential.kind === 'none' || credential.kind === 'token') return null;
  const { kind, secret } = credential;
  if (kind === 'session' ? !isSecret(secret) : parseApiKey(secret)?.kind !== 'adm') return null;
  const hash = hashSecret(keys, kind, secret);
  const statement = kind === 'session' ? findOperatorSession : findOperatorKey;
  const [row] = await read((tx) => tx.query(statement, [hash]));
  return row ? { kind, id: row.credential_id, operatorId: row.operator_id } : null;
}

/** Throws `unauthenticated` when the credential is revoked or expired by now. */
export async function requireOperator(
  tx: PlatformReadTransaction,
  identity: OperatorIdentity,
  at: number,
): Promise<void> {
  const statement = identity.kind === 'session' ? readOperatorSession : readOperatorKey;
  const [row] = await tx.query(statement, [identity.id]);
  if (!row || row.operator_id !== identity.operatorId || !isAlive(row, at))
    throw new WardroomError('unauthenticated');
}

const isAlive = (row: OperatorCredentialRow, at: number): boolean =>
  row.revoked_at === null && row.expires_at > at;
