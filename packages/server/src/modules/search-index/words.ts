/**
 * What a word is, for the index and for the search alike. A text is a row of words: runs of letters and digits, and in
 * scripts that write without spaces each character by itself. Case, width and the accents of Latin, Greek and Cyrillic
 * make no difference.
 */

export interface Text {
  readonly words: readonly string[];
  /** For words written in humps (`getUserName`): their parts, which are found too. By position. */
  readonly parts: ReadonlyMap<number, readonly string[]>;
}

const noParts: ReadonlyMap<number, readonly string[]> = new Map();
const asciiOnly = /^[\t\n -~]*$/;
const asciiWord = /[A-Za-z0-9]+/g;
const spaceless =
  /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/v;
const anyWord =
  /[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&\p{L}]\p{M}*|[[\p{L}\p{N}\p{M}]--[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]&&\p{L}]]+|\p{Extended_Pictographic}/gv;
const hump = /\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}/u;
const betweenHumps = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** A character of a script without spaces: it is indexed together with its neighbour. */
export const isSpaceless = (word: string): boolean => word.charCodeAt(0) > 0x7f && spaceless.test(word);

/** Linear in the length of the text, whatever is in it. */
export function readText(text: string): Text {
  const ascii = asciiOnly.test(text);
  const found = (ascii ? text.match(asciiWord) : withoutAccents(text).match(anyWord)) ?? [];
  const fold = ascii ? (word: string) => word.toLowerCase() : foldCase;
  if (!hump.test(text)) return { words: found.map(fold), parts: noParts };
  const parts = new Map<number, readonly string[]>();
  found.forEach((word, position) => {
    if (hump.test(word)) parts.set(position, word.split(betweenHumps).map(fold));
  });
  return { words: found.map(fold), parts };
}

/** Compatibility forms become one (full width, ligatures); marks of other scripts than the three belong to the letter. */
const withoutAccents = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFKC');

/** Down, up and down again: every ß is ss, and every sigma is one. */
const foldCase = (word: string): string =>
  word.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ');

/** Whether these words stand in the text, in this order and with nothing between them. */
export function contains({ words, parts }: Text, wanted: readonly string[]): boolean {
  const [first] = wanted;
  if (first === undefined) return false;
  for (let at = words.indexOf(first); at !== -1; at = words.indexOf(first, at + 1))
    if (wanted.every((word, offset) => words[at + offset] === word)) return true;
  return wanted.length === 1 && [...parts.values()].some((some) => some.includes(first));
}
