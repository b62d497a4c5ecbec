/** What somebody writes of a group, and how it differs from what is. Pure. */
import type { GroupView, InputOf, Operations } from '@wardroom/contract';

export type Draft = Pick<
  GroupView,
  'handle' | 'name' | 'description' | 'parentId' | 'visibility' | 'mentionableBy' | 'department'
>;
/** What is sent: the fields that differ. */
export type Changes = Omit<InputOf<Operations['groups.update']>, 'groupId' | 'revision'>;

export const newDraft: Draft = {
  ...{ handle: '' as Draft['handle'], name: '', description: '', parentId: null },
  ...{ visibility: 'public', mentionableBy: 'everyone', department: false },
};

export const draftOf = (group: GroupView): Draft => {
  const { handle, name, description, parentId, visibility, mentionableBy, department } = group;
  return { handle, name, description, parentId, visibility, mentionableBy, department };
};

export function changesOf(base: Draft | null, draft: Draft): Changes {
  const before = base ?? newDraft;
  const after: Draft = {
    ...draft,
    handle: draft.handle.trim() as Draft['handle'],
    name: draft.name.trim(),
    description: draft.description.trim(),
  };
  const keys = Object.keys(newDraft) as (keyof Draft)[];
  return Object.fromEntries(
    keys.filter((key) => after[key] !== before[key]).map((key) => [key, after[key]]),
  ) as Changes;
}
