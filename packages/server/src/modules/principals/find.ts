/** How principals are found: by whom, and as what the decision sees. */
import { type Permission, type Person, type Uuid, WardroomError } from '@wardroom/contract';
import type { RoleBook } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { type PrincipalRow, toPerson } from './profile.ts';
import { type FoundPrincipal, findRow, type Viewer } from './store.ts';

/** Who may browse public channels sees everybody; guests see those they share a channel with. */
export const viewerOf = ({ principalId, rights }: Authority): Viewer => ({
  principalId,
  seesEverybody: rights.has('channel.browse'),
});

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
  const row = await findRow(tx, viewerOf(context.authority), id);
  const permit = context.authorise(permission, row && resourceOf(context.authority, row));
  if (row === null) throw new WardroomError('not_found');
  return { row, permit };
}

const resourceOf = ({ book }: Authority, row: FoundPrincipal): ResourceFacts => ({
  id: row.principal_id,
  facts: {
    kind: 'Principal',
    principalId: row.principal_id,
    rights: book.rightsOf(row.roles),
    ownerId: row.owner_id,
    visible: row.visible,
  },
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
