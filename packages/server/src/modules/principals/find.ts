/** How principals are found: by whom, and as what the decision sees. */
import { type Permission, type Person, type Uuid, WardroomError } from '@wardroom/contract';
import { roleHolds } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { type PrincipalRow, toPerson } from './profile.ts';
import { type FoundPrincipal, findRow, type Viewer } from './store.ts';

/** Who may browse public channels sees everybody; guests see those they share a channel with. */
export const viewerOf = ({ principalId, role }: Authority): Viewer => ({
  principalId,
  seesEverybody: roleHolds(role, 'channel.browse'),
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
  const permit = context.authorise(permission, row && resourceOf(row));
  if (row === null) throw new WardroomError('not_found');
  return { row, permit };
}

const resourceOf = (row: FoundPrincipal): ResourceFacts => ({
  id: row.principal_id,
  facts: {
    kind: 'Principal',
    principalId: row.principal_id,
    role: row.role,
    ownerId: row.owner_id,
    visible: row.visible,
  },
});

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
