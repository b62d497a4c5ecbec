/** How long a sign-in lasts, and how failed ones slow the next. One place, read in review. */

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A session ends after this long without use … */
export const idleLifeMs = 7 * dayMs;
/** … and after this long whatever happens (IDN-08). */
export const absoluteLifeMs = 30 * dayMs;
/** Use is written down at most this often per session, so reading stays reading. */
export const touchIntervalMs = minuteMs;
/** One-use sign-in links. */
export const linkLifeMs = 10 * minuteMs;

/** Failures in a row that cost nothing. An address may be a whole office, so it has more. */
export const freeFailures = { name: 3, address: 20 } as const;
/** Then 1, 2, 4 … seconds between attempts, and never more than this: no failure of others locks anybody out for good. */
export const longestDelayMs = minuteMs;
/** Failures are forgotten after this long without another. */
export const failureMemoryMs = 60 * minuteMs;
