/** When to tell of the end of a key, and of its use near that end. How long it lives is a setting (modules/access). */
const dayMs = 86_400_000;

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
