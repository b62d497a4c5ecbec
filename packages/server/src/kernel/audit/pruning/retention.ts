/** How long a log is kept (AUD-02, AUD-06). Pure. */
import { retentionBounds } from '@wardroom/contract';

export const dayMs = 86_400_000;

export interface StoreDays {
  readonly securityDays: number;
  readonly complianceDays: number;
}

export const defaultDays: StoreDays = Object.freeze({
  securityDays: retentionBounds.defaultDays,
  complianceDays: retentionBounds.defaultDays,
});

/**
 * The longest governs: a log has one beginning, so an entry goes when the retention of every store has passed. Never less
 * than a year, whatever is stored.
 */
export const governingDays = ({ securityDays, complianceDays }: StoreDays): number =>
  Math.max(securityDays, complianceDays, retentionBounds.leastDays);

/** Entries sealed before this time have served. */
export const cutoffOf = (days: StoreDays, now: number): number => now - governingDays(days) * dayMs;
