/** What is loaded of one channel: an unbroken run of top-level messages, oldest first. Pure. */
import type { Message, MessageId } from '@wardroom/contract';

export interface Timeline {
  readonly messages: readonly Message[];
  /** Older messages exist that are not loaded. */
  readonly hasBefore: boolean;
  /** Newer messages exist that are not loaded: live ones are not appended then, or there would be a hole. */
  readonly hasAfter: boolean;
  /**
   * First message of each page. Authors are not grouped across it, so that loading an older page never changes the
   * height of what is already on the screen.
   */
  readonly pageStarts: ReadonlySet<MessageId>;
}

export interface Page {
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

export const firstPage = (page: Page): Timeline => ({
  messages: page.messages,
  hasBefore: page.hasBefore,
  hasAfter: page.hasAfter,
  pageStarts: startsOf(page),
});

export function withOlder(timeline: Timeline, page: Page): Timeline {
  return {
    messages: merge(page.messages, timeline.messages),
    hasBefore: page.hasBefore,
    hasAfter: timeline.hasAfter,
    pageStarts: new Set([...timeline.pageStarts, ...startsOf(page)]),
  };
}

export function withNewer(timeline: Timeline, page: Page): Timeline {
  return {
    ...timeline,
    messages: merge(timeline.messages, page.messages),
    hasAfter: page.hasAfter,
  };
}

/** A message that was just sent; where the end is not loaded it is left for the page that will hold it. */
export function withSent(timeline: Timeline, message: Message): Timeline {
  if (timeline.hasAfter) return timeline;
  const messages = insert(timeline.messages, message);
  return messages === timeline.messages ? timeline : { ...timeline, messages };
}

/** An edited, redacted or answered message, if it is loaded. Older revisions change nothing. */
export function withChanged(timeline: Timeline, message: Message): Timeline {
  const messages = replace(timeline.messages, message);
  return messages === timeline.messages ? timeline : { ...timeline, messages };
}

export function replace(messages: readonly Message[], message: Message): readonly Message[] {
  const index = messages.findIndex((candidate) => candidate.id === message.id);
  const known = messages[index];
  if (known === undefined || known.revision > message.revision) return messages;
  return messages.with(index, message);
}

/** By channel_seq; a message that is there already is not doubled. Nearly always at the end. */
export function insert(messages: readonly Message[], message: Message): readonly Message[] {
  let at = messages.length;
  while (at > 0 && (messages[at - 1]?.channelSeq ?? 0) > message.channelSeq) at -= 1;
  if (messages[at - 1]?.id === message.id) return replace(messages, message);
  return messages.toSpliced(at, 0, message);
}

/** A reply arrived: its root says so. Twice the same reply counts once, because it is not newer the second time. */
export function withReply(root: Message, reply: Message): Message {
  if (root.lastReplyAt !== null && root.lastReplyAt >= reply.sentAt) return root;
  return { ...root, replyCount: root.replyCount + 1, lastReplyAt: reply.sentAt };
}

function merge(first: readonly Message[], second: readonly Message[]): readonly Message[] {
  const known = new Map<MessageId, Message>();
  for (const message of [...first, ...second]) {
    const earlier = known.get(message.id);
    if (earlier === undefined || earlier.revision <= message.revision) known.set(message.id, message);
  }
  return [...known.values()].sort((a, b) => a.channelSeq - b.channelSeq);
}

const startsOf = (page: Page): ReadonlySet<MessageId> =>
  new Set(page.messages.slice(0, 1).map(({ id }) => id));
