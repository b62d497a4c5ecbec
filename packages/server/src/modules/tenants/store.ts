/** SQL of the workspace itself. Its directory row is reached through one definer function, chosen by the signed context. */
import type { Person, Uuid } from '@wardroom/contract';
import { rolesOf } from '../../kernel/authority/store.ts';
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

/** One principal, with what decides whom they see and who meets them where. */
export interface Meeting {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: Person['status'];
  readonly roles: readonly string[];
  readonly owner_id: Uuid | null;
  readonly channels: readonly Uuid[];
}

const meetings = query<Meeting>(
  'tenants.meetings',
  `select p.principal_id, p.kind, p.status, ${rolesOf('p')} as roles, p.owner_id,
          array(select m.channel_id from tenant.channel_members m
                 where m.tenant_id = $1 and m.principal_id = p.principal_id) as channels
     from tenant.principals p
    where p.tenant_id = $1 and p.principal_id > $2 order by p.principal_id limit $3`,
);
const pageSize = 2_000;

/** Everybody in the order of ids, read in pages. */
export async function readMeetings(tx: ReadTransaction): Promise<Meeting[]> {
  const all: Meeting[] = [];
  for (let after = '00000000-0000-0000-0000-000000000000' as Uuid; ; ) {
    const rows = await tx.query(meetings, [tx.tenantId, after, pageSize]);
    all.push(...rows);
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return all;
    after = last.principal_id;
  }
}

const departments = query<{ departments: number }>(
  'tenants.departments',
  'select count(*) as departments from tenant.groups g where g.tenant_id = $1 and g.department',
);

export const countDepartments = async (tx: ReadTransaction): Promise<number> =>
  (await tx.query(departments, [tx.tenantId]))[0]?.departments ?? 0;

const segment = command<{ tenant_id: Uuid }>(
  'tenants.segment',
  'update tenant.heads set segmented = $2 where tenant_id = $1 returning tenant_id',
);

export const writeSegmented = async (
  tx: WriteTransaction,
  permit: Permit,
  segmented: boolean,
): Promise<boolean> => (await tx.execute(permit, segment, [permit.tenantId, segmented])).length > 0;

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
