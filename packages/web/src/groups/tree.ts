/** How groups hang together, and what somebody may do with one. A preview: the server decides again. Pure. */
import type { GroupView } from '@wardroom/contract';
import { compare } from '../workspace/titles.ts';

export type GroupId = GroupView['id'];
export type GroupIndex = ReadonlyMap<GroupId, GroupView>;

export const indexOf = (groups: readonly GroupView[]): GroupIndex =>
  new Map(groups.map((group) => [group.id, group]));

/** From the top to the group itself. Ends at what is not seen, and cannot go round. */
export function pathOf(index: GroupIndex, group: GroupView): readonly GroupView[] {
  const path = [group];
  for (;;) {
    const parentId = path[0]?.parentId ?? null;
    const parent = parentId === null ? undefined : index.get(parentId);
    if (parent === undefined || path.includes(parent)) return path;
    path.unshift(parent);
  }
}

/** The group and everything below it. */
export const below = (groups: readonly GroupView[], group: GroupView): readonly GroupView[] => {
  const index = indexOf(groups);
  return groups.filter((one) => pathOf(index, one).some(({ id }) => id === group.id));
};

export interface TreeRow {
  readonly group: GroupView;
  /** 1 at the top. */
  readonly level: number;
  /** null: nothing is below it. */
  readonly open: boolean | null;
  /** Among those below the same one. */
  readonly position: number;
  readonly size: number;
  /** Not what was searched for: it is there for what is below it. */
  readonly aside: boolean;
}

interface Shown {
  readonly folded: ReadonlySet<GroupId>;
  /** null: all. What is above a match is shown with it, unfolded. */
  readonly matches: ((group: GroupView) => boolean) | null;
}

/** What one sees of the tree, line by line. Below what one does not see is at the top. */
export function rowsOf(groups: readonly GroupView[], { folded, matches }: Shown): readonly TreeRow[] {
  const index = indexOf(groups);
  const found = matches && groups.filter(matches);
  const wanted = found && new Set(found.flatMap((group) => pathOf(index, group)));
  const matched = found && new Set(found);
  const children = new Map<GroupId | null, GroupView[]>();
  for (const group of groups) {
    if (wanted !== null && !wanted.has(group)) continue;
    const at = group.parentId !== null && index.has(group.parentId) ? group.parentId : null;
    children.set(at, [...(children.get(at) ?? []), group]);
  }
  const rows: TreeRow[] = [];
  const walk = (at: GroupId | null, level: number) => {
    const siblings = (children.get(at) ?? []).toSorted((a, b) => compare(a.name, b.name));
    for (const [place, group] of siblings.entries()) {
      const isParent = children.has(group.id);
      const open = isParent ? wanted !== null || !folded.has(group.id) : null;
      rows.push({
        ...{ group, level, open, position: place + 1, size: siblings.length },
        aside: matched !== null && !matched.has(group),
      });
      if (open) walk(group.id, level + 1);
    }
  };
  walk(null, 1);
  return rows;
}

type Held = readonly string[];

export const manages = (held: Held, { own }: GroupView): boolean =>
  held.includes('groups.manage') || (held.includes('groups.own') && own?.role === 'manager');

/** One is then in everything above, too: all of it has to be public and give no role. */
export const mayJoin = (held: Held, index: GroupIndex, group: GroupView): boolean =>
  held.includes('groups.join') &&
  group.own === null &&
  pathOf(index, group).every(({ visibility, confers }) => visibility === 'public' && confers.length === 0);

export const mayLeave = (held: Held, { own }: GroupView): boolean =>
  held.includes('groups.join') && own?.direct === true;
