/** Principals as policies see them. */
import type { Uuid } from '@wardroom/contract';
import { roleBookAt } from '../authority/role-books.ts';
import { readStandings } from '../authority/store.ts';
import type { ReadTransaction } from '../database/transaction.ts';
import type { ResourceFacts } from '../resource-facts.ts';
import { readGroupsOf } from './store.ts';

/** For asking policies alone: who answers for them, and who sees them at all, is not among it. */
export async function readPeople(
  tx: ReadTransaction,
  ids: readonly Uuid[],
  at: number,
): Promise<Map<Uuid, ResourceFacts>> {
  const [rows, groups] = await Promise.all([readStandings(tx, ids, at), readGroupsOf(tx, ids)]);
  const book = await roleBookAt(tx, rows[0]?.roles_version ?? 0);
  return new Map(
    rows.map(({ principal_id: principalId, kind, roles }) => [
      principalId,
      {
        id: principalId,
        facts: {
          kind: 'Principal',
          ...{ principalId, rights: book.rightsOf(roles), ownerId: null, visible: true },
        },
        principal: { actorType: kind, roles, groups: groups.get(principalId) ?? [] },
      },
    ]),
  );
}
