/**
 * Clock readings of a log → ms since the epoch, strictly increasing within a channel.
 *
 * Logs give minutes, sometimes no date and no zone (taken as UTC), in old ones hours of a twelve-hour clock. What is
 * certain is the order of lines, so the order decides: a reading that goes back a little (a clock set back) is moved
 * behind the line before it; one that goes back further means that midnight, or noon, has passed.
 */
import type { LineStamp } from './parse-line.ts';

const dayMs = 86_400_000;
/** Clocks are set back by an hour or two; conversations pause for longer. */
const setBackMs = 2 * 3_600_000;

export class Timeline {
  #lastAt = Number.NEGATIVE_INFINITY;
  #periodMs = dayMs;
  /** Where the present period of the clock begins: midnight, or noon on a twelve-hour clock. */
  #periodAt = 0;
  /** The date last named by a line; within it time may pass noon, but not midnight. */
  #namedDayAt: number | null = null;
  #readingMs = 0;
  /** Readings moved because they lay a minute or more before the line above them. */
  moved = 0;

  /**
   * @param dayAt midnight UTC of the file's first line, for lines without a date
   * @param twelveHourClock times repeat every 12 hours; the file begins before noon, for want of better knowledge
   */
  startFile(dayAt: number, twelveHourClock: boolean): void {
    this.#periodMs = twelveHourClock ? dayMs / 2 : dayMs;
    this.#periodAt = dayAt;
    this.#namedDayAt = null;
    this.#readingMs = 0;
  }

  /** When the line was sent; a line without a time comes right after the one before it. */
  place(stamp: LineStamp): number {
    const readAt = this.#read(stamp);
    const at = Math.max(readAt, this.#lastAt + 1);
    if (this.#lastAt - readAt >= 60_000) this.moved += 1;
    this.#lastAt = at;
    return at;
  }

  #read({ dayAt, secondOfDay }: LineStamp): number {
    if (dayAt !== null && dayAt !== this.#namedDayAt) {
      this.#namedDayAt = dayAt;
      this.#periodAt = dayAt;
      this.#readingMs = 0;
    }
    if (secondOfDay === null) return Math.max(this.#periodAt + this.#readingMs, this.#lastAt);
    const readingMs = (secondOfDay * 1000) % this.#periodMs;
    if (this.#readingMs - readingMs > setBackMs) this.#turnPeriod();
    this.#readingMs = readingMs;
    return this.#periodAt + readingMs;
  }

  #turnPeriod(): void {
    const next = this.#periodAt + this.#periodMs;
    const leavesNamedDay = this.#namedDayAt !== null && next >= this.#namedDayAt + dayMs;
    if (!leavesNamedDay) this.#periodAt = next;
  }
}

/**
 * Whether a file's hours are those of a twelve-hour clock (1 to 12, or 0 to 11): none is past 12, and they go round at
 * least once. Feed every timed line, then ask.
 */
export class ClockStyle {
  #latestHour = 0;
  #lastHour = 0;
  #goesRound = false;

  observe(secondOfDay: number): void {
    const hour = Math.floor(secondOfDay / 3600);
    this.#latestHour = Math.max(this.#latestHour, hour);
    if (this.#lastHour >= 11 && hour <= 1) this.#goesRound = true;
    this.#lastHour = hour;
  }

  get isTwelveHour(): boolean {
    return this.#latestHour <= 12 && this.#goesRound;
  }
}
