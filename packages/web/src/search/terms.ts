/** Where the words that were searched for stand in a text, and the piece of it to show. Pure. */

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

interface Word {
  readonly folded: string;
  readonly start: number;
  readonly end: number;
}

const spaceless =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}';
const anyWord = new RegExp(
  `[[${spaceless}]&&\\p{L}]\\p{M}*|[[\\p{L}\\p{N}\\p{M}]--[[${spaceless}]&&\\p{L}]]+|\\p{Extended_Pictographic}`,
  'gv',
);

/** As the server folds words: no case, no width, no accents of Latin, Greek and Cyrillic. */
export const folded = (word: string): string =>
  word
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ');

function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(anyWord)].map(({ 0: word, index }) => ({
    folded: folded(word),
    start: index,
    end: index + word.length,
  }));
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Places of the terms in the text, in order, without overlaps. A term of several words is a phrase. */
export function termRanges(text: string, terms: readonly string[]): readonly Range[] {
  const words = wordsOf(text);
  const wanted = terms
    .map((term) => wordsOf(term).map((word) => word.folded))
    .filter((term) => term.length > 0)
    .toSorted((a, b) => b.length - a.length);
  const ranges: Range[] = [];
  for (let at = 0; at < words.length; ) {
    const term = wanted.find((some) => some.every((word, offset) => words[at + offset]?.folded === word));
    const length = term?.length ?? 0;
    const [first, last] = [words[at], words[at + length - 1]];
    if (length > 0 && first !== undefined && last !== undefined)
      ranges.push({ start: first.start, end: last.end });
    at += Math.max(1, length);
  }
  return ranges;
}

/** Characters of the piece that a result shows. */
const shownLength = 420;
const leadLength = 90;

/** The part of a text around its first term, in marked and plain pieces. */
export function excerpt(text: string, terms: readonly string[]): readonly Piece[] {
  const ranges = termRanges(text, terms);
  const start = startOf(text, ranges[0]?.start ?? 0);
  const end = Math.min(text.length, endOf(text, start + shownLength));
  const pieces: Piece[] = start > 0 ? [{ text: '… ', marked: false }] : [];
  let at = start;
  for (const range of ranges) {
    if (range.start < at || range.end > end) continue;
    if (range.start > at) pieces.push({ text: text.slice(at, range.start), marked: false });
    pieces.push({ text: text.slice(range.start, range.end), marked: true });
    at = range.end;
  }
  if (at < end) pieces.push({ text: text.slice(at, end), marked: false });
  if (end < text.length) pieces.push({ text: ' …', marked: false });
  return pieces;
}

/** A little before the first term, at the beginning of a word. */
function startOf(text: string, first: number): number {
  if (first <= leadLength) return 0;
  const from = first - leadLength;
  const space = text.slice(from, first).search(/\s/);
  return space === -1 ? first : from + space + 1;
}

/** Not through a character that takes two places. */
const endOf = (text: string, at: number): number => (/[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at);
