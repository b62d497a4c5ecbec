/** Groups as text for a terminal. */
import type { GroupMember, GroupView, Operations, OutputOf, Person } from '@wardroom/contract';
import { fields, table } from '../../terminal/table.ts';

/** As a tree: each below the one it is in. */
export function groupsText(groups: readonly GroupView[]): string {
  if (groups.length === 0) return 'No groups.';
  const known = new Set<string>(groups.map(({ id }) => id));
  const lines: { readonly group: GroupView; readonly depth: number }[] = [];
  const walk = (parentId: string | null, depth: number): void => {
    for (const group of groups) {
      const above = group.parentId !== null && known.has(group.parentId) ? group.parentId : null;
      if (above !== parentId) continue;
      lines.push({ group, depth });
      walk(group.id, depth + 1);
    }
  };
  walk(null, 0);
  return table(lines, {
    handle: ({ group, depth }) => `${'  '.repeat(depth)}@${group.handle}`,
    name: ({ group }) => group.name,
    visibility: ({ group }) => group.visibility,
    people: ({ group }) => group.members ?? '–',
    roles: ({ group }) => group.confers.join(' '),
    you: ({ group }) => group.own?.role ?? '',
    id: ({ group }) => group.id,
  });
}

export const groupText = (group: GroupView): string =>
  fields({
    ...{ handle: `@${group.handle}`, name: group.name, description: group.description, id: group.id },
    ...{ visibility: group.visibility, 'mentioned by': group.mentionableBy, people: group.members ?? '–' },
    ...{ 'gives roles': group.confers.join(' ') || 'none', revision: group.revision },
  });

export const membersText = (
  members: readonly GroupMember[],
  people: ReadonlyMap<string, Person>,
  groups: readonly GroupView[],
): string =>
  table(members, {
    person: ({ principalId }) => `@${people.get(principalId)?.handle ?? principalId}`,
    role: ({ role }) => role,
    from: ({ sources, throughGroupId }) =>
      throughGroupId === null
        ? sources.join(' ')
        : `through @${groups.find(({ id }) => id === throughGroupId)?.handle ?? throughGroupId}`,
    id: ({ principalId }) => principalId,
  });

/** Who would gain and lose what. */
export function effectText(
  { changes, gaining, losing, joining, leaving }: OutputOf<Operations['groups.preview']>,
  people: ReadonlyMap<string, Person>,
): string {
  const words = (list: readonly string[]): string => list.join(' ') || '–';
  const rows = table(changes, {
    person: ({ principalId }) => `@${people.get(principalId)?.handle ?? principalId}`,
    gains: ({ gains }) => words(gains),
    loses: ({ loses }) => words(loses),
    joins: ({ joins }) => words(joins),
    leaves: ({ leaves }) => words(leaves),
  });
  return [
    fields({
      ...{ 'people who gain': gaining, 'people who lose': losing },
      ...{ 'people who join channels': joining, 'people who leave channels': leaving },
    }),
    ...(changes.length > 0 ? ['', rows] : []),
  ].join('\n');
}
