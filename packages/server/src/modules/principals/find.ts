/** How principals are found: by whom, and as what the decision sees. */
import { type Permission, type Person, type Uuid, WardroomError } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { readGroupsOf } from '../../kernel/policies/index.ts';
import { type PrincipalRow, toPerson } from './profile.ts';
import { viewerOf } from './sight.ts';
import { type FoundPrincipal, findRow } from './store.ts';

export interface Found {
  readonly row: FoundPrincipal;
  readonly permit: Permit;
}

/** Finds a principal as this caller may see it, and decides. Absent and invisible are one `not_found`. */
export async function requirePrincipal(
  tx: ReadTransaction,
  context: Pick<RunContext, 'authority' | 'authorise'>,
  permission: Permission,
  id: Uuid,
): Promise<Found> {
  const found = await findPrincipal(tx, context.authority, id);
  const permit = context.authorise(permission, found?.resource ?? null);
  if (found === null) throw new WardroomError('not_found');
  return { row: found.row, permit };
}

/** As this principal finds another one; null: there is none. */
export async function findPrincipal(
  tx: ReadTransaction,
  viewer: Pick<Authority, 'principalId' | 'rights' | 'segmented' | 'book' | 'policiesVersion'>,
  id: Uuid,
): Promise<{ readonly row: FoundPrincipal; readonly resource: ResourceFacts } | null> {
  const [row, groups] = await Promise.all([findRow(tx, viewerOf(viewer), id), groupsOf(tx, viewer, id)]);
  return row && { row, resource: resourceOf(viewer, row, groups) };
}

/** Only policies ask for them. */
const groupsOf = async (
  tx: ReadTransaction,
  { policiesVersion }: Pick<Authority, 'policiesVersion'>,
  id: Uuid,
): Promise<readonly Uuid[]> => (policiesVersion === 0 ? [] : ((await readGroupsOf(tx, [id])).get(id) ?? []));

const resourceOf = (
  { book }: Pick<Authority, 'book'>,
  row: FoundPrincipal,
  groups: readonly Uuid[],
): ResourceFacts => ({
  id: row.principal_id,
  facts: {
    kind: 'Principal',
    principalId: row.principal_id,
    rights: book.rightsOf(row.roles),
    ownerId: row.owner_id,
    visible: row.visible,
  },
  principal: { actorType: row.kind, roles: row.roles, groups },
});

/** Throws `invalid_input` for a role that this workspace does not have. */
export function requireRole(book: RoleBook, roles: readonly string[]): void {
  if (roles.every((role) => book.has(role))) return;
  throw new WardroomError('invalid_input', {
    problems: [{ path: '/role', message: 'there is no such role' }],
  });
}

/** Opens profiles, fetching keys that another node has made meanwhile. */
export async function presentPeople(keys: ScopeKeys, rows: readonly PrincipalRow[]): Promise<Person[]> {
  await keys.ensureEpochs(
    'profiles',
    rows.map((row) => row.sealed),
  );
  return rows.map((row) => toPerson(keys, row));
}

export async function presentPerson(keys: ScopeKeys, row: PrincipalRow): Promise<{ principal: Person }> {
  await keys.ensureEpochs('profiles', [row.sealed]);
  return { principal: toPerson(keys, row) };
}
