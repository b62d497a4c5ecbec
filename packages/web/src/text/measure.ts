/** How much room a message asks for. */

const longCharacters = 4_000;
const longLines = 40;

/** Folded at first: nobody has to scroll past a log file. */
export function isLong(text: string): boolean {
  if (text.length > longCharacters) return true;
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && lines <= longLines; at = text.indexOf('\n', at + 1))
    lines += 1;
  return lines > longLines;
}

const mostEmoji = 8;
const emoji = /^(?:\p{RGI_Emoji}\s?)+$/v;

/** A few emoji and nothing else are shown large. */
export const onlyEmoji = (text: string): boolean =>
  text.length <= mostEmoji * 14 &&
  emoji.test(text) &&
  [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length <= mostEmoji;
