/**
 * Somebody new: created by an administrator, or by an invitation. Names are sealed and passwords hashed before the
 * transaction; what is wrong with a password is told only once the right to set one is proved.
 */
import { type RoleRef, type Uuid, WardroomError } from '@wardroom/contract';
import type { Passwords } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { PrepareContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { hashPassword, requireAcceptablePassword } from './passwords.ts';
import {
  baseRole,
  emailLookup,
  handleLookup,
  type PrincipalRow,
  type Profile,
  sealProfile,
} from './profile.ts';
import { insertPrincipal, type NewPrincipal } from './store.ts';

type Naming = Pick<NewPrincipal, 'row' | 'handleLookup' | 'emailLookup'>;

/** Seals what a new principal is called and makes its look-up columns. */
export function nameNewPrincipal(
  keys: ScopeKeys,
  profile: Profile,
  being: Pick<PrincipalRow, 'principal_id' | 'kind' | 'role' | 'custom_role_id' | 'roles' | 'owner_id'>,
): Naming {
  return {
    row: { ...being, status: 'active', sealed: sealProfile(keys, being.principal_id, profile) },
    handleLookup: handleLookup(keys, profile.handle),
    emailLookup: profile.emailAddress === null ? null : emailLookup(keys, profile.emailAddress),
  };
}

export interface NewPerson {
  readonly handle: string;
  readonly displayName: string;
  readonly emailAddress?: string | undefined;
  readonly password: string;
  readonly role: RoleRef;
}

export interface PreparedPerson {
  readonly naming: Naming;
  /** Null when the password is refused. */
  readonly passwordHash: string | null;
  readonly refusal: WardroomError | null;
}

/** What takes time: before the transaction. Says nothing about the password yet. */
export async function preparePerson(
  passwords: Passwords,
  { keys, tenant, newId }: Pick<PrepareContext, 'keys' | 'tenant' | 'newId'>,
  { handle, displayName, emailAddress, password, role }: NewPerson,
): Promise<PreparedPerson> {
  const profile = { handle, displayName, emailAddress: emailAddress ?? null };
  const being = { principal_id: newId(), kind: 'person', ...baseRole(role), owner_id: null } as const;
  const naming = nameNewPrincipal(keys, profile, being);
  const contextWords = [handle, displayName, emailAddress ?? '', tenant.slug, tenant.name];
  const refusal = refusalOf(() => requireAcceptablePassword(password, contextWords));
  const passwordHash = refusal ? null : await hashPassword(passwords, keys, password);
  return { naming, passwordHash, refusal };
}

/**
 * Inserts the person that the permit names, and appends the event. Throws `password_refused`, or `already_exists` when
 * handle or e-mail address is taken.
 */
export async function insertPerson(
  tx: WriteTransaction,
  permit: Permit,
  { naming, passwordHash, refusal }: PreparedPerson,
  { at, actorId }: { readonly at: number; readonly actorId: Uuid },
): Promise<void> {
  if (refusal) throw refusal;
  await insertPrincipal(tx, permit, { ...naming, passwordHash, at });
  tx.append({ type: 'principal.created', at, actorId, subjectId: naming.row.principal_id });
}

function refusalOf(requirement: () => void): WardroomError | null {
  try {
    requirement();
    return null;
  } catch (error) {
    if (error instanceof WardroomError) return error;
    throw error;
  }
}
