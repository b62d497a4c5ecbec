/**
 * Whether the time may be believed by somebody who is about to remove what is old. A clock that has jumped ahead makes
 * everything old at once; it looks right to whoever only asks what time it is. Pure.
 */
import { dayMs } from './retention.ts';

/** Two clocks that are right do not differ by more. */
export const toleranceMs = 300_000;
/** Somebody who is looked at every few minutes and has not been seen for longer has jumped, or the server was off. */
export const longestUnseenMs = 2 * dayMs;
/** How long time has to run on after a jump before it is believed again. */
export const settlingMs = 7 * dayMs;

export interface ClockMemory {
  /** The last time that was seen. */
  readonly seenAt: number;
  /** What is earlier is not believed. */
  readonly believedFrom: number;
}

export interface ClockReadings {
  /** Of this process. */
  readonly processAt: number;
  /** Of the database. */
  readonly databaseAt: number;
}

export type ClockDoubt = 'clocks_differ' | 'clock_jumped' | 'clock_settling' | 'log_ahead';

export interface ClockJudgement {
  /** To be remembered, doubted or not. */
  readonly memory: ClockMemory;
  /** Why nothing is removed now. */
  readonly doubt: ClockDoubt | null;
  /** The earlier of the two clocks. */
  readonly now: number;
}

export function judgeClock(
  { seenAt, believedFrom }: ClockMemory,
  { processAt, databaseAt }: ClockReadings,
): ClockJudgement {
  const now = Math.min(processAt, databaseAt);
  // Nothing is learnt from clocks that contradict each other.
  if (Math.abs(processAt - databaseAt) > toleranceMs)
    return { memory: { seenAt, believedFrom }, doubt: 'clocks_differ', now };
  const hasJumped = now - seenAt > longestUnseenMs || now < seenAt - toleranceMs;
  if (hasJumped)
    return { memory: { seenAt: now, believedFrom: now + settlingMs }, doubt: 'clock_jumped', now };
  const memory = { seenAt: Math.max(now, seenAt), believedFrom };
  return { memory, doubt: now < believedFrom ? 'clock_settling' : null, now };
}

/** A log that is ahead of the clock was written while the clock was: its times say nothing. */
export const isLogAhead = (head: { sequencedAt: number; checkpointAt: number }, now: number): boolean =>
  Math.max(head.sequencedAt, head.checkpointAt) > now + toleranceMs;
