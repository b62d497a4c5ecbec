/** SQL of the retention of the audit log, and of erasing in it, as requests may do it. */
import type { AuditRemoval, Uuid } from '@wardroom/contract';
import { type DueRow, dueText, type HoldTransaction } from '../../kernel/audit/pruning/index.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Retention, RetentionRow } from './retention.ts';

const find = query<RetentionRow>(
  'auditRetention.find',
  `select r.security_days, r.compliance_days, r.version, r.changed_at, r.changed_by
     from tenant.audit_retention r where r.tenant_id = $1`,
);
const write = command(
  'auditRetention.write',
  `insert into tenant.audit_retention (tenant_id, security_days, compliance_days, version, changed_at, changed_by)
   values ($1, $2, $3, $4, $5, $6)
   on conflict (tenant_id) do update
     set security_days = excluded.security_days, compliance_days = excluded.compliance_days,
         version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
);

export interface ExtentRow {
  readonly size: number;
  readonly checkpoint_size: number;
  readonly lowest_index: number;
  readonly pruned_at: number | null;
}
const extent = query<ExtentRow>(
  'auditRetention.extent',
  `select h.size, h.checkpoint_size, b.lowest_index, b.made_at as pruned_at
     from tenant.audit_heads h
     left join lateral (select x.lowest_index, x.made_at from tenant.audit_boundaries x
                         where x.tenant_id = $1 order by x.lowest_index desc limit 1) b on true
    where h.tenant_id = $1`,
);
const due = query<DueRow>(
  'auditRetention.due',
  dueText({ tenant: '$1', from: '$2', size: '$3', cutoff: '$4' }),
);

const countErasable = query<{ fields: number; waiting: number }>(
  'auditRetention.countErasable',
  `select (select count(*) from tenant.audit_openings p where p.tenant_id = $1 and p.subject_id = $2) as fields,
          (select count(*) from tenant.audit_outbox o
            where o.tenant_id = $1 and (o.actor_id = $2 or o.subject_id = $2)
              and not exists (select from tenant.audit_erased_waiting w
                               where w.tenant_id = $1 and w.entry_id = o.entry_id and w.subject_id = $2)) as waiting`,
);
const erase = command<{ erased: number; waiting: number }>(
  'auditRetention.erase',
  'select x.erased, x.waiting from app.erase_openings($1, $2) x',
);

export async function findRetention(tx: ReadTransaction): Promise<RetentionRow | null> {
  const [row] = await tx.query(find, [tx.tenantId]);
  return row ?? null;
}

export async function writeRetention(tx: WriteTransaction, permit: Permit, after: Retention): Promise<void> {
  const { securityDays, complianceDays, version, changedAt, changedBy } = after;
  const changed = [changedAt === null ? null : instant(changedAt), changedBy];
  await tx.execute(permit, write, [permit.tenantId, securityDays, complianceDays, version, ...changed]);
}

export async function readExtent(tx: ReadTransaction): Promise<ExtentRow> {
  const [row] = await tx.query(extent, [tx.tenantId]);
  if (row === undefined) return { size: 0, checkpoint_size: 0, lowest_index: 0, pruned_at: null };
  return { ...row, lowest_index: row.lowest_index ?? 0 };
}

/** What lies before the time, in whole bundles. */
export async function readRemoval(
  tx: ReadTransaction,
  { checkpoint_size, lowest_index }: ExtentRow,
  cutoff: number,
): Promise<AuditRemoval> {
  const [row] = await tx.query(due, [tx.tenantId, lowest_index, checkpoint_size, instant(cutoff)]);
  const lowestIndex = Math.max(row?.lowest_index ?? 0, lowest_index);
  const entries = lowestIndex - lowest_index;
  return { entries, lowestIndex, until: entries === 0 ? null : (row?.until ?? null) };
}

export async function readErasable(
  tx: ReadTransaction,
  subjectId: Uuid,
): Promise<{ fields: number; waiting: number }> {
  const [row] = await tx.query(countErasable, [tx.tenantId, subjectId]);
  return row ?? { fields: 0, waiting: 0 };
}

export async function eraseOpenings(
  tx: WriteTransaction,
  permit: Permit,
  subjectId: Uuid,
  wanted: number,
): Promise<{ erased: number; waiting: number }> {
  const [row] = await tx.execute(permit, erase, [subjectId, wanted]);
  return row ?? { erased: 0, waiting: 0 };
}

/** What a register of holds reads through. */
export const holdTransaction = (tx: ReadTransaction): HoldTransaction => ({
  tenantId: tx.tenantId,
  read: (statement, values) => tx.query({ ...statement, effect: 'query' }, values),
});
