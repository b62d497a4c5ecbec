/** A moment as it is typed: `2h` ago, a day, or an exact time with its zone. */
import { UsageError } from '../failure.ts';

const units = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** @returns ms since the epoch */
export function readTime(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined)
    return now - Number(count) * units[unit as keyof typeof units];
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  // Without a zone the same words would be another moment on another machine.
  const isExact = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const at = isDay || isExact ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new UsageError(`\`${text}\` is no time; write 2h, 7d, 2026-05-01 or 2026-05-01T09:30:00Z.`);
  return at;
}
