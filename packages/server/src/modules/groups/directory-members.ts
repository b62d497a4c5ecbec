/**
 * Memberships that a directory decides: single sign-on and provisioning write here, and nowhere else. What people decided
 * by hand is another row and stays, in whatever order both come.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { startOfList } from '../channels/index.ts';
import { Forest } from './forest.ts';
import { distinct } from './requirements.ts';
import { announce, requireRoom, resight, settle } from './settle.ts';
import { deleteGroupMembers, insertGroupMembers } from './store/members.ts';

export interface DirectoryChange {
  readonly groupId: Uuid;
  readonly source: 'oidc' | 'scim';
  readonly add: readonly Uuid[];
  readonly remove: readonly Uuid[];
  readonly at: number;
}

/** Answers with those to whom it made a difference. The caller records it. Throws `not_found` for an unknown group. */
export async function applyDirectoryMembers(
  tx: WriteTransaction,
  permit: Permit,
  { groupId, source, add, remove, at }: DirectoryChange,
): Promise<{ readonly added: readonly Uuid[]; readonly removed: readonly Uuid[] }> {
  const forest = await Forest.read(tx, startOfList);
  const group = forest.find(groupId);
  if (group === undefined) throw new WardroomError('not_found');
  const removed = await deleteGroupMembers(tx, permit, { groupId, ids: distinct(remove), source });
  const added = await insertGroupMembers(tx, permit, {
    ...{ groupId, ids: distinct(add), source, role: 'member', addedBy: null, at },
  });
  const principals = distinct([...removed, ...added]);
  if (principals.length === 0) return { added, removed };
  const by = { at, actorId: null };
  await settle(tx, permit, {
    ...{ ...by, principals, groups: [...group.path, ...forest.below(groupId).map((row) => row.group_id)] },
    conferred: forest.conferredBy(groupId).length > 0 ? principals : [],
  });
  if (added.length > 0) await requireRoom(tx, group.path);
  if (forest.departmentsOver(groupId).length > 0) await resight(tx, by, principals);
  await announce(tx, by, group, principals);
  return { added, removed };
}
