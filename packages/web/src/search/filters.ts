/** Help with filters: what can stand where the caret is, and the query with it. Pure. */

export interface Hint {
  /** Put in place of the word at the caret; ends in a colon when a value is to follow. */
  readonly insert: string;
  readonly about: string;
}

export interface Known {
  readonly people: readonly { readonly handle: string; readonly displayName: string }[];
  readonly channels: readonly { readonly name: string; readonly topic: string }[];
  /** `2026-03-29`, the reader's today. */
  readonly today: string;
  readonly words: Readonly<Record<'from' | 'in' | 'before' | 'after' | 'has' | 'me', string>>;
  /** What `has:` takes → in words. */
  readonly has: Readonly<Record<string, string>>;
}

interface WordAt {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The word that the caret is in or behind; empty between words. */
export function wordAt(query: string, caret: number): WordAt {
  const before = query.slice(0, caret);
  const start = before.length - (/\S*$/.exec(before)?.[0].length ?? 0);
  const end = caret + (/^\S*/.exec(query.slice(caret))?.[0].length ?? 0);
  return { start, end, text: query.slice(start, end) };
}

const names = ['from', 'in', 'before', 'after', 'has'] as const;
const mostHints = 8;

export function hintsFor(word: string, known: Known): readonly Hint[] {
  const typed = word.toLowerCase();
  const colon = typed.indexOf(':');
  if (colon === -1)
    return names
      .filter((name) => name.startsWith(typed))
      .map((name) => ({ insert: `${name}:`, about: known.words[name] }));
  return valuesFor(typed.slice(0, colon), typed.slice(colon + 1), known).slice(0, mostHints);
}

function valuesFor(name: string, typed: string, known: Known): readonly Hint[] {
  switch (name) {
    case 'from':
      return peopleHints(typed.replace(/^@/, ''), known);
    case 'in':
      return known.channels
        .filter((channel) => channel.name.includes(typed.replace(/^#/, '')))
        .map((channel) => ({ insert: `in:${channel.name}`, about: channel.topic }));
    case 'has':
      return Object.entries(known.has)
        .filter(([value]) => value.startsWith(typed) && value !== typed)
        .map(([value, about]) => ({ insert: `has:${value}`, about }));
    case 'before':
    case 'after':
      return known.today.startsWith(typed) && known.today !== typed
        ? [{ insert: `${name}:${known.today}`, about: known.words[name] }]
        : [];
    default:
      return [];
  }
}

function peopleHints(typed: string, { people, words }: Known): readonly Hint[] {
  const found = people
    .filter(
      ({ handle, displayName }) =>
        handle.startsWith(typed) ||
        displayName
          .toLowerCase()
          .split(/\s+/)
          .some((part) => part.startsWith(typed)),
    )
    .map(({ handle, displayName }) => ({ insert: `from:${handle}`, about: displayName }));
  return 'me'.startsWith(typed) ? [{ insert: 'from:me', about: words.me }, ...found] : found;
}

/** The query with the hint in place of the word, and where the caret is then: behind it, and behind a space when done. */
export function withHint(
  query: string,
  { start, end }: WordAt,
  insert: string,
): { readonly query: string; readonly caret: number } {
  // A value is to follow a colon: what stands behind the caret is not it.
  const open = insert.endsWith(':');
  const rest = open ? query.slice(end) : query.slice(end).trimStart();
  const done = open ? insert : `${insert} `;
  return { query: `${query.slice(0, start)}${done}${rest}`, caret: start + done.length };
}
