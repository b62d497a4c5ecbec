/** Calendar days in a time zone. Pure: no clock. */

/**
 * Milliseconds since 1970 at which a day begins in a time zone, also where a change of clocks moves or removes midnight.
 * @param day `2026-03-29`
 * @param timeZone IANA name
 * @returns null when there is no such day
 */
export function dayStart(day: string, timeZone: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  const [year, month, date] = parts.slice(1).map(Number);
  const midnight = Date.UTC(year ?? 0, (month ?? 1) - 1, date);
  if (Number.isNaN(midnight) || isoDay(midnight) !== day) return null;
  const local = localTime(timeZone);
  // The offset an instant later than the guess may differ from the one used for it: the second round settles it.
  let at = midnight - (local(midnight) - midnight);
  at = midnight - (local(at) - at);
  // Where midnight does not exist, the guess may fall on the day before by the length of the gap.
  for (const stepMs of [3_600_000, 900_000]) if (local(at) < midnight) at += stepMs;
  return at;
}

const isoDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Instant → what the wall clock of the zone shows, as if it were UTC. */
function localTime(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}
