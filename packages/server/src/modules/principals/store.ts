/** SQL of principals and their passwords. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
import { instant } from '../../kernel/database/connections.ts';
import { isUniqueViolation } from '../../kernel/database/session.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { PrincipalRow } from './profile.ts';
import type { Viewer } from './sight.ts';
import { seen, shownTo, viewerValues } from './store/sight.ts';

/** A principal as one viewer finds it. */
export interface FoundPrincipal extends PrincipalRow {
  readonly visible: boolean;
}

const columns = `p.principal_id, p.kind, p.status, p.role, p.custom_role_id, ${rolesOf('p')} as roles, p.owner_id, p.sealed`;

const find = query<FoundPrincipal>(
  'principals.find',
  `select ${columns}, ${seen('p', { id: '$3', everybody: '$4', through: '$5' })} as visible
     from tenant.principals p
    where p.tenant_id = $1 and p.principal_id = $2`,
);

// A position that is not there is no position: the list then is empty, whatever the id belongs to elsewhere.
const listAll = query<PrincipalRow>(
  'principals.listAll',
  `select ${columns}
     from tenant.principals p
    where p.tenant_id = $1
      and p.principal_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.principal_id from tenant.principals a where a.tenant_id = $1 and a.principal_id = $2) end
    order by p.principal_id
    limit $3`,
);

const listShown = query<PrincipalRow>(
  'principals.listShown',
  `with shown as materialized (${shownTo({ id: '$4', through: '$5' })})
   select ${columns}
     from shown s
     join tenant.principals p on p.tenant_id = $1 and p.principal_id = s.principal_id
    where s.principal_id > case when $2::uuid is null then '00000000-0000-0000-0000-000000000000'::uuid
          else (select a.principal_id from shown a where a.principal_id = $2) end
    order by p.principal_id
    limit $3`,
);

const byIds = query<PrincipalRow>(
  'principals.byIds',
  `select ${columns} from tenant.principals p where p.tenant_id = $1 and p.principal_id = any ($2::uuid[])`,
);

export const readRows = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<PrincipalRow[]> =>
  tx.query(byIds, [tx.tenantId, ids]);

const otherActiveOwner = query<{ principal_id: Uuid }>(
  'principals.otherActiveOwner',
  `select p.principal_id from tenant.principals p
    where p.tenant_id = $1 and p.principal_id <> $2 and p.role = 'owner' and p.status = 'active' and p.kind = 'person'
    limit 1`,
);

export interface SignInRow extends PrincipalRow {
  readonly password_hash: string | null;
  /** Of break-glass: after this it is worth nothing. */
  readonly expires_at: number | null;
}
const signInColumns = `${columns}, p.expires_at, w.password_hash
     from tenant.principals p
     left join tenant.passwords w on w.tenant_id = p.tenant_id and w.principal_id = p.principal_id`;
const byHandle = query<SignInRow>(
  'principals.byHandle',
  `select ${signInColumns} where p.tenant_id = $1 and p.handle_lookup = $2`,
);
const byEmail = query<SignInRow>(
  'principals.byEmail',
  `select ${signInColumns} where p.tenant_id = $1 and p.email_lookup = $2`,
);
const byId = query<SignInRow>(
  'principals.byId',
  `select ${signInColumns} where p.tenant_id = $1 and p.principal_id = $2`,
);

const insert = command(
  'principals.insert',
  `insert into tenant.principals (tenant_id, principal_id, kind, status, role, custom_role_id, handle_lookup,
                                  email_lookup, sealed, owner_id, created_at, updated_at, expires_at)
   values ($1, $2, $3, 'active', $4, $10, $5, $6, $7, $8, $9, $9, $11)`,
);
const insertPassword = command(
  'principals.insertPassword',
  'insert into tenant.passwords (tenant_id, principal_id, password_hash, changed_at) values ($1, $2, $3, $4)',
);
const updatePassword = command(
  'principals.updatePassword',
  'update tenant.passwords set password_hash = $3, changed_at = $4 where tenant_id = $1 and principal_id = $2',
);
const updateProfile = command(
  'principals.updateProfile',
  'update tenant.principals set sealed = $3, updated_at = $4 where tenant_id = $1 and principal_id = $2',
);
const updateStatus = command(
  'principals.updateStatus',
  'update tenant.principals set status = $3, updated_at = $4 where tenant_id = $1 and principal_id = $2',
);
const updateRole = command(
  'principals.updateRole',
  'update tenant.principals set role = $3, custom_role_id = $5, updated_at = $4 where tenant_id = $1 and principal_id = $2',
);

export async function findRow(tx: ReadTransaction, viewer: Viewer, id: Uuid): Promise<FoundPrincipal | null> {
  const [row] = await tx.query(find, [tx.tenantId, id, ...viewerValues(viewer)]);
  return row ?? null;
}

/** At most `limit` rows after a principal that the viewer sees, by id. */
export const listRows = (
  tx: ReadTransaction,
  viewer: Viewer,
  after: Uuid | null,
  limit: number,
): Promise<PrincipalRow[]> =>
  viewer.seesEverybody
    ? tx.query(listAll, [tx.tenantId, after, limit])
    : tx.query(listShown, [tx.tenantId, after, limit, viewer.principalId, viewer.through]);

export async function hasOtherActiveOwner(tx: ReadTransaction, than: Uuid): Promise<boolean> {
  return (await tx.query(otherActiveOwner, [tx.tenantId, than])).length > 0;
}

export type SignInLookup = { readonly by: 'handle' | 'email'; readonly value: Buffer };

export async function findForSignIn(tx: ReadTransaction, lookup: SignInLookup): Promise<SignInRow | null> {
  const statement = lookup.by === 'handle' ? byHandle : byEmail;
  const [row] = await tx.query(statement, [tx.tenantId, lookup.value]);
  return row ?? null;
}

export async function findWithPassword(tx: ReadTransaction, id: Uuid): Promise<SignInRow | null> {
  const [row] = await tx.query(byId, [tx.tenantId, id]);
  return row ?? null;
}

const namedGroups = query<{ group_id: Uuid }>(
  'principals.namedGroups',
  'select g.group_id from tenant.groups g where g.tenant_id = $1 and g.handle_lookup = any ($2::bytea[]) limit 1',
);

/** Throws `already_exists` where a group has one of these handles: people and groups are mentioned alike. */
export async function requireFreeHandles(tx: ReadTransaction, lookups: readonly Buffer[]): Promise<void> {
  if (lookups.length === 0) return;
  const groups = await tx.query(namedGroups, [tx.tenantId, lookups]);
  if (groups.length > 0) throw new WardroomError('already_exists');
}

export interface NewPrincipal {
  readonly row: PrincipalRow;
  readonly handleLookup: Buffer;
  readonly emailLookup: Buffer | null;
  readonly passwordHash: string | null;
  readonly at: number;
  /** Of break-glass only: nothing can move it later. */
  readonly expiresAt?: number;
}

/** Inserts the principal that the permit names. Throws `already_exists` when handle or e-mail address is taken. */
export async function insertPrincipal(
  tx: WriteTransaction,
  permit: Permit,
  { row, handleLookup, emailLookup, passwordHash, at, expiresAt }: NewPrincipal,
): Promise<void> {
  const { tenantId, resourceId } = permit;
  await requireFreeHandles(tx, [handleLookup]);
  const end = expiresAt === undefined ? null : instant(expiresAt);
  const names = [handleLookup, emailLookup, row.sealed, row.owner_id];
  try {
    await tx.execute(permit, insert, [
      ...[tenantId, resourceId, row.kind, row.role, ...names, instant(at)],
      ...[row.custom_role_id, end],
    ]);
  } catch (error) {
    const taken = ['principals_handle_unique', 'principals_email_unique'];
    if (taken.some((constraint) => isUniqueViolation(error, constraint)))
      throw new WardroomError('already_exists');
    throw error;
  }
  if (passwordHash !== null)
    await tx.execute(permit, insertPassword, [tenantId, resourceId, passwordHash, instant(at)]);
}

/** Writes of one column of the principal that the permit names. */
const writeOf =
  (statement: typeof updateProfile) =>
  async (tx: WriteTransaction, permit: Permit, value: string | Buffer, at: number): Promise<void> => {
    await tx.execute(permit, statement, [permit.tenantId, permit.resourceId, value, instant(at)]);
  };
export const writePassword = writeOf(updatePassword);
export const writeProfile = writeOf(updateProfile);
export const writeStatus = writeOf(updateStatus);
export async function writeRole(
  tx: WriteTransaction,
  permit: Permit,
  { role, custom_role_id }: Pick<PrincipalRow, 'role' | 'custom_role_id'>,
  at: number,
): Promise<void> {
  const { tenantId, resourceId } = permit;
  await tx.execute(permit, updateRole, [tenantId, resourceId, role, instant(at), custom_role_id]);
}
