/** Which people of a list policies let somebody see: each asked as by a single reading. */
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import { readGroupsOf } from '../../kernel/policies/index.ts';
import type { PrincipalRow } from './profile.ts';

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
