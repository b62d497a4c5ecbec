/** What the migrated database grants and holds, as text. */
import { errorCodes } from '@wardroom/contract';
import { reasonFor } from './allowed.ts';
import { columns } from './columns.ts';
import type { Catalogue, GrantFact, TableFact } from './read-catalogue.ts';

const grantRows = (grants: readonly GrantFact[]) =>
  columns(grants.map((grant) => [grant.object, grant.grantee, grant.privileges.join(', ')]));

export function grantsGolden({ roles, grants, builtIns }: Catalogue): string {
  const roleRows = roles.map((role) => [
    role.role,
    role.attributes.join(', ') || 'cannot log in',
    role.memberOf.length === 0 ? 'member of nothing' : `member of ${role.memberOf.join(', ')}`,
  ]);
  const settingRows = roles.flatMap((role) => role.settings.map((setting) => [role.role, setting]));
  return [
    'Roles\n',
    columns(roleRows),
    'Settings of roles\n',
    columns(settingRows),
    'Grants to others than the owner\n',
    grantRows(grants),
    'Built-in functions that PUBLIC has lost, and who has them\n',
    grantRows(builtIns),
  ].join('\n');
}

export function catalogueGolden({ tables }: Catalogue): string {
  return `${JSON.stringify(tables.map(describe), null, 2)}\n`;
}

function describe(table: TableFact) {
  const name = `${table.schema}.${table.table}`;
  const allowed = reasonFor('tenant-table', name);
  const { kind: _kind, uniqueIndexes, foreignKeys, policies, otherIndexes: _others, ...facts } = table;
  return {
    ...facts,
    policies: policies.map(({ name, command, roles, using, check }) => ({
      name,
      command,
      roles,
      using,
      check,
    })),
    foreignKeys: foreignKeys.map(({ columns: own, references, refColumns }) => ({
      columns: own,
      references,
      refColumns,
    })),
    uniqueIndexes: uniqueIndexes.map(({ columns: own }) => ({ columns: own })),
    ...(allowed === undefined ? {} : { allowed }),
  };
}

export function errorsGolden(): string {
  const rows = Object.entries(errorCodes).map(([code, { status, title, detail }]) => [
    code,
    String(status),
    title,
    detail,
  ]);
  return columns([
    ['code', 'status', 'title', 'detail'],
    ...rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  ]);
}
