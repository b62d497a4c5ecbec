/** The group as it is stored and as clients see it. What it is called is sealed at rest. */
import { encodeId, type GroupView, type RoleRef, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { type GroupResource, isBuiltIn } from '@wardroom/policy';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export type GroupRole = 'manager' | 'member';
export type Visibility = GroupResource['visibility'];

export interface GroupRow {
  readonly group_id: Uuid;
  readonly parent_id: Uuid | null;
  /** From the root to the group itself. */
  readonly path: readonly Uuid[];
  readonly visibility: Visibility;
  readonly mentionable_by: GroupResource['mentionableBy'];
  readonly handle_lookup: Buffer;
  readonly sealed: Buffer;
  readonly department: boolean;
  /** As they are stored with principals: built-in roles by name, custom ones by id. */
  readonly confers: readonly string[];
  readonly revision: number;
  readonly created_at: number;
}

export interface GroupText {
  readonly handle: string;
  readonly name: string;
  readonly description: string;
}

const place = (groupId: Uuid) => ({ table: 'groups', column: 'sealed', row: groupId });

export const sealText = (keys: ScopeKeys, groupId: Uuid, { handle, name, description }: GroupText): Buffer =>
  keys.encrypt('profiles', place(groupId), JSON.stringify({ handle, name, description }));

export const openText = (keys: ScopeKeys, { group_id, sealed }: Pick<GroupRow, 'group_id' | 'sealed'>) =>
  JSON.parse(keys.decryptText('profiles', place(group_id), sealed)) as GroupText;

export const storedRole = (role: RoleRef): string => (isBuiltIn(role) ? role : uuidOf(role));
const shownRole = (role: string): RoleRef => (isBuiltIn(role) ? role : encodeId('role', role as Uuid));

/** A group as one viewer sees it. */
export interface ShownGroup {
  readonly row: GroupRow;
  readonly own: GroupView['own'];
  /** null: not theirs to see. */
  readonly members: number | null;
}

export async function presentGroups(keys: ScopeKeys, shown: readonly ShownGroup[]): Promise<GroupView[]> {
  await keys.ensureEpochs(
    'profiles',
    shown.map(({ row }) => row.sealed),
  );
  return shown.map(({ row, own, members }) => {
    const { handle, name, description } = openText(keys, row);
    return {
      ...{ id: encodeId('group', row.group_id), handle, name, description },
      parentId: row.parent_id === null ? null : encodeId('group', row.parent_id),
      ...{ visibility: row.visibility, mentionableBy: row.mentionable_by, department: row.department },
      confers: row.confers.map(shownRole),
      ...{ members, own, revision: row.revision, createdAt: row.created_at },
    };
  });
}

export async function presentGroup(keys: ScopeKeys, shown: ShownGroup): Promise<{ group: GroupView }> {
  const [group] = await presentGroups(keys, [shown]);
  if (group === undefined) throw new WardroomError('not_found');
  return { group };
}

/** A conflict that says what stands in the way. */
export const conflict = (path: string, message: string): WardroomError =>
  new WardroomError('conflict', { problems: [{ path, message }] });

/** Throws `conflict` unless the caller has seen the group as it is now. */
export function requireRevision(row: GroupRow, revision: number): void {
  if (row.revision !== revision) throw conflict('/revision', `the current revision is ${row.revision}`);
}
