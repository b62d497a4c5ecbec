/**
 * Changes a group, and moves it with everything below it. A move takes its people out of what was above and into what is
 * above now, with the roles and channels that come with it, in one transaction.
 */
import { type InputOf, type Operations, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { found } from '../channels/index.ts';
import { handleLookup } from '../principals/index.ts';
import { shownAgain } from './create.ts';
import { Forest, mostMembers } from './forest.ts';
import { type GroupRow, openText, presentGroup, requireRevision, sealText } from './group.ts';
import { requireCovers, requireMet } from './requirements.ts';
import { announce, requireRoom, resight, settle } from './settle.ts';
import { isNameOfPrincipal, moveBelow, writeGroup } from './store/groups.ts';
import { listEffective } from './store/members.ts';

type Input = InputOf<Operations['groups.update']>;

export const updateGroup = implementCommand('groups.update', {
  prepare: async ({ keys }, { handle }) =>
    handle === undefined ? null : { lookup: handleLookup(keys, handle) },

  async run(tx, context, input, naming) {
    const { authority, at } = context;
    const id = uuidOf(input.groupId);
    const [forest, taken] = await Promise.all([
      Forest.read(tx, authority.principalId),
      naming === null ? false : isNameOfPrincipal(tx, naming.lookup),
    ]);
    const permit = context.authorise('groups.own', forest.resource(forest.find(id)));
    const before = found(forest.find(id));
    const parent = newParent(context, forest, before, input);
    requireRevision(before, input.revision);
    const after = await changed(context, before, input, { parent, lookup: naming?.lookup });
    forest.requirePlace(after, parent);
    const isOtherwise = departmentsChange(forest, before, after);
    // Who sees whom would be decided by somebody who does not see them.
    if (isOtherwise) context.authorise('people.read_across', workspace);
    if (taken) throw new WardroomError('already_exists');
    await writeGroup(tx, permit, after, at);
    const by = { at, actorId: authority.principalId };
    if (after.parent_id !== before.parent_id) await move(tx, context, permit, { forest, before, after });
    if (isOtherwise) await resight(tx, by, null);
    context.record(id, { metadata: { changed: Object.keys(input).sort().join(' ') } });
    const shows = [before, after].find((row) => row.visibility !== 'hidden') ?? after;
    await announce(tx, by, shows, []);
    return shownAgain(tx, authority, id);
  },

  present: ({ keys }, shown) => presentGroup(keys, shown),
});

/** The one it is to be below: decided on by whoever moves it there. */
function newParent(context: RunContext, forest: Forest, row: GroupRow, { parentId }: Input): GroupRow | null {
  const id = parentId === undefined ? row.parent_id : parentId === null ? null : uuidOf(parentId);
  if (id === null) return null;
  const parent = forest.find(id);
  if (id !== row.parent_id) context.authorise('groups.own', forest.resource(parent));
  return found(parent);
}

async function changed(
  { keys }: RunContext,
  row: GroupRow,
  input: Input,
  { parent, lookup }: { readonly parent: GroupRow | null; readonly lookup: Buffer | undefined },
): Promise<GroupRow> {
  await keys.ensureEpochs('profiles', [row.sealed]);
  const text = openText(keys, row);
  const { handle = text.handle, name = text.name, description = text.description } = input;
  return {
    ...row,
    parent_id: parent?.group_id ?? null,
    path: [...(parent?.path ?? []), row.group_id],
    visibility: input.visibility ?? row.visibility,
    mentionable_by: input.mentionableBy ?? row.mentionable_by,
    handle_lookup: lookup ?? row.handle_lookup,
    sealed: sealText(keys, row.group_id, { handle, name, description }),
    department: input.department ?? row.department,
    revision: row.revision + 1,
  };
}

const departmentsChange = (forest: Forest, before: GroupRow, after: GroupRow): boolean => {
  const over = ({ parent_id: id }: GroupRow) => (id === null ? [] : forest.departmentsOver(id)).join();
  return before.department !== after.department || over(before) !== over(after);
};

interface Move {
  readonly forest: Forest;
  readonly before: GroupRow;
  readonly after: GroupRow;
}

async function move(
  tx: WriteTransaction,
  { authority, at }: RunContext,
  permit: Permit,
  { forest, before, after }: Move,
): Promise<void> {
  const rolesOver = (parentId: Uuid | null) => (parentId === null ? [] : forest.conferredBy(parentId));
  const roles = [...rolesOver(before.parent_id), ...rolesOver(after.parent_id)];
  requireCovers(authority, roles);
  if (after.parent_id !== null) requireMet(authority, forest, before.group_id);
  await moveBelow(tx, permit, after.path);
  await settle(tx, permit, {
    ...{ at, actorId: authority.principalId, principals: null },
    groups: [...before.path, ...after.path, ...forest.below(before.group_id).map((row) => row.group_id)],
    conferred: roles.length > 0 ? await listEffective(tx, before.group_id, mostMembers) : [],
  });
  await requireRoom(tx, after.path);
}
