/** What somebody types into the search, taken apart. Total: every text has a meaning, if only that of finding nothing. */
import { readText } from '../search-index/index.ts';

export const marks = ['link', 'code', 'reaction', 'pin', 'thread', 'mention'] as const;
export type Mark = (typeof marks)[number];

/** Words that must stand in the text one after the other; one word is a phrase of one. */
export interface Phrase {
  readonly words: readonly string[];
  /** `-word`: must not be there. */
  readonly negated: boolean;
}

export interface DayFilter {
  readonly kind: 'before' | 'after' | 'on';
  /** Year, month from 1, day: a day of the calendar. */
  readonly day: readonly [number, number, number];
}

export interface ParsedQuery {
  readonly phrases: readonly Phrase[];
  /** Handles, without `@`. Several: one of them. `me` is the caller. */
  readonly from: readonly string[];
  /** Names of channels, without `#`. Several: one of them. */
  readonly in: readonly string[];
  readonly days: readonly DayFilter[];
  readonly has: readonly Mark[];
  /** Filters that cannot mean anything, as written. */
  readonly unknown: readonly string[];
}

/** `name:value` or `name:"value"`, a quoted phrase (closed or not), or anything up to white space. */
const piece = /(-?)(?:(from|in|before|after|on|has):("[^"]*"?|\S*)|["“”]([^"“”]*)["“”]?|(\S+))/giu;

export function parseQuery(query: string): ParsedQuery {
  const parsed = {
    phrases: [] as Phrase[],
    from: [] as string[],
    in: [] as string[],
    days: [] as DayFilter[],
    has: [] as Mark[],
    unknown: [] as string[],
  };
  for (const [text, minus = '', name, value = '', quoted, plain] of query.matchAll(piece)) {
    if (name === undefined) addPhrase(parsed.phrases, quoted ?? plain ?? '', minus === '-');
    else if (minus !== '' || !addFilter(parsed, name.toLowerCase(), value.replaceAll('"', '')))
      parsed.unknown.push(text);
  }
  return parsed;
}

/** A piece of several words (`user_id`, `don't`, an address) means them in this order. */
function addPhrase(phrases: Phrase[], text: string, negated: boolean): void {
  const { words } = readText(text);
  if (words.length > 0) phrases.push({ words, negated });
}

type Growing = { [Key in keyof ParsedQuery]: ParsedQuery[Key][number][] };

/** False for a value that cannot be one of this filter. */
function addFilter(parsed: Growing, name: string, value: string): boolean {
  if (name === 'from') return addName(parsed.from, value.replace(/^@/, ''));
  if (name === 'in') return addName(parsed.in, value.replace(/^#/, ''));
  if (name === 'has') return addMark(parsed.has, value.toLowerCase());
  const day = parseDay(value);
  if (day === null) return false;
  parsed.days.push({ kind: name as DayFilter['kind'], day });
  return true;
}

function addName(names: string[], name: string): boolean {
  if (name === '') return false;
  names.push(name.normalize('NFC').toLowerCase());
  return true;
}

/** `has:links` is what people write, too. */
function addMark(found: Mark[], value: string): boolean {
  const mark = marks.find((one) => value === one || value === `${one}s`);
  if (mark === undefined) return false;
  found.push(mark);
  return true;
}

function parseDay(value: string): DayFilter['day'] | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (match === null) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(Date.UTC(year, month - 1, day));
  // 30 February is no day; years before 1970 have no messages and no instants here.
  const real = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970;
  return real ? [year, month, day] : null;
}
