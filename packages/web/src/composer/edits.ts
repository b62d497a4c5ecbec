/** Changes of a text at its selection. Pure; `field-edit.ts` makes them in a field so that the browser can undo them. */

interface Selection {
  readonly start: number;
  readonly end: number;
}

/** Replaces `from`–`to` by `insert` and selects `start`–`end` of the text that results. */
export interface Edit extends Selection {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

export type Mark = '**' | '*' | '`';

/** Marks the selection, or takes the marks away when it has them. */
export function marked(text: string, { start, end }: Selection, mark: Mark): Edit {
  const chosen = text.slice(start, end);
  const width = mark.length;
  const around = text.slice(start - width, start) === mark && text.slice(end, end + width) === mark;
  // One star of two is not emphasis.
  const bold =
    mark === '*' && text.slice(start - 2, start) === '**' && text.slice(start - 3, start) !== '***';
  if (around && !bold && start >= width)
    return { from: start - width, to: end + width, insert: chosen, start: start - width, end: end - width };
  // White space at the edges would keep the marks from being marks.
  const lead = chosen.length - chosen.trimStart().length;
  const inner = chosen.trim();
  const tail = chosen.slice(lead + inner.length);
  const insert = `${chosen.slice(0, lead)}${mark}${inner}${mark}${tail}`;
  const at = start + lead + width;
  return { from: start, to: end, insert, start: at, end: at + inner.length };
}

/** The selection becomes the words of a link. Without an address its place is selected, to be typed over. */
export function linked(text: string, { start, end }: Selection, address: string | null): Edit {
  const words = text.slice(start, end);
  const insert = `[${words}](${address ?? 'https://'})`;
  const after = start + insert.length;
  const at = start + words.length + 3;
  return address === null
    ? { from: start, to: end, insert, start: at, end: after - 1 }
    : { from: start, to: end, insert, start: after, end: after };
}

const longestAddress = 2_000;

/** What is pasted is one web address and nothing else, and what is selected can be the words of a link. */
export function linkByPaste(text: string, selection: Selection, pasted: string): Edit | null {
  if (pasted.length > longestAddress || selection.start === selection.end) return null;
  const address = pasted.trim();
  if (!/^https?:\/\/[^\s<>()]+$/.test(address) || !URL.canParse(address)) return null;
  const words = text.slice(selection.start, selection.end);
  if (/[[\]\n]|:\/\//.test(words) || words.trim() === '') return null;
  return linked(text, selection, address);
}

/** Puts `insert` in place of `from`–`to`; the caret stands after it, and one space follows in any case. */
export function replaced(text: string, { start, end }: Selection, insert: string): Edit {
  const spaced = text[end] === ' ';
  const after = start + insert.length + 1;
  return { from: start, to: spaced ? end + 1 : end, insert: `${insert} `, start: after, end: after };
}

/** The character that opens a list, with a space before it where a word ends. */
export function triggered(text: string, { start, end }: Selection, trigger: string): Edit {
  if (trigger === '/') return { from: 0, to: 0, insert: '/', start: 1, end: 1 };
  const before = text[start - 1];
  const insert = before === undefined || /\s/.test(before) ? trigger : ` ${trigger}`;
  const after = start + insert.length;
  return { from: start, to: end, insert, start: after, end: after };
}
