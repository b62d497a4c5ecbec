/** SQL of groups. There are at most a thousand, so whoever asks about one reads the tree: one statement for every answer. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { isUniqueViolation } from '../../../kernel/database/session.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import type { GroupRow } from '../group.ts';

const columns = `g.group_id, g.parent_id, g.path, g.visibility, g.mentionable_by, g.handle_lookup, g.sealed, g.department,
          g.confers, g.revision, g.created_at`;

const tree = query<GroupRow>(
  'groups.tree',
  `select ${columns} from tenant.groups g where g.tenant_id = $1 order by g.group_id`,
);
const own = query<{ group_id: Uuid; manages: boolean }>(
  'groups.own',
  `select m.group_id, bool_or(m.role = 'manager') as manages from tenant.group_members m
    where m.tenant_id = $1 and m.principal_id = $2 group by m.group_id`,
);

/** Every group of the tenant in the order of ids, and in which of them this principal is directly. */
export const readTree = (tx: ReadTransaction, principalId: Uuid) =>
  Promise.all([tx.query(tree, [tx.tenantId]), tx.query(own, [tx.tenantId, principalId])]);

/** Groups that this principal is in directly. */
export const readDirect = (tx: ReadTransaction, principalId: Uuid) =>
  tx.query(own, [tx.tenantId, principalId]);

const handles = query<{ principal_id: Uuid }>(
  'groups.namedPrincipals',
  'select p.principal_id from tenant.principals p where p.tenant_id = $1 and p.handle_lookup = $2',
);

/** Whether a person or a bot has the handle. */
export const isNameOfPrincipal = async (tx: ReadTransaction, lookup: Buffer): Promise<boolean> =>
  (await tx.query(handles, [tx.tenantId, lookup])).length > 0;

const insert = command(
  'groups.insert',
  `insert into tenant.groups (tenant_id, group_id, parent_id, path, visibility, mentionable_by, handle_lookup, sealed,
          department, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
);

export const insertGroup = (tx: WriteTransaction, permit: Permit, row: GroupRow, createdBy: Uuid) =>
  unlessTaken(
    tx.execute(permit, insert, [
      ...[permit.tenantId, row.group_id, row.parent_id, row.path, row.visibility, row.mentionable_by],
      ...[row.handle_lookup, row.sealed, row.department, createdBy, instant(row.created_at)],
    ]),
  );

const update = command(
  'groups.update',
  `update tenant.groups set parent_id = $3, path = $4, visibility = $5, mentionable_by = $6, handle_lookup = $7, sealed = $8,
          department = $9, confers = $10, revision = $11, updated_at = $12
    where tenant_id = $1 and group_id = $2`,
);

export const writeGroup = (tx: WriteTransaction, permit: Permit, row: GroupRow, at: number) =>
  unlessTaken(
    tx.execute(permit, update, [
      ...[permit.tenantId, permit.resourceId, row.parent_id, row.path, row.visibility, row.mentionable_by],
      ...[row.handle_lookup, row.sealed, row.department, row.confers, row.revision, instant(at)],
    ]),
  );

// The way to the group itself changes with everything that is below it, in one statement: no moment with half a tree.
const movePaths = command(
  'groups.movePaths',
  `update tenant.groups g set path = $3::uuid[] || g.path[array_position(g.path, $2) + 1 :]
    where g.tenant_id = $1 and $2::uuid = any (g.path) and g.group_id <> $2`,
);

/** Everything below the group of the permit follows it to its new place. */
export const moveBelow = (tx: WriteTransaction, permit: Permit, path: readonly Uuid[]) =>
  tx.execute(permit, movePaths, [permit.tenantId, permit.resourceId, path]);

const removeMembers = command(
  'groups.removeAllMembers',
  'delete from tenant.group_members where tenant_id = $1 and group_id = $2',
);
const remove = command('groups.remove', 'delete from tenant.groups where tenant_id = $1 and group_id = $2');

/** The group of the permit with its memberships. */
export async function deleteGroupRows(tx: WriteTransaction, permit: Permit): Promise<void> {
  await tx.execute(permit, removeMembers, [permit.tenantId, permit.resourceId]);
  await tx.execute(permit, remove, [permit.tenantId, permit.resourceId]);
}

async function unlessTaken(written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (isUniqueViolation(error, 'groups_handle_unique')) throw new WardroomError('already_exists');
    throw error;
  }
}
