/**
 * How long a key may live before it has to be rotated (TOK-08), by the tier of the workspace. There is no setting for the
 * tier yet: every workspace is `standard`. What is issued says its end, and nothing prolongs it.
 */
import type { Tenant } from '../../kernel/tenant.ts';

export type Cadence = 'standard' | 'regulated';

const dayMs = 86_400_000;

/** Days that a key lives at most. */
export const longestDays: Readonly<Record<Cadence, number>> = { standard: 90, regulated: 30 };

export type CadenceOf = (tenant: Tenant) => Cadence;
export const cadenceOf: CadenceOf = () => 'standard';

/** Days before the end of a key at which the log says that it is near. */
export const reminderDays = [14, 7, 1] as const;

/** When to remind of an end; what has passed is left out. */
export const remindersBefore = (expiresAt: number, now: number): number[] =>
  reminderDays.map((days) => expiresAt - days * dayMs).filter((at) => at > now);

/** So long before the end of its grace, the use of an old key is worth telling. */
export const graceWarningMs = 3 * dayMs;
/** And not more often than this. */
export const warnEveryMs = dayMs;
/** A scope that was not used for so long is not needed. */
export const unusedAfterMs = 30 * dayMs;
