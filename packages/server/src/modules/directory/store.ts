/** SQL of the tenant directory, and of the keys that sign audit logs. */
import type { Uuid } from '@wardroom/contract';
import { addAuditKey } from '../../kernel/audit/trust/index.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type {
  PlatformPermit,
  PlatformReadTransaction,
  PlatformWriteTransaction,
} from '../../kernel/platform/index.ts';

export interface DirectoryRow {
  readonly tenant_id: Uuid;
  readonly status: 'provisioning' | 'active' | 'suspended';
  readonly sealed: Buffer;
  readonly demo: boolean;
  readonly created_at: number;
}

const columns = 'tenant_id, status, sealed, demo, created_at';
const bySlug = query<DirectoryRow>(
  'tenantDirectory.bySlug',
  `select ${columns} from directory.tenants where slug_lookup = $1 for update`,
);
const byId = query<DirectoryRow>(
  'tenantDirectory.byId',
  `select ${columns} from directory.tenants where tenant_id = $1 for update`,
);
const list = query<DirectoryRow>(
  'tenantDirectory.list',
  `select ${columns} from directory.tenants
    where ($1::uuid is null or tenant_id > $1) and status <> 'provisioning'
    order by tenant_id limit $2`,
);
const anyReal = query<{ present: boolean }>(
  'tenantDirectory.anyReal',
  'select exists (select from directory.tenants where not demo) as present',
);
const insert = command<DirectoryRow>(
  'tenantDirectory.insert',
  `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, demo, created_at)
   values ($1, 'provisioning', $2, $3, $4, $5, $6)
   on conflict on constraint tenants_slug_unique do nothing
   returning ${columns}`,
);
const writeStatus = command(
  'tenantDirectory.writeStatus',
  'update directory.tenants set status = $2 where tenant_id = $1',
);

const newestKey = query<NewestKeyRow>(
  'tenantDirectory.newestAuditKey',
  'select k.generation, k.signs_from from platform.audit_keys k order by k.generation desc limit 1',
);

/** Locks the row for the rest of a write. */
export async function findBySlug(
  tx: PlatformWriteTransaction,
  slugLookup: Buffer,
): Promise<DirectoryRow | null> {
  return (await tx.query(bySlug, [slugLookup]))[0] ?? null;
}

/** Locks the row for the rest of a write. Null for what is absent or still being made. */
export async function findById(tx: PlatformWriteTransaction, tenantId: Uuid): Promise<DirectoryRow | null> {
  const [row] = await tx.query(byId, [tenantId]);
  return row && row.status !== 'provisioning' ? row : null;
}

export const readTenants = (tx: PlatformReadTransaction, after: Uuid | null, limit: number) =>
  tx.query(list, [after, limit]);

/** Whether there is a workspace that is no demo. */
export async function anyRealTenant(tx: PlatformReadTransaction): Promise<boolean> {
  return (await tx.query(anyReal, []))[0]?.present === true;
}

export interface NewDirectoryRow {
  readonly tenantId: Uuid;
  readonly slugLookup: Buffer;
  readonly sealed: Buffer;
  readonly region: string;
  readonly demo: boolean;
  readonly at: number;
}

/** Null when the address is taken. */
export async function insertTenant(
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  row: NewDirectoryRow,
): Promise<DirectoryRow | null> {
  const { tenantId, slugLookup, sealed, region, demo, at } = row;
  const values = [tenantId, slugLookup, sealed, region, demo, instant(at)];
  return (await tx.execute(permit, insert, values))[0] ?? null;
}

export const setStatus = (
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  tenantId: Uuid,
  status: 'active' | 'suspended',
) => tx.execute(permit, writeStatus, [tenantId, status]);

export interface NewestKeyRow {
  readonly generation: number;
  readonly signs_from: number;
}
export const readNewestKey = async (tx: PlatformReadTransaction): Promise<NewestKeyRow | null> =>
  (await tx.query(newestKey, []))[0] ?? null;

/** False when another node was first. */
export const addNextKey = async (
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  values: readonly unknown[],
): Promise<boolean> => (await tx.execute(permit, addAuditKey, values)).length > 0;
