/** The filters of the address (`?outcome=blocked&actor=olga`), the line that says them, and what the server is asked. Pure. */
import type { InputOf, Operations } from '@wardroom/contract';
import {
  type AuditFilterName,
  auditFilterOf,
  auditWordOf,
  auditWords,
  auditWordValues,
  readMoment,
} from '../../../../contract/src/audit/words.ts';

/** Of the address, and never empty: the names are those that are typed. */
export type Words = Readonly<Record<string, string>>;
/** What operations take. */
export type Filters = Omit<InputOf<Operations['audit.list']>, 'before' | 'after' | 'limit'>;

export type WordProblem =
  | { readonly why: 'no_filter'; readonly word: string }
  | { readonly why: 'twice'; readonly word: string }
  | {
      readonly why: 'value';
      readonly word: string;
      readonly value: string;
      readonly values: readonly string[];
    }
  | { readonly why: 'time' | 'id' | 'name' | 'nobody'; readonly word: string; readonly value: string };

/** Whoever or whatever an entry names in any place: only in links, since no operation takes it. */
const about = 'about';

interface Surroundings {
  readonly now: number;
  /** The id of somebody by their handle; null: nobody. */
  readonly idOf: (handle: string) => string | null;
}

export interface Reading {
  readonly filters: Filters;
  /** An id. */
  readonly about: string | null;
  readonly problem: WordProblem | null;
}

export function readWords(words: Words, surroundings: Surroundings): Reading {
  const filters: Record<string, string | number> = {};
  for (const [word, value] of Object.entries(words)) {
    if (word === about && anId.test(value)) continue;
    if (word === about) return refused({ why: 'id', word, value });
    const name = auditFilterOf(word);
    if (name === null) return refused({ why: 'no_filter', word: `${word}:${value}` });
    if (Object.hasOwn(filters, name)) return refused({ why: 'twice', word });
    const read = readValue(name, value, surroundings);
    if (typeof read === 'object') return refused({ ...read, word, value } as WordProblem);
    filters[name] = read;
  }
  return { filters: filters as Filters, about: words[about] ?? null, problem: null };
}

const refused = (problem: WordProblem): Reading => ({ filters: {}, about: null, problem });

const anId = /^[a-z]{3}_[0-9a-z]{26}$/;
const ids: { readonly [Name in AuditFilterName]?: RegExp } = {
  actor: /^prn_/,
  subject: /^prn_/,
  resource: /^(ten|prn|chn|msg|ses|key|tok|cli|gra|inv|dom|rol|grp|pol|dec|brk)_/,
  credential: /^(tok|key|ses)_/,
  request: /^req_/,
};

type Refusal = { readonly why: WordProblem['why']; readonly values?: readonly string[] };

function readValue(
  name: AuditFilterName,
  value: string,
  { now, idOf }: Surroundings,
): string | number | Refusal {
  const values = auditWordValues[name];
  if (values !== undefined) return values.includes(value) ? value : { why: 'value', values };
  if (name === 'from' || name === 'to') return readMoment(value, now) ?? { why: 'time' };
  if (name === 'type') return /^[a-z_.]{1,64}$/.test(value) ? value : { why: 'name' };
  if (name === 'action') return /^[a-zA-Z.]{1,80}$/.test(value) ? value : { why: 'name' };
  if (anId.test(value)) return ids[name]?.test(value) === true ? value : { why: 'id' };
  if (name === 'actor' || name === 'subject') return idOf(value.replace(/^@/, '')) ?? { why: 'nobody' };
  return { why: 'id' };
}

const orderOf = (word: string): number => {
  const at = (auditWords as readonly string[]).indexOf(word);
  return at === -1 ? auditWords.length : at;
};

/** `actor:olga outcome:blocked`, in the order in which filters are offered. */
export const lineOf = (words: Words): string =>
  Object.entries(words)
    .toSorted(([one], [other]) => orderOf(one) - orderOf(other))
    .map(([word, value]) => `${word}:${value}`)
    .join(' ');

export type ReadLine = { readonly words: Words; readonly problem: WordProblem | null };

/** What somebody typed, by the names of the address. Values are read by {@link readWords}. */
export function readLine(line: string): ReadLine {
  const words: Record<string, string> = {};
  for (const text of line.split(/\s+/).filter((part) => part !== '')) {
    const [, typed = '', value = ''] = /^([a-z]+):(.+)$/s.exec(text) ?? [];
    const name = auditFilterOf(typed);
    const word = name === null ? typed : auditWordOf(name);
    if (name === null && typed !== about) return { words: {}, problem: { why: 'no_filter', word: text } };
    if (Object.hasOwn(words, word)) return { words: {}, problem: { why: 'twice', word: typed } };
    words[word] = value;
  }
  return { words, problem: null };
}

/** The same words; an empty value takes one away. */
export function withWord(words: Words, word: string, value: string): Words {
  const { [word]: _, ...rest } = words;
  return value === '' ? rest : { ...rest, [word]: value };
}

/** As `from:` and `to:` take it; to the second where that says it all. */
export const writeMoment = (at: number): string => new Date(at).toISOString().replace(/(?::00)?\.000Z$/, 'Z');
