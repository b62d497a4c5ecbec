/** What several use cases ask before they write. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { viewerOf } from '../principals/index.ts';
import type { Forest } from './forest.ts';
import { conflict } from './group.ts';

/**
 * Throws `forbidden` unless the caller holds what these roles give: nobody brings others into a role, or out of it, that
 * is above their own, by whatever group.
 */
export function requireCovers({ book, rights }: Authority, roles: readonly string[]): void {
  if (roles.length > 0 && !rights.covers(book.rightsOf([...new Set(roles)].sort())))
    throw new WardroomError('forbidden');
}

/**
 * Throws `forbidden` when people would meet who are kept apart, by the act of somebody who does not see them all: those of
 * one department see each other anyway, and those of a group that is in none may not.
 */
export function requireMet(
  authority: Pick<Authority, 'principalId' | 'rights' | 'segmented'>,
  forest: Forest,
  id: Uuid,
): void {
  if (!authority.segmented || viewerOf(authority).seesEverybody) return;
  if (forest.departmentsOver(id).length === 0) throw new WardroomError('forbidden');
}

export function requireManaged(managed: boolean): void {
  if (!managed) throw conflict('/principalId', 'a group keeps a manager: name another one first');
}

export const distinct = (ids: readonly Uuid[]): Uuid[] => [...new Set(ids)];
