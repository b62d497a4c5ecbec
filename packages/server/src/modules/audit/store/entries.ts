/**
 * SQL of the audit log, read side: what belongs to entries. Entries are written by the kernel, in the transaction of
 * what they record. How they are found is in walk-store.ts.
 */
import type { KindedRow } from '../../../kernel/audit/kinds.ts';
import type { OpeningRow } from '../../../kernel/audit/sequencer/index.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import type { ErasedRow, Openings, StoredEntry } from '../view.ts';

export interface EntryRow extends StoredEntry, KindedRow {
  readonly actor_type: StoredEntry['actor_type'];
  readonly action: string;
  readonly resource_kind: string;
}

const listOpenings = query<OpeningRow>(
  'audit.listOpenings',
  `select p.entry_id, p.field, p.sealed from tenant.audit_openings p
    where p.tenant_id = $1 and p.entry_id = any ($2::uuid[])`,
);

const listErased = query<ErasedRow>(
  'audit.listErased',
  `select w.entry_id, w.subject_id from tenant.audit_erased_waiting w
    where w.tenant_id = $1 and w.entry_id = any ($2::uuid[])`,
);

/** Of sealed entries; those that wait hold what is personal themselves, and may have to keep it to themselves. */
export async function openingsOf(
  tx: ReadTransaction,
  rows: readonly Pick<StoredEntry, 'entry_id' | 'index'>[],
): Promise<Openings> {
  const idsOf = (isSealed: boolean) =>
    rows.filter(({ index }) => (index !== null) === isSealed).map(({ entry_id }) => entry_id);
  const [sealed, waiting] = [idsOf(true), idsOf(false)];
  const [opened, erased] = await Promise.all([
    sealed.length === 0 ? [] : tx.query(listOpenings, [tx.tenantId, sealed]),
    waiting.length === 0 ? [] : tx.query(listErased, [tx.tenantId, waiting]),
  ]);
  return { opened, erased };
}
