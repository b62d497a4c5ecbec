/**
 * How many replies a root has. A page may be ahead of the events or behind them: what events have counted and what the
 * page says are held apart, and the greater is right, because replies are never taken back.
 */
import type { Message, MessageId } from '@wardroom/contract';
import type { ReplyCount, State } from './state.ts';

/** Times remembered of replies to roots that nobody has read. */
const keptTimes = 100;
const nothing: ReplyCount = { seq: 0, count: null, sentAts: [] };

type Counted = Pick<State, 'counted'>;

/** One more reply, told by an event; `root` as it is known, if it is. */
export function withReplyCounted(
  { counted }: Counted,
  reply: Message & { readonly threadRootId: MessageId },
  root: Message | undefined,
): Counted & { readonly count: (root: Message) => Message } {
  const { threadRootId: rootId } = reply;
  const known = counted[rootId] ?? nothing;
  if (reply.channelSeq <= known.seq) return { counted, count: (message) => message };
  const next = counts(known, reply, root);
  return {
    counted: { ...counted, [rootId]: next },
    count: (message) => (next.count === null ? message : raised(message, next.count, reply.sentAt)),
  };
}

function counts(
  known: ReplyCount,
  { channelSeq: seq, sentAt }: Message,
  root: Message | undefined,
): ReplyCount {
  if (known.count !== null) return { seq, count: known.count + 1, sentAts: [sentAt] };
  // In the root already when it was read; how far ahead of the events that was is not known.
  if (!root || (root.lastReplyAt !== null && sentAt <= root.lastReplyAt))
    return { seq, count: null, sentAts: [...known.sentAts, sentAt].slice(-keptTimes) };
  return { seq, count: root.replyCount + 1, sentAts: [sentAt] };
}

/** A root as a page has it, with what events have told before it came. */
export function withCount({ counted }: Counted, root: Message): Message {
  const known = counted[root.id];
  if (!known) return root;
  if (known.count !== null) return raised(root, known.count, known.sentAts.at(-1) ?? 0);
  const later = known.sentAts.filter((sentAt) => sentAt > (root.lastReplyAt ?? 0));
  return later.reduce((message, sentAt) => raised(message, message.replyCount + 1, sentAt), root);
}

const raised = (root: Message, count: number, sentAt: number): Message =>
  count <= root.replyCount
    ? root
    : { ...root, replyCount: count, lastReplyAt: Math.max(root.lastReplyAt ?? 0, sentAt) };
