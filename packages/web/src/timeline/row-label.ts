/** What a screen reader says of a row: who, when, what, and what is on it. Pure. */
import type { Message } from '@wardroom/contract';
import type { Texts } from '../i18n/catalogue.ts';
import { plainText } from '../search/plain-text.ts';
import type { Formats } from '../ui/formats.ts';

/** Characters of a text that a label says; the text itself can be read below it. */
const longestText = 600;

interface LabelInput {
  readonly author: string;
  readonly formats: Pick<Formats, 'time'>;
  readonly texts: Pick<Texts, 't' | 'locale'>;
  /** Whether the count of replies is part of this row. */
  readonly replies: boolean;
}

export function rowLabel(message: Message, { author, formats, texts, replies }: LabelInput): string {
  const { t } = texts;
  const label = t('timeline.rowLabel', {
    author,
    time: formats.time(message.sentAt),
    text: message.body === null ? t('timeline.removed') : plainText(shortened(message.body)),
  });
  const reactions = message.reactions.reduce((sum, { principalIds }) => sum + principalIds.length, 0);
  const marks = [
    message.editedAt === null || message.body === null ? '' : t('timeline.edited'),
    message.pinnedAt === null ? '' : t('marks.pinned'),
    reactions === 0 ? '' : t('marks.reactionCount', { count: reactions }),
    !replies || message.replyCount === 0 ? '' : t('timeline.replies', { count: message.replyCount }),
  ].filter((part) => part !== '');
  return marks.length === 0 ? label : t('timeline.rowLabelMarks', { label, marks: marks.join(', ') });
}

/** Never ends in half a character. */
export const shortened = (text: string): string =>
  text.length <= longestText
    ? text
    : `${text
        .slice(0, longestText)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
