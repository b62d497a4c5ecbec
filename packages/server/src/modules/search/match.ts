/** Whether a message is one that a query means. The index only suggests; this decides, on the text itself. */
import type { Message } from '@wardroom/contract';
import { contains, hasCode, hasLink, readText } from '../search-index/index.ts';
import type { Mark, ParsedQuery } from './query.ts';

/** A redacted message has no text and is none. Author, channel and time are matters of the scope. */
export function matches(message: Message, { phrases, has }: Pick<ParsedQuery, 'phrases' | 'has'>): boolean {
  const { body } = message;
  if (body === null) return false;
  if (!has.every((mark) => carries[mark](message, body))) return false;
  if (phrases.length === 0) return true;
  const text = readText(body);
  return phrases.every(({ words, negated }) => contains(text, words) !== negated);
}

const carries: Readonly<Record<Mark, (message: Message, body: string) => boolean>> = {
  link: (_message, body) => hasLink(body),
  code: (_message, body) => hasCode(body),
  reaction: ({ reactions }) => reactions.length > 0,
  pin: ({ pinnedAt }) => pinnedAt !== null,
  // It began a thread or stands in one.
  thread: ({ threadRootId, replyCount }) => threadRootId !== null || replyCount > 0,
  mention: ({ mentions, mentionsAll }) => mentionsAll || mentions.length > 0,
};
