/** SQL of the workspace itself. Its directory row is reached through one definer function, chosen by the signed context. */
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

const writeEntry = command<{ write_directory_entry: string }>(
  'tenants.writeDirectoryEntry',
  'select app.write_directory_entry($1)',
);

const readEntry = query<{ sealed: Buffer }>(
  'tenants.readDirectoryEntry',
  'select app.read_directory_entry() as sealed',
);

const insertHead = command<{ tenant_id: string }>(
  'tenants.insertHead',
  'insert into tenant.heads (tenant_id) values ($1) on conflict do nothing returning tenant_id',
);

/** As it is in this transaction. */
export async function readDirectoryEntry(tx: ReadTransaction): Promise<Buffer> {
  const [row] = await tx.query(readEntry, []);
  if (!row) throw new Error('the directory has no entry of this tenant');
  return row.sealed;
}

export async function writeDirectoryEntry(
  tx: WriteTransaction,
  permit: Permit,
  sealed: Buffer,
): Promise<void> {
  await tx.execute(permit, writeEntry, [sealed]);
}

/** False when the tenant has its head already: an earlier provisioning has committed. */
export async function insertTenantHead(tx: WriteTransaction, permit: Permit): Promise<boolean> {
  return (await tx.execute(permit, insertHead, [permit.tenantId])).length > 0;
}
