/** What can stand where the caret is in the line of filters. Pure. */
import { auditFilterOf, auditWords, auditWordValues } from '../../../../contract/src/audit/words.ts';
import type { Hint } from '../../search/filters.ts';

export interface KnownHere {
  readonly people: readonly { readonly handle: string; readonly displayName: string }[];
  /** Event types with how many there are, most first. */
  readonly types: readonly { readonly type: string; readonly count: number }[];
  /** Operations of the entries that are loaded. */
  readonly actions: readonly string[];
  /** What a filter asks, in words. */
  readonly about: (word: string) => string;
  /** Those that one may read. */
  readonly stores: readonly string[];
  readonly times: Readonly<Record<string, string>>;
}

const mostHints = 8;

export function hintsHere(text: string, known: KnownHere): readonly Hint[] {
  const colon = text.indexOf(':');
  if (colon === -1)
    return auditWords
      .filter((word) => word.startsWith(text.toLowerCase()))
      .map((word) => ({ insert: `${word}:`, about: known.about(word) }));
  const [word, typed] = [text.slice(0, colon), text.slice(colon + 1)];
  return valuesOf(word, typed, known)
    .slice(0, mostHints)
    .map(([value, about]) => ({ insert: `${word}:${value}`, about }));
}

type Value = readonly [value: string, about: string];

function valuesOf(word: string, typed: string, known: KnownHere): readonly Value[] {
  const name = auditFilterOf(word);
  if (name === null) return [];
  const open = (values: readonly Value[]) =>
    values.filter(([value]) => value.startsWith(typed) && value !== typed);
  if (name === 'actor' || name === 'subject') return peopleOf(typed.replace(/^@/, '').toLowerCase(), known);
  if (name === 'type')
    return known.types
      .filter(({ type }) => type.includes(typed) && type !== typed)
      .map(({ type, count }) => [type, String(count)]);
  if (name === 'action') return known.actions.filter((action) => action.includes(typed)).map(plain);
  if (name === 'store') return open(known.stores.map(plain));
  if (name === 'from' || name === 'to') return open(Object.entries(known.times));
  return open((auditWordValues[name] ?? []).map(plain));
}

const plain = (value: string): Value => [value, ''];

const peopleOf = (typed: string, { people }: KnownHere): readonly Value[] =>
  people
    .filter(
      ({ handle, displayName }) =>
        handle !== typed &&
        (handle.startsWith(typed) ||
          displayName
            .toLowerCase()
            .split(/\s+/)
            .some((part) => part.startsWith(typed))),
    )
    .map(({ handle, displayName }) => [handle, displayName]);
