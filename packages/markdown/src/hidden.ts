/** Characters that nobody sees and that change what is read, or carry what was never shown. They are named, not obeyed. */

export interface Hidden {
  /** null: a writing system or an emoji needs it here. */
  readonly name: string | null;
  /** UTF-16 code units. */
  readonly length: number;
}

export type Shown = string | { readonly name: string };

/** Text in which hidden characters are told apart: for code, where a turned line can hide what it does. */
export function withMarks(text: string): readonly Shown[] {
  const shown: Shown[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const hidden = hiddenAt(text, at);
    if (hidden === null) continue;
    if (hidden.name !== null) {
      if (from < at) shown.push(text.slice(from, at));
      shown.push({ name: hidden.name });
      from = at + hidden.length;
    }
    at += hidden.length - 1;
  }
  if (from < text.length) shown.push(text.slice(from));
  return shown;
}

/** The run of hidden characters that begins here; null for what is seen. */
export function hiddenAt(text: string, at: number): Hidden | null {
  const code = text.charCodeAt(at);
  // Almost all characters end here.
  if (code < 0x061c || (code > 0x206f && code < 0xdb40)) return null;
  const turn = turns.get(code);
  if (turn !== undefined) return { name: turn, length: 1 };
  if (joiners.has(code)) return joinerAt(text, at);
  if (isSelector(text, at) > 0) return selectorsAt(text, at);
  return isTag(text, at) ? tagsAt(text, at) : null;
}

/** Unicode 17, UAX 9: explicit formatting and marks. */
const turns: ReadonlyMap<number, string> = new Map([
  [0x061c, 'ALM'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
]);

const joiners: ReadonlyMap<number, string> = new Map([
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200c, 'ZWNJ'],
  [0x200d, 'ZWJ'],
  [0x2060, 'WJ'],
  [0x2061, 'FA'],
  [0x2062, 'IT'],
  [0x2063, 'IS'],
  [0x2064, 'IP'],
  [0xfeff, 'ZWNBSP'],
]);

/** One alone shapes letters and emoji; inside a Latin word it splits it unseen, and several carry a message. */
function joinerAt(text: string, at: number): Hidden {
  let end = at + 1;
  while (joiners.has(text.charCodeAt(end))) end += 1;
  if (end - at > 1) return { name: `${joiners.get(text.charCodeAt(at))}…`, length: end - at };
  const splits = isLatin(text.charCodeAt(at - 1)) && isLatin(text.charCodeAt(end));
  return { name: splits ? (joiners.get(text.charCodeAt(at)) ?? null) : null, length: 1 };
}

const isLatin = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

/** Variation selectors (Unicode 17, section 23.4). @returns their code units, 0 for anything else */
function isSelector(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0xfe00 && code <= 0xfe0f) return 1;
  const low = text.charCodeAt(at + 1);
  return code === 0xdb40 && low >= 0xdd00 && low <= 0xddef ? 2 : 0;
}

/** A letter takes one; more of them are data. */
function selectorsAt(text: string, at: number): Hidden {
  let [end, count] = [at, 0];
  for (let length = isSelector(text, end); length > 0; length = isSelector(text, end)) {
    end += length;
    count += 1;
  }
  return { name: count > 1 ? 'VS…' : null, length: end - at };
}

/** U+E0000 to U+E007F: ASCII that no font draws. */
function isTag(text: string, at: number): boolean {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === 0xdb40 && low >= 0xdc00 && low <= 0xdc7f;
}

/** Code units of the longest flag of a region (UTS 51, ED-14a): six letters and the end. */
const longestFlag = 14;

/** A black flag is made a region's by tags and their end; anywhere else they are a hidden text. */
function tagsAt(text: string, at: number): Hidden {
  let end = at;
  while (isTag(text, end)) end += 2;
  const isFlag =
    text.slice(at - 2, at) === '\u{1f3f4}' && text.charCodeAt(end - 1) === 0xdc7f && end - at <= longestFlag;
  return { name: isFlag ? null : 'TAG…', length: end - at };
}
