/** SQL of custom roles, and of who holds which. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { isUniqueViolation } from '../../kernel/database/session.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface RoleRow {
  readonly role_id: Uuid;
  readonly sealed: Buffer;
  readonly chosen: readonly string[];
  readonly permissions: readonly string[];
  readonly revision: number;
  readonly updated_at: number;
}

/** Everybody whose roles are the same, if one of these is the role in question. */
export interface Holders {
  /** What decides: the base role, then what groups confer. */
  readonly roles: readonly string[];
  readonly count: number;
  /** The first of them, by id. */
  readonly first: readonly Uuid[];
}

const columns = 'r.role_id, r.sealed, r.chosen, r.permissions, r.revision, r.updated_at';

const listAll = query<RoleRow>(
  'roles.listAll',
  `select ${columns} from tenant.roles r where r.tenant_id = $1 and r.deleted_at is null`,
);
const find = query<RoleRow>(
  'roles.find',
  `select ${columns} from tenant.roles r where r.tenant_id = $1 and r.role_id = $2 and r.deleted_at is null`,
);
const count = query<{ roles: number }>(
  'roles.count',
  'select count(*) as roles from tenant.roles r where r.tenant_id = $1 and r.deleted_at is null',
);
const people = query<{ role: string; people: number }>(
  'roles.people',
  `select coalesce(p.custom_role_id::text, p.role) as role, count(*) as people
     from tenant.principals p where p.tenant_id = $1
    group by p.role, p.custom_role_id`,
);
const groups = query<{ role: string; visibility: string; groups: number }>(
  'roles.groups',
  `select c.role, g.visibility, count(*) as groups
     from tenant.groups g cross join lateral unnest(g.confers) as c (role)
    where g.tenant_id = $1
    group by c.role, g.visibility`,
);
// By combination of roles, not by person: what changes for one changes for all who hold the same.
const holders = query<Holders>(
  'roles.holders',
  `select ${rolesOf('p')} as roles, count(*) as count,
          (array_agg(p.principal_id order by p.principal_id))[1:$3::int] as first
     from tenant.principals p
    where p.tenant_id = $1 and (p.custom_role_id = $2 or $2::uuid::text = any (p.conferred))
    group by p.role, p.custom_role_id, p.conferred
    order by (array_agg(p.principal_id order by p.principal_id))[1]`,
);
const insert = command(
  'roles.insert',
  `insert into tenant.roles (tenant_id, role_id, name_lookup, sealed, chosen, permissions, created_by, created_at, updated_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
);
const update = command(
  'roles.update',
  `update tenant.roles set name_lookup = $3, sealed = $4, chosen = $5, permissions = $6, revision = $7, updated_at = $8
    where tenant_id = $1 and role_id = $2`,
);
const remove = command(
  'roles.remove',
  `update tenant.roles set name_lookup = $3, revision = revision + 1, updated_at = $4, deleted_at = $4
    where tenant_id = $1 and role_id = $2`,
);
const moveVersion = command(
  'roles.moveVersion',
  'update tenant.heads set roles_version = roles_version + 1 where tenant_id = $1',
);

export const listRoleRows = (tx: ReadTransaction): Promise<RoleRow[]> => tx.query(listAll, [tx.tenantId]);

export async function findRole(tx: ReadTransaction, id: Uuid): Promise<RoleRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, id]);
  return row ?? null;
}

export async function countRoles(tx: ReadTransaction): Promise<number> {
  return (await tx.query(count, [tx.tenantId]))[0]?.roles ?? 0;
}

/** How many have each role as their base role. */
export const countPeople = (tx: ReadTransaction) => tx.query(people, [tx.tenantId]);

/** How many groups confer each role, by how visible they are. */
export const countGroups = (tx: ReadTransaction) => tx.query(groups, [tx.tenantId]);

export const listHolders = (tx: ReadTransaction, roleId: Uuid, most: number): Promise<Holders[]> =>
  tx.query(holders, [tx.tenantId, roleId, most]);

export interface NewRole {
  readonly row: RoleRow;
  readonly nameLookup: Buffer;
  readonly createdBy: Uuid;
}

/** Inserts the role that the permit names. Throws `already_exists` when its name is taken. */
export async function insertRole(
  tx: WriteTransaction,
  permit: Permit,
  { row, nameLookup, createdBy }: NewRole,
): Promise<void> {
  await unlessTaken(
    tx.execute(permit, insert, [
      ...[permit.tenantId, permit.resourceId, nameLookup, row.sealed, row.chosen, row.permissions],
      ...[createdBy, instant(row.updated_at)],
    ]),
  );
  await moveRolesVersion(tx, permit);
}

/** Writes the role that the permit names. Throws `already_exists` when its new name is taken. */
export async function writeRoleRow(
  tx: WriteTransaction,
  permit: Permit,
  row: RoleRow,
  nameLookup: Buffer,
): Promise<void> {
  await unlessTaken(
    tx.execute(permit, update, [
      ...[permit.tenantId, permit.resourceId, nameLookup, row.sealed, row.chosen, row.permissions],
      ...[row.revision, instant(row.updated_at)],
    ]),
  );
  await moveRolesVersion(tx, permit);
}

/** Ends the role that the permit names; its name is free again. */
export async function writeDeleted(
  tx: WriteTransaction,
  permit: Permit,
  { lookup, at }: { readonly lookup: Buffer; readonly at: number },
): Promise<void> {
  await tx.execute(permit, remove, [permit.tenantId, permit.resourceId, lookup, instant(at)]);
  await moveRolesVersion(tx, permit);
}

/** What nodes remember of the roles is the truth no longer. */
async function moveRolesVersion(tx: WriteTransaction, permit: Permit): Promise<void> {
  await tx.execute(permit, moveVersion, [permit.tenantId]);
}

async function unlessTaken(written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (isUniqueViolation(error, 'roles_name_unique')) throw new WardroomError('already_exists');
    throw error;
  }
}
