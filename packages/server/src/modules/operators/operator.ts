/** What an operator is called, sealed under the platform's keys, and how a new one is prepared. */
import { encodeId, type Uuid } from '@wardroom/contract';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { PlatformPrepareContext } from '../../kernel/platform/index.ts';
import { hashPassword, requireAcceptablePassword } from '../principals/index.ts';
import type { NewOperatorRow, OperatorRow } from './store.ts';

const place = (operatorId: Uuid) => ({ table: 'operators', column: 'sealed', row: operatorId });

/** Names are compared without regard to case. */
export const operatorNameLookup = (keys: ScopeKeys, name: string): Buffer =>
  keys.lookup('profiles', 'operator', name.normalize('NFKC').toLowerCase());

export async function presentOperator(keys: ScopeKeys, row: Pick<OperatorRow, 'operator_id' | 'sealed'>) {
  await keys.ensureEpochs('profiles', [row.sealed]);
  return {
    id: encodeId('operator', row.operator_id),
    name: keys.decryptText('profiles', place(row.operator_id), row.sealed),
  };
}

/** Throws `password_refused`. Takes a password hash's time: before the transaction. */
export async function prepareOperator(
  passwords: Passwords,
  { keys, newId, at }: PlatformPrepareContext,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<NewOperatorRow> {
  requireAcceptablePassword(password, [name], '/operator/password');
  const id = newId();
  return {
    operator_id: id,
    name_lookup: operatorNameLookup(keys, name),
    sealed: keys.encrypt('profiles', place(id), name),
    password_hash: await hashPassword(passwords, keys, password),
    created_at: at,
  };
}
