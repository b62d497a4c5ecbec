/** How long the audit log of a tenant is kept, as it is stored and shown. */
import { type AuditRetention, encodeId, type Uuid } from '@wardroom/contract';
import { defaultDays, type StoreDays } from '../../kernel/audit/pruning/index.ts';

export interface RetentionRow {
  readonly security_days: number;
  readonly compliance_days: number;
  readonly version: number;
  readonly changed_at: number | null;
  readonly changed_by: Uuid | null;
}
export interface Retention extends StoreDays {
  readonly version: number;
  readonly changedAt: number | null;
  readonly changedBy: Uuid | null;
}

export const retentionOf = (row: RetentionRow | null): Retention =>
  row === null
    ? { ...defaultDays, version: 0, changedAt: null, changedBy: null }
    : {
        securityDays: row.security_days,
        complianceDays: row.compliance_days,
        version: row.version,
        changedAt: row.changed_at,
        changedBy: row.changed_by,
      };

export const presentRetention = (retention: Retention): AuditRetention => ({
  ...retention,
  changedBy: retention.changedBy === null ? null : encodeId('principal', retention.changedBy),
});

/** For the log: days of the security store, then of the compliance store. */
export const daysText = ({ securityDays, complianceDays }: StoreDays): string =>
  `security ${securityDays}, compliance ${complianceDays}`;
