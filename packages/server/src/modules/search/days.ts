/** Days as people mean them: from midnight to midnight in their own time zone. */
import { WardroomError } from '@wardroom/contract';
import type { DayFilter } from './query.ts';

/** Half open, in milliseconds since 1970; null: no bound. */
export interface Span {
  readonly since: number | null;
  readonly until: number | null;
}

/** `before:` ends where its day begins, `after:` begins where its day ends, `on:` is the day. Throws `invalid_input`. */
export function spanOf(days: readonly DayFilter[], timeZone: string): Span {
  const midnight = midnightsIn(timeZone);
  let since: number | null = null;
  let until: number | null = null;
  for (const { kind, day } of days) {
    const [year, month, date] = day;
    const begins = midnight(year, month, date);
    const ends = midnight(year, month, date + 1);
    if (kind !== 'before') since = Math.max(since ?? 0, kind === 'on' ? begins : ends);
    if (kind !== 'after') until = Math.min(until ?? Number.POSITIVE_INFINITY, kind === 'on' ? ends : begins);
  }
  return { since, until };
}

function midnightsIn(timeZone: string): (year: number, month: number, day: number) => number {
  const format = formatOf(timeZone);
  /** What the wall clock there shows at an instant, read as if it were UTC. */
  const wallClock = (at: number): number => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const of = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  };
  return (year, month, day) => {
    const wanted = Date.UTC(year, month - 1, day);
    const first = wanted - (wallClock(wanted) - wanted);
    const second = wanted - (wallClock(first) - first);
    // Clocks may change in between, or skip midnight itself: the day begins at the first instant that is in it.
    const earlier = Math.min(first, second);
    return wallClock(earlier) >= wanted ? earlier : Math.max(first, second);
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new WardroomError('invalid_input', { cause });
  }
}
