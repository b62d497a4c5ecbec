/** A moment as it is typed: `2h` ago, a day, or an exact time with its zone. */
import { readMoment } from '@wardroom/contract';
import { UsageError } from '../failure.ts';

/** @returns ms since the epoch */
export function readTime(text: string, now: number): number {
  const at = readMoment(text, now);
  if (at === null)
    throw new UsageError(`\`${text}\` is no time; write 2h, 7d, 2026-05-01 or 2026-05-01T09:30:00Z.`);
  return at;
}
