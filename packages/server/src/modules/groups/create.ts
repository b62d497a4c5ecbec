import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { handleLookup } from '../principals/index.ts';
import { Forest, mostGroups } from './forest.ts';
import { type GroupRow, presentGroup, sealText } from './group.ts';
import { requireCovers } from './requirements.ts';
import { announce, requireRoom, resight, settle } from './settle.ts';
import { insertGroup, isNameOfPrincipal } from './store/groups.ts';
import { insertGroupMembers } from './store/members.ts';

export const createGroup = implementCommand('groups.create', {
  async prepare({ keys, newId }, { handle, name, description }) {
    const id = newId();
    return {
      id,
      lookup: handleLookup(keys, handle),
      sealed: sealText(keys, id, { handle, name, description }),
    };
  },

  async run(tx, context, input, { id, lookup, sealed }) {
    const { authority, at } = context;
    const { principalId } = authority;
    const [forest, taken] = await Promise.all([Forest.read(tx, principalId), isNameOfPrincipal(tx, lookup)]);
    const parent = input.parentId === undefined ? null : (forest.find(uuidOf(input.parentId)) ?? null);
    // Whoever is in the new one is in those above: their managers decide that.
    if (input.parentId !== undefined) context.authorise('groups.own', forest.resource(parent ?? undefined));
    const permit = context.authorise('groups.create', workspace);
    // Who is in it sees, and is seen: nobody makes that whom departments would hide from them.
    if (input.department) context.authorise('people.read_across', workspace);
    const row: GroupRow = {
      ...{ group_id: id, parent_id: parent?.group_id ?? null, path: [...(parent?.path ?? []), id] },
      ...{ visibility: input.visibility, mentionable_by: input.mentionableBy, handle_lookup: lookup, sealed },
      ...{ department: input.department, confers: [], revision: 1, created_at: at },
    };
    const conferred = parent === null ? [] : forest.conferredBy(parent.group_id);
    requireCovers(authority, conferred);
    forest.requirePlace(row, parent);
    if (forest.size >= mostGroups) throw new WardroomError('limit_reached');
    if (taken) throw new WardroomError('already_exists');
    await insertGroup(tx, permit, row, principalId);
    const manager = { groupId: id, ids: [principalId], source: 'manual', role: 'manager' } as const;
    await insertGroupMembers(tx, permit, { ...manager, addedBy: principalId, at });
    const by = { at, actorId: principalId };
    await settle(tx, permit, {
      ...{ ...by, groups: row.path, principals: [principalId] },
      conferred: conferred.length > 0 ? [principalId] : [],
    });
    await requireRoom(tx, row.path);
    if (row.department || (parent !== null && forest.departmentsOver(parent.group_id).length > 0))
      await resight(tx, by, [principalId]);
    context.record(id, { metadata: { visibility: row.visibility } });
    await announce(tx, by, row, []);
    return shownAgain(tx, context.authority, id);
  },

  present: ({ keys }, shown) => presentGroup(keys, shown),
});

/** A group as the caller sees it after the change. */
export async function shownAgain(
  tx: ReadTransaction,
  viewer: Parameters<Forest['show']>[1],
  id: Uuid,
): Promise<Awaited<ReturnType<Forest['show']>>[number]> {
  const forest = await Forest.read(tx, viewer.principalId);
  return found((await forest.show(tx, viewer, [found(forest.find(id))]))[0]);
}
