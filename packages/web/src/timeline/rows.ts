/** Timeline → rows of the list: days, the unread line, messages grouped by author, what is still being sent. Pure. */
import type { Message, MessageId, PrincipalId } from '@wardroom/contract';
import type { MessageWindow } from '@wardroom/sdk';
import type { Outgoing } from '../workspace/state.ts';

export type Row =
  | { readonly kind: 'start'; readonly key: string }
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'unread'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly message: Message;
      /** Same author shortly before: name and picture are not repeated. */
      readonly continued: boolean;
    }
  | {
      readonly kind: 'outgoing';
      readonly key: string;
      readonly outgoing: Outgoing;
      readonly continued: boolean;
    };

export interface RowsInput {
  readonly timeline: MessageWindow;
  /**
   * First message of each page. Authors are not grouped across it, so that loading an older page never changes the
   * height of what is on the screen already.
   */
  readonly pageStarts: ReadonlySet<MessageId>;
  readonly outgoing: readonly Outgoing[];
  readonly me: PrincipalId;
  /** channel_seq up to which everything had been read when the channel was opened; null: no line. */
  readonly unreadAfter: number | null;
  /** Milliseconds since 1970 → the day in the reader's time zone, as text that sorts. */
  readonly dayOf: (at: number) => string;
}

const groupingMs = 5 * 60_000;

interface Position {
  readonly day: string;
  readonly authorId: PrincipalId | null;
  readonly at: number;
}

export function rowsOf(input: RowsInput): readonly Row[] {
  const { timeline, dayOf } = input;
  const rows: Row[] = timeline.hasBefore ? [] : [{ kind: 'start', key: 'start' }];
  let previous: Position | null = null;
  // When the last message that was read is not loaded, the line belongs further up than anything here.
  const { unreadAfter } = input;
  const firstSeq = timeline.messages[0]?.channelSeq ?? 0;
  let unreadShown = unreadAfter === null || (timeline.hasBefore && firstSeq > unreadAfter);
  for (const message of timeline.messages) {
    const day = dayOf(message.sentAt);
    // The first loaded message may not be the first of its day; the line appears with the page before it.
    const newDay = previous === null ? !timeline.hasBefore : previous.day !== day;
    // Imported history may stand after newer messages, so a day can come twice; its message is there once.
    if (newDay) rows.push({ kind: 'day', key: `day ${keyOf(message)}`, at: message.sentAt });
    const unread = !unreadShown && message.channelSeq > (unreadAfter ?? 0);
    if (unread) {
      unreadShown = true;
      // One's own message is never news: the line is left out.
      if (message.authorId !== input.me) rows.push({ kind: 'unread', key: 'unread' });
    }
    const apart = newDay || unread || input.pageStarts.has(message.id) || message.redactedAt !== null;
    const continued = !apart && continues(previous, message.authorId, message.sentAt);
    rows.push({ kind: 'message', key: keyOf(message), message, continued });
    previous = { day, authorId: message.redactedAt === null ? message.authorId : null, at: message.sentAt };
  }
  if (!timeline.hasAfter) addOutgoing(rows, previous, input);
  return rows;
}

function addOutgoing(rows: Row[], last: Position | null, { outgoing, me, dayOf }: RowsInput): void {
  let previous = last;
  for (const sending of outgoing) {
    const day = dayOf(sending.at);
    if (previous?.day !== day) {
      rows.push({ kind: 'day', key: `day ${me} ${sending.clientKey}`, at: sending.at });
      previous = null;
    }
    const continued = continues(previous, me, sending.at);
    rows.push({ kind: 'outgoing', key: `${me} ${sending.clientKey}`, outgoing: sending, continued });
    previous = { day, authorId: me, at: sending.at };
  }
}

const continues = (previous: Position | null, authorId: PrincipalId, at: number): boolean =>
  previous !== null && previous.authorId === authorId && Math.abs(at - previous.at) < groupingMs;

/** The same before and after the server acknowledged it, so the row stays in place. */
export const keyOf = (message: Message): string =>
  message.clientKey === null ? message.id : `${message.authorId} ${message.clientKey}`;
