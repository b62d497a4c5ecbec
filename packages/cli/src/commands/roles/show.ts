/** Roles and what a change of one brings, as text for a terminal. */
import type { Operations, OutputOf, RoleView } from '@wardroom/contract';
import { fields, table } from '../../terminal/table.ts';

export type Consequences = OutputOf<Operations['roles.preview']>;

export const rolesText = (roles: readonly RoleView[]): string =>
  table(roles, {
    name: (row) => row.name,
    permissions: (row) => row.permissions.length,
    people: (row) => row.people,
    groups: (row) => row.groups,
    kind: (row) => (row.locked ? 'built in' : 'custom'),
    role: (row) => row.role,
  });

export function roleText({ chosen, permissions, updatedAt, ...role }: RoleView): string {
  const brought = permissions.filter((permission) => !chosen.includes(permission));
  const { name, description, people, groups, revision } = role;
  const about = fields({
    ...{ name, description, role: role.role, people, groups },
    ...(updatedAt === null ? {} : { revision, updated: new Date(updatedAt).toISOString() }),
  });
  return [
    about,
    listText('chosen', chosen),
    ...(brought.length > 0 ? [listText('brought by these', brought)] : []),
  ].join('\n\n');
}

const listText = (title: string, permissions: readonly string[]): string =>
  [
    title,
    ...(permissions.length === 0 ? ['  none'] : permissions.map((permission) => `  ${permission}`)),
  ].join('\n');

/** What it brings with it, and who gains and loses what. */
export function consequencesText({ permissions, cascades, changes, gaining, losing }: Consequences): string {
  const brought = table(cascades, { brings: (row) => row.permission, because: (row) => row.because });
  const rows = table(changes, {
    principal: (row) => row.principalId,
    gains: (row) => row.gains.join(' ') || '–',
    loses: (row) => row.loses.join(' ') || '–',
  });
  return [
    fields({ permissions: permissions.length, 'people who gain': gaining, 'people who lose': losing }),
    ...(cascades.length > 0 ? ['', brought] : []),
    ...(changes.length > 0 ? ['', rows] : []),
  ].join('\n');
}
