/** What several use cases ask before they write. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { conflict } from './group.ts';

/**
 * Throws `forbidden` unless the caller holds what these roles give: nobody brings others into a role, or out of it, that
 * is above their own, by whatever group.
 */
export function requireCovers({ book, rights }: Authority, roles: readonly string[]): void {
  if (roles.length > 0 && !rights.covers(book.rightsOf([...new Set(roles)].sort())))
    throw new WardroomError('forbidden');
}

export function requireManaged(managed: boolean): void {
  if (!managed) throw conflict('/principalId', 'a group keeps a manager: name another one first');
}

export const distinct = (ids: readonly Uuid[]): Uuid[] => [...new Set(ids)];
