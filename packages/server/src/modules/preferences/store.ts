/** SQL of preferences. */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface PreferencesRow {
  readonly principal_id: Uuid;
  /** Grows by one with each change; nobody who has changed nothing has a row. */
  readonly revision: number;
  readonly sealed: Buffer;
}

const columns = 'p.principal_id, p.revision, p.sealed';

const find = query<PreferencesRow>(
  'preferences.find',
  `select ${columns} from tenant.preferences p where p.tenant_id = $1 and p.principal_id = $2`,
);
const hydrate = query<PreferencesRow>(
  'preferences.hydrate',
  `select ${columns} from tenant.preferences p where p.tenant_id = $1 and p.principal_id = any ($2::uuid[])`,
);
const insert = command(
  'preferences.insert',
  `insert into tenant.preferences (tenant_id, principal_id, revision, sealed, updated_at)
   values ($1, $2, $3, $4, $5)`,
);
// The head lock has kept others out since the revision was read.
const update = command(
  'preferences.update',
  `update tenant.preferences set revision = $3, sealed = $4, updated_at = $5
    where tenant_id = $1 and principal_id = $2`,
);

/** Null when this principal has never arranged anything. */
export async function readPreferences(
  tx: ReadTransaction,
  principalId: Uuid,
): Promise<PreferencesRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, principalId]);
  return row ?? null;
}

/** Of several principals; those who have arranged nothing are absent. */
export const hydratePreferences = (
  tx: ReadTransaction,
  principalIds: readonly Uuid[],
): Promise<PreferencesRow[]> => tx.query(hydrate, [tx.tenantId, principalIds]);

/** Writes those of the principal that the permit names. The first ones have revision 1. */
export async function writePreferences(
  tx: WriteTransaction,
  permit: Permit,
  { revision, sealed }: Pick<PreferencesRow, 'revision' | 'sealed'>,
  at: number,
): Promise<void> {
  const statement = revision === 1 ? insert : update;
  await tx.execute(permit, statement, [permit.tenantId, permit.resourceId, revision, sealed, instant(at)]);
}
