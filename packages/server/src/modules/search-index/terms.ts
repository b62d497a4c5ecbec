/** From words to what is indexed. Names with a colon are ours: no word has one. */
import type { Uuid } from '@wardroom/contract';
import { isSpaceless, type Text } from './words.ts';

/** More different terms than this are not indexed: the message then carries {@link longMark} and is always looked at. */
export const mostTerms = 1024;
export const longMark = ':long';
export const authorTerm = (authorId: Uuid): string => `:from ${authorId}`;
export const channelTerm = (channelId: Uuid): string => `:in ${channelId}`;

/** What a text has, as far as it can be seen by its text alone. Never less than what a search asks for. */
export const contentMarks = { link: ':link', code: ':code', mention: ':mention' } as const;
export type ContentMark = keyof typeof contentMarks;

/**
 * Words that stand in every other message tell nothing apart, and tell most to whoever counts tokens. They are left out
 * of the index, not of the search: each hit is compared with its text.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a an and are as at be but by can do for from had has have i if in is it its just me my not of on or
   so that the then there they this to was we what when will with would you your`.split(/\s+/),
);

/** Every term of a text, each once. */
export function termsOf({ words, parts }: Text): Set<string> {
  const terms = new Set<string>();
  let before: string | null = null;
  for (const word of words) {
    const alone = isSpaceless(word);
    if (alone && before !== null) terms.add(pair(before, word));
    if (!stopWords.has(word)) terms.add(word);
    before = alone ? word : null;
  }
  for (const some of parts.values()) for (const part of some) if (!stopWords.has(part)) terms.add(part);
  return terms;
}

/** What every text that contains these words in this order has. Fewer than all, where more would say nothing new. */
export function termsOfPhrase(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    if (!isSpaceless(word)) return stopWords.has(word) ? [] : [word];
    if (next !== undefined && isSpaceless(next)) return [pair(word, next)];
    const before = words[at - 1];
    return before !== undefined && isSpaceless(before) ? [] : [word];
  });
}

/** No word has a space. */
const pair = (left: string, right: string): string => `${left} ${right}`;

export function contentMarksOf(body: string): ContentMark[] {
  const marks: ContentMark[] = [];
  if (hasLink(body)) marks.push('link');
  if (hasCode(body)) marks.push('code');
  // Whom it reaches is decided in the channel; without the sign it reaches nobody.
  if (body.includes('@')) marks.push('mention');
  return marks;
}

export const hasLink = (body: string): boolean => /https?:\/\/\S/i.test(body);
/** A span or a block, fenced with backticks or tildes. */
export const hasCode = (body: string): boolean => /`[^`]+`|^ {0,3}(?:```|~~~)/m.test(body);
