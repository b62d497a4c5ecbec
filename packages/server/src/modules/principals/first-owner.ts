/** The first owner of a new tenant, created before anybody is there to be asked. */
import type { Uuid } from '@wardroom/contract';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { nameNewPrincipal } from './new-person.ts';
import { hashPassword } from './passwords.ts';
import { baseRole, handleLookup } from './profile.ts';
import { findForSignIn, insertPrincipal, type NewPrincipal } from './store.ts';

export interface FirstOwner {
  readonly handle: string;
  readonly displayName: string;
  readonly emailAddress?: string | undefined;
  readonly password: string;
}

/** What takes time: before the transaction. */
export async function prepareFirstOwner(
  { passwords, keys }: { readonly passwords: Passwords; readonly keys: ScopeKeys },
  { principalId, at }: { readonly principalId: Uuid; readonly at: number },
  { handle, displayName, emailAddress = '', password }: FirstOwner,
): Promise<NewPrincipal> {
  const profile = { handle, displayName, emailAddress: emailAddress === '' ? null : emailAddress };
  const being = { principal_id: principalId, kind: 'person', ...baseRole('owner'), owner_id: null } as const;
  const passwordHash = await hashPassword(passwords, keys, password);
  return { ...nameNewPrincipal(keys, profile, being), passwordHash, at };
}

/** Inserts the owner under a permit that names them. */
export const createFirstOwner = (tx: WriteTransaction, permit: Permit, owner: NewPrincipal): Promise<void> =>
  insertPrincipal(tx, permit, owner);

/** The owner with this handle, if an earlier attempt has made one. */
export async function findOwner(tx: WriteTransaction, keys: ScopeKeys, handle: string): Promise<Uuid | null> {
  const row = await findForSignIn(tx, { by: 'handle', value: handleLookup(keys, handle) });
  return row?.role === 'owner' ? row.principal_id : null;
}
