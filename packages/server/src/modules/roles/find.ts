/** How a custom role is found and decided on, and how many hold it as far as the caller may know. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { Rights } from '@wardroom/policy';
import { workspace } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { requireHeld, type Use } from './role.ts';
import { countGroups, countPeople, findRole, type RoleRow } from './store.ts';

export interface Found {
  readonly row: RoleRow;
  readonly permit: Permit;
}

/**
 * The role that the caller is about to change. Throws `not_found` for none, `forbidden` for one that gives what the
 * caller does not hold: whoever could take it away, or hand it round, would rule over those above them.
 */
export async function requireRoleRow(
  tx: ReadTransaction,
  { authority, authorise }: Pick<RunContext, 'authority' | 'authorise'>,
  id: Uuid,
): Promise<Found> {
  const row = await findRole(tx, id);
  const permit = authorise('roles.manage', row && { ...workspace, id });
  if (row === null) throw new WardroomError('not_found');
  requireHeld(authority, Rights.of(row.permissions));
  return { row, permit };
}

/** Throws `conflict` when somebody else has changed it meanwhile. */
export function requireRevision({ revision }: RoleRow, seen: number): void {
  if (revision === seen) return;
  const message = `it has been changed meanwhile and is now at revision ${revision}`;
  throw new WardroomError('conflict', { problems: [{ path: '/revision', message }] });
}

const unused: Use = { people: 0, groups: 0 };

/** Use of every role, by reference as it is stored. Groups that the caller may not see are not counted. */
export async function readUses(
  tx: ReadTransaction,
  { rights }: Pick<Authority, 'rights'>,
): Promise<(role: string) => Use> {
  const [people, groups] = await Promise.all([countPeople(tx), countGroups(tx)]);
  const uses = new Map<string, Use>();
  for (const row of people) uses.set(row.role, { ...unused, people: row.people });
  const seesAll = rights.has('groups.view_hidden');
  for (const row of groups) {
    if (!seesAll && !(row.visibility === 'public' && rights.has('groups.read'))) continue;
    const known = uses.get(row.role) ?? unused;
    uses.set(row.role, { ...known, groups: known.groups + row.groups });
  }
  return (role) => uses.get(role) ?? unused;
}
