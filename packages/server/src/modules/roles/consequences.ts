/** What a change of a role brings, before and after: cascades, and who gains and loses what. */
import { encodeId, type Permission, type PrincipalId, type Uuid } from '@wardroom/contract';
import { type Cascaded, cascadeOf, Rights, type RoleBook, withCascades } from '@wardroom/policy';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { viewerOf } from '../principals/index.ts';
import { inOrder } from './role.ts';
import { type Holders, listHolders, type RoleRow } from './store.ts';

/** People who are named as examples. */
const mostExamples = 100;

export interface RightsChange {
  readonly principalId: PrincipalId;
  readonly gains: Permission[];
  readonly loses: Permission[];
}

export interface Consequences {
  readonly permissions: Permission[];
  readonly cascades: Cascaded[];
  readonly changes: RightsChange[];
  readonly gaining: number;
  readonly losing: number;
}

/** What a role is to be: what is chosen, with what that brings; or as it was saved, where nothing is chosen anew. */
export interface Wanted {
  readonly chosen: readonly Permission[];
  readonly rights: Rights;
  readonly cascades: readonly Cascaded[];
}

export function wantedOf(chosen: readonly Permission[]): Wanted {
  const ordered = inOrder(chosen);
  return { chosen: ordered, rights: withCascades(ordered), cascades: cascadeOf(ordered) };
}

/** As it stands. A release may have added cascades: they count once somebody chooses anew. */
export function standing({ chosen, permissions }: RoleRow): Wanted {
  const [ordered, rights] = [inOrder(chosen), Rights.of(permissions)];
  return {
    chosen: ordered,
    rights,
    cascades: cascadeOf(ordered).filter((one) => rights.has(one.permission)),
  };
}

/** Of a role that nobody holds yet. */
export const withoutHolders = ({ rights, cascades }: Wanted): Consequences => ({
  ...{ permissions: [...rights], cascades: [...cascades] },
  ...{ changes: [], gaining: 0, losing: 0 },
});

/** What `wanted` in the place of `row` means for those who hold the role. Names people only to whoever sees everybody. */
export async function readConsequences(
  tx: ReadTransaction,
  { book, ...viewer }: Pick<Authority, 'principalId' | 'rights' | 'segmented' | 'book'>,
  row: RoleRow,
  wanted: Wanted,
): Promise<Consequences> {
  const before = Rights.of(row.permissions);
  if (before.covers(wanted.rights) && wanted.rights.covers(before)) return withoutHolders(wanted);
  const namesPeople = viewer.rights.has('people.read') && viewerOf(viewer).seesEverybody;
  const holders = await listHolders(tx, row.role_id, namesPeople ? mostExamples : 0);
  return {
    ...withoutHolders(wanted),
    ...effectOn(holders, { book, roleId: row.role_id, before, after: wanted.rights }),
  };
}

interface Change {
  readonly book: RoleBook;
  readonly roleId: Uuid;
  readonly before: Rights;
  readonly after: Rights;
}

/** Whatever else somebody's roles give is neither gained nor lost. */
export function effectOn(
  holders: readonly Holders[],
  { book, roleId, before, after }: Change,
): Pick<Consequences, 'changes' | 'gaining' | 'losing'> {
  const changes: RightsChange[] = [];
  let [gaining, losing] = [0, 0];
  for (const { roles, count, first } of holders) {
    const others = book.rightsOf(roles.filter((role) => role !== roleId));
    const gains = [...after.without(before.union(others))];
    const loses = [...before.without(after.union(others))];
    if (gains.length > 0) gaining += count;
    if (loses.length > 0) losing += count;
    if (gains.length === 0 && loses.length === 0) continue;
    for (const id of first.slice(0, mostExamples - changes.length))
      changes.push({ principalId: encodeId('principal', id), gains, loses });
  }
  return { changes, gaining, losing };
}
