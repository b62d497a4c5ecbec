/** SQL of saved views. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';

export interface ViewRow {
  readonly view_id: Uuid;
  readonly principal_id: Uuid;
  readonly is_shared: boolean;
  readonly sealed: Buffer;
  readonly saved_at: number;
}

const columns = 'v.view_id, v.principal_id, v.is_shared, v.sealed, v.saved_at';
const listOwn = query<ViewRow>(
  'audit.views.own',
  `select ${columns} from tenant.audit_views v where v.tenant_id = $1 and v.principal_id = $2
    order by v.view_id limit $3`,
);
const listShared = query<ViewRow>(
  'audit.views.shared',
  `select ${columns} from tenant.audit_views v where v.tenant_id = $1 and v.is_shared
    order by v.view_id limit $2`,
);
const find = query<ViewRow>(
  'audit.views.find',
  `select ${columns} from tenant.audit_views v where v.tenant_id = $1 and v.view_id = $2`,
);
const insert = command(
  'audit.views.insert',
  `insert into tenant.audit_views (tenant_id, view_id, principal_id, is_shared, sealed, saved_at)
   values ($1, $2, $3, $4, $5, $6)`,
);
const update = command(
  'audit.views.update',
  `update tenant.audit_views set is_shared = $3, sealed = $4, saved_at = $5 where tenant_id = $1 and view_id = $2`,
);
const remove = command(
  'audit.views.remove',
  `delete from tenant.audit_views where tenant_id = $1 and view_id = $2`,
);

export const ownViews = (tx: ReadTransaction, principalId: Uuid, limit: number): Promise<ViewRow[]> =>
  tx.query(listOwn, [tx.tenantId, principalId, limit]);
export const sharedViews = (tx: ReadTransaction, limit: number): Promise<ViewRow[]> =>
  tx.query(listShared, [tx.tenantId, limit]);

export async function findView(tx: ReadTransaction, viewId: Uuid): Promise<ViewRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, viewId]);
  return row ?? null;
}

/** Writes the view that the permit names: a new one, or over the one that is there. */
export async function writeView(
  tx: WriteTransaction,
  permit: Permit,
  { principal_id, is_shared, sealed, saved_at }: ViewRow,
  isNew: boolean,
): Promise<void> {
  const { tenantId, resourceId } = permit;
  const at = instant(saved_at);
  if (isNew) await tx.execute(permit, insert, [tenantId, resourceId, principal_id, is_shared, sealed, at]);
  else await tx.execute(permit, update, [tenantId, resourceId, is_shared, sealed, at]);
}

export async function removeView(tx: WriteTransaction, permit: Permit): Promise<void> {
  await tx.execute(permit, remove, [permit.tenantId, permit.resourceId]);
}
