/** SQL of what operators asked for. Rows are never changed: whether an access still lasts is the tenant's own. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { command, query } from '../../../kernel/database/statement.ts';
import type {
  PlatformPermit,
  PlatformReadTransaction,
  PlatformWriteTransaction,
} from '../../../kernel/platform/index.ts';

export interface AskedRow {
  readonly access_id: Uuid;
  readonly tenant_id: Uuid;
  readonly operator_id: Uuid;
  readonly role: 'admin' | 'owner';
  readonly sealed: Buffer;
  readonly opened_at: number;
  readonly expires_at: number;
}

const columns = 'access_id, tenant_id, operator_id, role, sealed, opened_at, expires_at';
const find = query<AskedRow>(
  'askedBreakGlass.find',
  `select ${columns} from platform.break_glass where access_id = $1`,
);
const list = query<AskedRow>(
  'askedBreakGlass.list',
  `select ${columns} from platform.break_glass where ($1::uuid is null or access_id < $1)
    order by access_id desc limit $2`,
);
const insert = command(
  'askedBreakGlass.insert',
  `insert into platform.break_glass (${columns}) values ($1, $2, $3, $4, $5, $6, $7)`,
);

export async function findAsked(tx: PlatformReadTransaction, id: Uuid): Promise<AskedRow | null> {
  return (await tx.query(find, [id]))[0] ?? null;
}

export const listAsked = (tx: PlatformReadTransaction, before: Uuid | null, limit: number) =>
  tx.query(list, [before, limit]);

export async function insertAsked(
  tx: PlatformWriteTransaction,
  permit: PlatformPermit,
  row: AskedRow,
): Promise<void> {
  const { access_id, tenant_id, operator_id, role, sealed, opened_at, expires_at } = row;
  const times = [instant(opened_at), instant(expires_at)];
  await tx.execute(permit, insert, [access_id, tenant_id, operator_id, role, sealed, ...times]);
}
