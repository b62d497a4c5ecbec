/** The checks that come before any row of the caller's choice is read. */
import { type AnyOperation, WardroomError } from '@wardroom/contract';
import { roleHolds, scopeCovers } from '@wardroom/policy';
import { type Authority, type Caller, requireAuthority } from './authority/authority.ts';
import type { ReadTransaction } from './database/transaction.ts';

/**
 * The checks that come before any row of the caller's choice is read: credential alive, scope, tenant-level permission.
 * A role that lacks the permission is told so whether or not the resource exists.
 */
export async function establishAuthority(
  tx: ReadTransaction,
  caller: Caller,
  operation: AnyOperation,
  at: number,
): Promise<Authority> {
  const authority = await requireAuthority(tx, caller, at);
  requireCeilings(authority, operation);
  return authority;
}

export function requireCeilings(authority: Authority, operation: AnyOperation): void {
  const { scope, permission } = operation;
  if (typeof scope !== 'string' || scope === 'platform' || !scopeCovers(authority, scope)) {
    throw new WardroomError('insufficient_scope', typeof scope === 'string' ? { neededScopes: [scope] } : {});
  }
  if (typeof permission !== 'string' || permission === 'operator' || !roleHolds(authority.role, permission)) {
    throw new WardroomError('forbidden');
  }
}
