/**
 * Nick → handle. Nicks may hold `[]\{}|^` and capitals, handles may not, so two nicks can ask for the same handle: the
 * first to speak gets it, later ones a number. An imported nick must never get the handle of somebody who is
 * already here, or old words would be put into a living person's mouth: those handles are reserved.
 */
import type { ImportAuthor } from './batch.ts';

const maxHandleLength = 32;
/** Words that address groups. */
const groupWords = ['all', 'channel', 'everyone', 'here'];

/**
 * One person's nick in one spelling: letters without case, and `{}|^` are the small `[]\~` (RFC 2812, section 2.2).
 */
export function nickKey(nick: string): string {
  return nick
    .toLowerCase()
    .replaceAll('[', '{')
    .replaceAll(']', '}')
    .replaceAll('\\', '|')
    .replaceAll('~', '^');
}

export interface KnownAuthors {
  /** Handles that imported authors must not get, such as those of people in the workspace. */
  readonly reservedHandles?: Iterable<string>;
  /** Nick → handle of an earlier import, kept for this one. */
  readonly handlesByNick?: ReadonlyMap<string, string>;
}

export class AuthorBook {
  readonly #authors = new Map<string, ImportAuthor>();
  readonly #taken: Set<string>;
  readonly #earlier = new Map<string, string>();
  #unannounced: ImportAuthor[] = [];

  constructor(known: KnownAuthors = {}) {
    this.#taken = new Set([...groupWords, ...(known.reservedHandles ?? [])]);
    for (const [nick, handle] of known.handlesByNick ?? []) {
      this.#earlier.set(nickKey(nick), handle);
      this.#taken.add(handle);
    }
  }

  get size(): number {
    return this.#authors.size;
  }

  /** The author of this nick, entered now if it is new. */
  enter(nick: string): ImportAuthor {
    const key = nickKey(nick);
    const entered = this.#authors.get(key);
    if (entered) return entered;
    const handle = this.#earlier.get(key) ?? this.#freeHandle(nick);
    const author = { handle, nick, displayName: nick };
    this.#taken.add(handle);
    this.#authors.set(key, author);
    this.#unannounced.push(author);
    return author;
  }

  /** Authors entered since the last call. */
  takeUnannounced(): ImportAuthor[] {
    const authors = this.#unannounced;
    this.#unannounced = [];
    return authors;
  }

  #freeHandle(nick: string): string {
    const wanted = handleFor(nick);
    if (!this.#taken.has(wanted)) return wanted;
    for (let number = 2; ; number += 1) {
      const ending = `-${number}`;
      const handle = wanted.slice(0, maxHandleLength - ending.length) + ending;
      if (!this.#taken.has(handle)) return handle;
    }
  }
}

/** The handle a nick would have if nobody else wanted it. */
export function handleFor(nick: string): string {
  const plain = nick
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, maxHandleLength)
    .replace(/[-.]+$/, '');
  return plain === '' ? 'person' : plain;
}
