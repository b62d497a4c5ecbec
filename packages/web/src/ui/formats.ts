/** Times and days in the reader's language and time zone. Milliseconds since 1970 in, text out. */
export interface Formats {
  readonly time: (at: number) => string;
  /** Without the half of the day: for narrow places. */
  readonly clock: (at: number) => string;
  /** "24 Oct 2026, 00:43": how moments are written everywhere. */
  readonly moment: (at: number) => string;
  /** "24 Oct 2026". */
  readonly date: (at: number) => string;
  /** With weekday and seconds: what pointing at a moment tells. */
  readonly full: (at: number) => string;
  /** Sorts like time; the same for the same day. */
  readonly dayKey: (at: number) => string;
  /** "Today", "Yesterday", else the date; `now` decides. */
  readonly day: (at: number, now: number) => string;
  /** The same with the weekday: what divides a conversation. */
  readonly weekday: (at: number, now: number) => string;
  /** Inside of a sentence: "last seen today", "last seen 15 Jan 2025". */
  readonly dayWithin: (at: number, now: number) => string;
}

const dayMs = 86_400_000;

export interface DayWords {
  readonly today: string;
  readonly yesterday: string;
  readonly todayWithin: string;
  readonly yesterdayWithin: string;
}

const english: DayWords = {
  today: 'Today',
  yesterday: 'Yesterday',
  todayWithin: 'today',
  yesterdayWithin: 'yesterday',
};

export function createFormats(locale: string, timeZone: string, words: DayWords = english): Formats {
  const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium', timeZone });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const long = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  });
  const key = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    timeZone,
  });
  const dayKey = (at: number) => key.format(at);
  const dayIn = (at: number, now: number, today: string, yesterday: string): string | null => {
    const day = dayKey(at);
    if (day === dayKey(now)) return today;
    if (day === dayKey(now - dayMs)) return yesterday;
    return null;
  };
  return {
    time: (at) => time.format(at),
    clock: (at) =>
      time
        .formatToParts(at)
        .map(({ type, value }) => (type === 'dayPeriod' ? '' : value))
        .join('')
        .trim(),
    moment: (at) => moment.format(at),
    date: (at) => date.format(at),
    full: (at) => full.format(at),
    dayKey,
    day: (at, now) => dayIn(at, now, words.today, words.yesterday) ?? date.format(at),
    weekday: (at, now) => dayIn(at, now, words.today, words.yesterday) ?? long.format(at),
    dayWithin: (at, now) => dayIn(at, now, words.todayWithin, words.yesterdayWithin) ?? date.format(at),
  };
}
