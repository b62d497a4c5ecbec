/** What stands in plain text beside words: mentions, channels, and characters that must not act unseen. */
import { hiddenAt } from './hidden.ts';
import type { Inline } from './tree.ts';

const longestHandle = 32;
const longestChannel = 80;

/** Plain text of a message with the positions that a backslash has made literal. */
export interface Plain {
  readonly text: string;
  readonly literal: ReadonlySet<number>;
}

/** One pass, without regular expressions over the text: linear whatever it repeats. */
export function readWords({ text, literal }: Plain): Inline[] {
  const found: Inline[] = [];
  let from = 0;
  const put = (inline: Inline, start: number, end: number) => {
    if (from < start) found.push({ kind: 'text', text: text.slice(from, start) });
    found.push(inline);
    from = end;
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x40 || code === 0x23) {
      if (literal.has(at)) continue;
      const end = code === 0x40 ? endOfHandle(text, at) : endOfChannel(text, at);
      if (end === at) continue;
      const written = text.slice(at, end);
      const name = written.slice(1).toLowerCase();
      put({ kind: code === 0x40 ? 'mention' : 'channel', name, text: written }, at, end);
      at = end - 1;
    } else {
      const hidden = hiddenAt(text, at);
      if (hidden === null) continue;
      const end = at + hidden.length;
      if (hidden.name !== null) put({ kind: 'control', name: hidden.name }, at, end);
      at = end - 1;
    }
  }
  if (from < text.length) found.push({ kind: 'text', text: text.slice(from) });
  return found;
}

/** Position after `@handle`, or `at` when there is none. */
function endOfHandle(text: string, at: number): number {
  if (at > 0 && joinsWord(text.charCodeAt(at - 1))) return at;
  let end = at + 1;
  while (isHandle(text.charCodeAt(end)) && end - at <= longestHandle + 1) end += 1;
  const after = text.charCodeAt(end);
  // @name@host belongs to another service; a handle that runs on in another script is another word.
  if (after === 0x40 || isForeignLetter(after)) return at;
  // A full stop ends the sentence, not the handle.
  while (end > at + 1 && text[end - 1] === '.') end -= 1;
  const length = end - at - 1;
  return length > 0 && length <= longestHandle && isLetterOrDigit(text.charCodeAt(at + 1)) ? end : at;
}

const channelLetter = /[\p{Ll}\p{Lo}\p{N}]/u;

/** Position after `#channel`, or `at`. A number alone is a ticket, not a channel. */
function endOfChannel(text: string, at: number): number {
  if (at > 0 && (joinsWord(text.charCodeAt(at - 1)) || text[at - 1] === '#')) return at;
  let end = at + 1;
  while (
    end - at <= longestChannel &&
    (channelLetter.test(text[end] ?? '') || '._-'.includes(text[end] ?? ' '))
  )
    end += 1;
  while (end > at + 1 && '._-'.includes(text[end - 1] ?? '')) end -= 1;
  const name = text.slice(at + 1, end);
  return name !== '' && !/^\d+$/.test(name) && channelLetter.test(name[0] ?? '') ? end : at;
}

const isLetterOrDigit = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

const isHandle = (code: number): boolean =>
  isLetterOrDigit(code) || code === 0x2d || code === 0x2e || code === 0x5f;

/** Characters before a sign that make it part of an address or a path: letters of every script, digits, `. _ - + / @ &`. */
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
