/** SQL of break-glass inside a tenant. Nothing deletes a record, and a closed one cannot be updated (migration 0017). */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface AccessRow {
  readonly access_id: Uuid;
  readonly principal_id: Uuid;
  readonly role: 'admin' | 'owner';
  readonly sealed: Buffer;
  readonly opened_at: number;
  readonly expires_at: number;
  readonly closed_at: number | null;
  readonly closed_how: 'workspace' | 'operator' | 'time' | null;
}

const columns =
  'b.access_id, b.principal_id, b.role, b.sealed, b.opened_at, b.expires_at, b.closed_at, b.closed_how';
const find = query<AccessRow>(
  'breakGlass.find',
  `select ${columns} from tenant.break_glass b where b.tenant_id = $1 and b.access_id = any ($2::uuid[])`,
);
const byPrincipal = query<AccessRow>(
  'breakGlass.byPrincipal',
  `select ${columns} from tenant.break_glass b where b.tenant_id = $1 and b.principal_id = any ($2::uuid[])`,
);
const open = query<AccessRow>(
  'breakGlass.open',
  `select ${columns} from tenant.break_glass b
    where b.tenant_id = $1 and b.closed_at is null and b.expires_at > $2
    order by b.expires_at limit $3`,
);
const list = query<AccessRow>(
  'breakGlass.list',
  `select ${columns} from tenant.break_glass b
    where b.tenant_id = $1
      and b.access_id < case when $2::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
          else (select a.access_id from tenant.break_glass a where a.tenant_id = $1 and a.access_id = $2) end
    order by b.access_id desc limit $3`,
);
const insert = command(
  'breakGlass.insert',
  `insert into tenant.break_glass (tenant_id, access_id, principal_id, operator_id, role, sealed, opened_at, expires_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);
const close = command(
  'breakGlass.close',
  `update tenant.break_glass set closed_at = $3, closed_how = $4, closed_by = $5
    where tenant_id = $1 and access_id = $2 and closed_at is null`,
);

/** Those of `ids` that are there. */
export const findAccesses = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<AccessRow[]> =>
  tx.query(find, [tx.tenantId, ids]);

/** By the principals that act with them. */
export const findAccessesOf = (tx: ReadTransaction, principalIds: readonly Uuid[]): Promise<AccessRow[]> =>
  tx.query(byPrincipal, [tx.tenantId, principalIds]);

/** Those that are worth something at this moment. */
export const listOpen = (tx: ReadTransaction, at: number, limit: number): Promise<AccessRow[]> =>
  tx.query(open, [tx.tenantId, instant(at), limit]);

/** Newest first. A position that is not here gives nothing. */
export const listAccesses = (tx: ReadTransaction, before: Uuid | null, limit: number): Promise<AccessRow[]> =>
  tx.query(list, [tx.tenantId, before, limit]);

export interface NewAccess {
  readonly accessId: Uuid;
  readonly operatorId: Uuid;
  readonly role: AccessRow['role'];
  readonly sealed: Buffer;
  readonly at: number;
  readonly expiresAt: number;
}

/** The access of the principal that the permit names. */
export async function insertAccess(
  tx: WriteTransaction,
  permit: Permit,
  { accessId, operatorId, role, sealed, at, expiresAt }: NewAccess,
): Promise<AccessRow> {
  const { tenantId, resourceId } = permit;
  const times = [instant(at), instant(expiresAt)];
  await tx.execute(permit, insert, [tenantId, accessId, resourceId, operatorId, role, sealed, ...times]);
  return {
    ...{ access_id: accessId, principal_id: resourceId, role, sealed, opened_at: at, expires_at: expiresAt },
    ...{ closed_at: null, closed_how: null },
  };
}

export interface Closing {
  readonly how: Exclude<AccessRow['closed_how'], null>;
  /** Somebody of the workspace; null: the operator, or nobody. */
  readonly by: Uuid | null;
  readonly at: number;
}

export async function writeClosed(
  tx: WriteTransaction,
  permit: Permit,
  accessId: Uuid,
  { how, by, at }: Closing,
): Promise<void> {
  await tx.execute(permit, close, [permit.tenantId, accessId, instant(at), how, by]);
}
