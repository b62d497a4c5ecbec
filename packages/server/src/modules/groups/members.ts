/** Who is in a group by hand: added, removed, named manager. What a directory has added stays the directory’s. */
import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { found, readNamed } from '../channels/index.ts';
import { viewerOf } from '../principals/index.ts';
import { Forest } from './forest.ts';
import type { GroupRole, GroupRow } from './group.ts';
import { distinct, requireCovers, requireManaged } from './requirements.ts';
import { announce, requireRoom, resight, settle } from './settle.ts';
import {
  deleteGroupMembers,
  insertGroupMembers,
  isManaged,
  readStanding,
  writeMemberRole,
} from './store/members.ts';

/** A group that is managed, decided on. */
async function requireOwn(tx: WriteTransaction, context: RunContext, id: Uuid) {
  const forest = await Forest.read(tx, context.authority.principalId);
  const row = forest.find(id);
  const permit = context.authorise('groups.own', forest.resource(row));
  return { forest, group: found(row), permit };
}

export const addGroupMembers = implementCommand('groups.addMembers', {
  async run(tx, context, input) {
    const ids = distinct(input.principalIds.map(uuidOf));
    const named = await readNamed(tx, viewerOf(context.authority), ids);
    const { forest, group, permit } = await requireOwn(tx, context, uuidOf(input.groupId));
    requireCovers(context.authority, forest.conferredBy(group.group_id));
    const known = named.filter(({ visible, status }) => visible && status === 'active');
    // Unknown, invisible, suspended and never signed in are one answer.
    if (known.length < ids.length) throw new WardroomError('not_found');
    return { added: await enter(tx, context, permit, { forest, group, ids, role: input.role }) };
  },
  present: async (_context, result) => result,
});

export interface Entering {
  readonly forest: Forest;
  readonly group: GroupRow;
  readonly ids: readonly Uuid[];
  readonly role: GroupRole;
}

/** Adds by hand those who are not in it by hand. Answers how many these were. */
export async function enter(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { forest, group, ids, role }: Entering,
): Promise<number> {
  const { authority, at } = context;
  const by = { at, actorId: authority.principalId };
  const groupId = group.group_id;
  const standing = await readStanding(tx, groupId, ids);
  const known = new Set(standing.filter(({ source }) => source === 'manual').map((row) => row.principal_id));
  const added = ids.filter((id) => !known.has(id));
  if (added.length === 0) return 0;
  await insertGroupMembers(tx, permit, {
    ...{ groupId, ids: added, source: 'manual', role, addedBy: authority.principalId, at },
  });
  await settle(tx, permit, { ...by, ...reachOf(forest, group), ...whose(forest, group, added) });
  await requireRoom(tx, group.path);
  for (const subjectId of added) context.record(groupId, { subjectId, metadata: { role, source: 'manual' } });
  if (forest.departmentsOver(groupId).length > 0) await resight(tx, by, added);
  await announce(tx, by, group, added);
  return added.length;
}

export const removeGroupMembers = implementCommand('groups.removeMembers', {
  async run(tx, context, input) {
    const ids = distinct(input.principalIds.map(uuidOf));
    const named = await readNamed(tx, viewerOf(context.authority), ids);
    const { forest, group, permit } = await requireOwn(tx, context, uuidOf(input.groupId));
    requireCovers(context.authority, forest.conferredBy(group.group_id));
    // Whoever is not in it stays out of it; whoever is nobody here is told so.
    if (named.filter(({ visible }) => visible).length < ids.length) throw new WardroomError('not_found');
    return exit(tx, context, permit, { forest, group, ids });
  },
  present: async (_context, result) => result,
});

/** Takes back what was given by hand. `kept`: those whom a directory keeps in it. */
export async function exit(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { forest, group, ids }: Omit<Entering, 'role'>,
): Promise<{ removed: number; kept: number }> {
  const by = { at: context.at, actorId: context.authority.principalId };
  const groupId = group.group_id;
  const before = await readStanding(tx, groupId, ids);
  const kept = new Set(before.filter(({ source }) => source !== 'manual').map((row) => row.principal_id))
    .size;
  if (!before.some(({ source }) => source === 'manual')) return { removed: 0, kept };
  const removed = await deleteGroupMembers(tx, permit, { groupId, ids, source: 'manual' });
  if (before.some(({ role }) => role === 'manager')) requireManaged(await isManaged(tx, groupId, group.path));
  await settle(tx, permit, { ...by, ...reachOf(forest, group), ...whose(forest, group, removed) });
  for (const subjectId of removed) context.record(groupId, { subjectId, metadata: { source: 'manual' } });
  if (forest.departmentsOver(groupId).length > 0) await resight(tx, by, removed);
  await announce(tx, by, group, removed);
  return { removed: removed.length, kept };
}

export const setGroupMemberRole = implementCommand('groups.setMemberRole', {
  async run(tx, context, input) {
    const principalId = uuidOf(input.principalId);
    const named = await readNamed(tx, viewerOf(context.authority), [principalId]);
    const { forest, group, permit } = await requireOwn(tx, context, uuidOf(input.groupId));
    const { role } = input;
    const standing = await readStanding(tx, group.group_id, [principalId]);
    if (standing.length === 0 || !named.some(({ visible }) => visible)) throw new WardroomError('not_found');
    if (standing.every((row) => row.role === role)) return {};
    const by = { at: context.at, actorId: context.authority.principalId };
    await writeMemberRole(tx, permit, principalId, role);
    if (role === 'member') requireManaged(await isManaged(tx, group.group_id, group.path));
    await settle(tx, permit, {
      ...{ ...by, ...reachOf(forest, group), principals: [principalId], conferred: [] },
    });
    context.record(group.group_id, { subjectId: principalId, metadata: { role } });
    await announce(tx, by, group, [principalId]);
    return {};
  },
  present: async () => ({}),
});

/** Everything above, in which they are or not, and everything below, which its managers manage. */
const reachOf = (forest: Forest, group: GroupRow) => ({
  groups: [...group.path, ...forest.below(group.group_id).map((row) => row.group_id)],
});
const whose = (forest: Forest, group: GroupRow, principals: readonly Uuid[]) => ({
  principals,
  conferred: forest.conferredBy(group.group_id).length > 0 ? principals : [],
});
