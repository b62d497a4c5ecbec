/** Which people of a list policies let somebody see: each asked as by a single reading. */
import type { Uuid } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import { readGroupsOf } from '../../kernel/policies/index.ts';
import type { PrincipalRow } from './profile.ts';
import { readRows } from './store.ts';

/** Questions in one turn of the event loop, each up to 0.2 ms. */
const questionsPerTurn = 64;

/** In their order. What roles show has been found by the statement; here is asked what policies take away. */
export async function shownPeople<Row extends PrincipalRow>(
  tx: ReadTransaction,
  { authority, permits, isUnderPolicy }: Pick<RunContext, 'authority' | 'permits' | 'isUnderPolicy'>,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (!isUnderPolicy('people.read')) return rows;
  const groups = await readGroupsOf(
    tx,
    rows.map((row) => row.principal_id),
  );
  const shown: Row[] = [];
  for (const [index, row] of rows.entries()) {
    if (permits('people.read', resourceOf(authority, row, groups.get(row.principal_id) ?? [])))
      shown.push(row);
    if (index % questionsPerTurn === questionsPerTurn - 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
  return shown;
}

/** Those of a list of members whom policies do not hide. Without such a policy nothing more is read. */
export async function unhidden<Row extends { readonly principal_id: Uuid }>(
  tx: ReadTransaction,
  { authority, isHidden, isUnderPolicy }: Pick<RunContext, 'authority' | 'isHidden' | 'isUnderPolicy'>,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  if (rows.length === 0 || !isUnderPolicy('people.read')) return rows;
  const ids = rows.map((row) => row.principal_id);
  const [people, groups] = await Promise.all([readRows(tx, ids), readGroupsOf(tx, ids)]);
  const shown = new Set<Uuid>();
  for (const [index, person] of people.entries()) {
    const { principal_id: id } = person;
    if (!isHidden(resourceOf(authority, person, groups.get(id) ?? []))) shown.add(id);
    if (index % questionsPerTurn === questionsPerTurn - 1)
      await new Promise((resolve) => setImmediate(resolve));
  }
  return rows.filter((row) => shown.has(row.principal_id));
}

const resourceOf = (
  { book }: Pick<Authority, 'book'>,
  { principal_id: principalId, kind, roles, owner_id: ownerId }: PrincipalRow,
  groups: PrincipalGroups,
): ResourceFacts => ({
  id: principalId,
  facts: { kind: 'Principal', principalId, rights: book.rightsOf(roles), ownerId, visible: true },
  principal: { actorType: kind, roles, groups },
});

type PrincipalGroups = NonNullable<ResourceFacts['principal']>['groups'];
