/**
 * Who a message addresses. One pass over the text, without regular expressions: the time is linear in its length
 * whatever a sender writes, because this runs for every message before it is accepted.
 */
import { findCodeSpans } from './code-spans.ts';

export interface Mentions {
  /** Lower-case handles in order of appearance, each once, at most {@link mostMentions}. */
  readonly handles: readonly string[];
  /** `@channel` or `@everyone` was written. */
  readonly all: boolean;
}

export const mostMentions = 64;
const longestHandle = 32;
const none: Mentions = Object.freeze({ handles: Object.freeze([]) as readonly string[], all: false });
const addressesAll = new Set(['channel', 'everyone']);

/** Mentions outside code, links, web addresses and e-mail addresses. A backslash before `@` takes it back. */
export function findMentions(text: string): Mentions {
  if (!text.includes('@')) return none;
  const names = new Scanner(text).run();
  const handles = new Set<string>();
  let all = false;
  for (const name of names) {
    if (addressesAll.has(name)) all = true;
    else if (handles.size < mostMentions) handles.add(name);
  }
  return { handles: [...handles], all };
}

class Scanner {
  readonly #text: string;
  readonly #names: string[] = [];
  /** Number of names found before each bracket that is still open. */
  readonly #brackets: number[] = [];
  /** Next `)` and `>` at or after the position of the last search; Infinity when there is none. */
  readonly #next: Record<')' | '>', number> = { ')': -1, '>': -1 };

  constructor(text: string) {
    this.#text = text;
  }

  run(): readonly string[] {
    const skipTo = findCodeSpans(this.#text);
    let at = 0;
    while (at < this.#text.length) at = skipTo.get(at) ?? this.#step(at);
    return this.#names;
  }

  /** Looks at one character and returns where to go on. */
  #step(at: number): number {
    switch (this.#text[at]) {
      case '\\':
        return at + 2;
      case '@':
        return this.#mention(at);
      case '[':
        this.#brackets.push(this.#names.length);
        return at + 1;
      case ']':
        return this.#closeBracket(at);
      case '<':
        return this.#autolink(at);
      case ':':
        return this.#text.startsWith('://', at) ? this.#endOfWord(at) : at + 1;
      default:
        return at + 1;
    }
  }

  #mention(at: number): number {
    if (at > 0 && joinsWord(this.#text.charCodeAt(at - 1))) return at + 1;
    let end = at + 1;
    while (isHandle(this.#text.charCodeAt(end))) end += 1;
    const after = this.#text.charCodeAt(end);
    // @name@host belongs to another service; a handle that runs on in another script is another word.
    if (after === 0x40 || after >= 0xaa) return end;
    let last = end;
    // A full stop ends the sentence, not the handle.
    while (last > at + 1 && this.#text[last - 1] === '.') last -= 1;
    const name = this.#text.slice(at + 1, last).toLowerCase();
    if (name.length > 0 && name.length <= longestHandle && isLetterOrDigit(name.charCodeAt(0)))
      this.#names.push(name);
    return end;
  }

  /** `[text](target)` is a link: what was found in its text does not count, its target is passed over. */
  #closeBracket(at: number): number {
    const before = this.#brackets.pop();
    if (before === undefined || this.#text[at + 1] !== '(') return at + 1;
    const close = this.#find(')', at + 1);
    if (close === Number.POSITIVE_INFINITY) return at + 1;
    this.#names.length = before;
    return close + 1;
  }

  /** `<https://…>` and `<mailto:…>`: no white space up to the closing bracket. */
  #autolink(at: number): number {
    const close = this.#find('>', at);
    if (close === Number.POSITIVE_INFINITY) return at + 1;
    const end = this.#endOfWord(at);
    return close < end ? close + 1 : at + 1;
  }

  #find(character: ')' | '>', from: number): number {
    if (this.#next[character] < from) {
      const found = this.#text.indexOf(character, from);
      this.#next[character] = found === -1 ? Number.POSITIVE_INFINITY : found;
    }
    return this.#next[character];
  }

  #wordEnd = -1;
  /** The next white space; remembered, so that a run of `<` or `://` costs one search. */
  #endOfWord(from: number): number {
    if (this.#wordEnd >= from) return this.#wordEnd;
    let end = from;
    while (end < this.#text.length && !isSpace(this.#text.charCodeAt(end))) end += 1;
    this.#wordEnd = end;
    return end;
  }
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x09 || code === 0xa0;

const isLetterOrDigit = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

const isHandle = (code: number): boolean =>
  isLetterOrDigit(code) || code === 0x2d || code === 0x2e || code === 0x5f;

/** Characters before `@` that make it part of an address or a path: letters of every script, digits, `. _ - + / @ &`. */
const joinsWord = (code: number): boolean =>
  isHandle(code) || code === 0x2b || code === 0x2f || code === 0x40 || code === 0x26 || isForeignLetter(code);

/** Everything from U+00AA on but spaces and general, CJK and full-width punctuation. */
const isForeignLetter = (code: number): boolean =>
  code >= 0xaa &&
  !(code >= 0x2000 && code <= 0x206f) &&
  !(code >= 0x3000 && code <= 0x303f) &&
  !(code >= 0xff00 && code <= 0xff0f) &&
  code !== 0xab &&
  code !== 0xbb;
