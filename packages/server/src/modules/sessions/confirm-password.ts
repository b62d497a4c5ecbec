/**
 * Whether somebody who is signed in knows their password, compared outside any transaction; whoever relies on it reads
 * the hash again under the lock. Guesses are counted per principal, whichever session makes them and whatever for, and
 * per address: they only ever slow the next one down.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { PrepareContext } from '../../kernel/implementation.ts';
import { findWithPassword, type SignInRow, verifyPassword } from '../principals/index.ts';
import type { SignInDeps } from './create.ts';

export type ConfirmDeps = Pick<SignInDeps, 'database' | 'passwords' | 'throttle'>;

export interface ConfirmedPassword {
  readonly row: SignInRow;
  /** The stored hash that the password matched. */
  readonly hash: string;
}

/** Null: it is not theirs, or they have none. Throws `rate_limited` when too many guesses went before. */
export async function confirmPassword(
  { database, passwords, throttle }: ConfirmDeps,
  { keys, tenant, address }: PrepareContext,
  principalId: Uuid,
  password: string,
): Promise<ConfirmedPassword | null> {
  const admission = throttle.admit({ tenantId: tenant.id, name: principalId, address });
  if ('retryAfterSeconds' in admission) throw new WardroomError('rate_limited', admission);
  const compare = async () => {
    const row = await database.read(tenant.id, (tx) => findWithPassword(tx, principalId));
    const hash = row?.password_hash ?? null;
    return { row, hash, ...(await verifyPassword(passwords, keys, password, hash)) };
  };
  const { row, hash, matches } = await compare().catch((error: unknown) => {
    admission.withdrawn();
    throw error;
  });
  if (!matches || row === null || hash === null) return null;
  admission.succeeded();
  return { row, hash };
}
