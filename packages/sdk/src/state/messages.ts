/** Messages in windows and threads. Everything can come twice and late: what is newer stays. */
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { withCount, withReplyCounted } from './replies.ts';
import type { MessageWindow, State, ThreadWindow } from './state.ts';

/** Messages kept of channels that nobody has opened. */
const tailLength = 200;
/** Changed messages remembered for pages that are under way. */
const keptChanges = 100;
const untouched: MessageWindow = { messages: [], hasBefore: true, hasAfter: false };

export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/**
 * Adds a page of `messages.list`. `before` and `after` extend the window at that end; `replace` opens another place,
 * and keeps what has come since when the page reaches the present.
 */
export function withPage(
  state: State,
  channelId: ChannelId,
  page: MessagePage,
  where: 'replace' | 'before' | 'after',
): State {
  const known = state.windows[channelId];
  const open = known ?? untouched;
  const reachesNow = where !== 'before' && !page.hasAfter;
  const newest = page.messages.at(-1)?.channelSeq ?? 0;
  // What events have brought meanwhile follows the newest page without a hole.
  const since = open.hasAfter ? [] : open.messages.filter(({ channelSeq }) => channelSeq > newest);
  const kept = where === 'replace' ? (reachesNow ? since : []) : open.messages;
  const window: MessageWindow = {
    messages: merge(kept, upToDate(state, open, page.messages)),
    hasBefore: where === 'after' ? open.hasBefore : page.hasBefore,
    hasAfter: where === 'before' ? open.hasAfter : page.hasAfter,
  };
  return { ...state, windows: { ...state.windows, [channelId]: window } };
}

/** What events have already told of these messages is not undone by a page that was read before. */
function upToDate(state: State, known: MessageWindow, page: readonly Message[]): readonly Message[] {
  const byId = new Map(known.messages.map((message) => [message.id, message]));
  return page.map((message) => withCount(state, withChange(state, newer(byId.get(message.id), message))));
}

function withChange(state: State, message: Message): Message {
  const changed = state.changes.get(message.id);
  return changed ? withOwnCount(newer(message, changed), message) : message;
}

const withOwnCount = (message: Message, { replyCount, lastReplyAt }: Message): Message => ({
  ...message,
  replyCount,
  lastReplyAt,
});

/** Adds a page of `messages.thread`. */
export function withThread(
  state: State,
  page: { readonly root: Message; readonly replies: readonly Message[]; readonly hasAfter: boolean },
): State {
  const known = state.threads[page.root.id];
  const newest = page.replies.at(-1)?.channelSeq ?? 0;
  const since = page.hasAfter
    ? []
    : state.lateReplies.filter(
        ({ threadRootId, channelSeq }) => threadRootId === page.root.id && channelSeq > newest,
      );
  const thread: ThreadWindow = {
    root: withCount(state, withChange(state, newer(known?.root, page.root))),
    replies: merge(
      known?.replies ?? [],
      [...page.replies, ...since].map((reply) => withChange(state, reply)),
    ),
    hasAfter: page.hasAfter,
  };
  return { ...state, threads: { ...state.threads, [page.root.id]: thread } };
}

export function withSentMessage(state: State, message: Message): State {
  const { threadRootId } = message;
  if (threadRootId !== null) return withReply(state, { ...message, threadRootId });
  const window = state.windows[message.channelId] ?? untouched;
  if (window.hasAfter) return state;
  // Replies are counted as they come; the text may have been read after some of them.
  const fresh = { ...message, replyCount: 0, lastReplyAt: null };
  const known = window.messages.some(({ id }) => id === message.id);
  const messages = merge(window.messages, [known ? message : fresh]);
  const opened = window.messages.length > 0 && !window.hasBefore;
  const tail =
    opened || messages.length <= tailLength ? messages : trimmed(state, message.channelId, messages);
  return { ...state, windows: { ...state.windows, [message.channelId]: { ...window, messages: tail } } };
}

/** Windows that somebody has filled are theirs to shorten. */
function trimmed(state: State, channelId: ChannelId, messages: readonly Message[]): readonly Message[] {
  return (state.windows[channelId]?.messages.length ?? 0) > tailLength
    ? messages
    : messages.slice(-tailLength);
}

/** Text, tombstone and marks of a message that is known; its count of replies stays ours. */
export function withChangedMessage(state: State, message: Message): State {
  const change = (known: Message): Message =>
    known.id === message.id ? withOwnCount(newer(known, message), known) : known;
  const changes = new Map(state.changes);
  const changed = newer(changes.get(message.id), message);
  // Added anew, so that the oldest change is the first to be forgotten.
  changes.delete(message.id);
  changes.set(message.id, changed);
  for (const id of changes.keys()) if (changes.size > keptChanges) changes.delete(id);
  return mapMessage({ ...state, changes }, message, change);
}

function withReply(state: State, reply: Message & { readonly threadRootId: MessageId }): State {
  const { threadRootId: rootId } = reply;
  const { counted, count } = withReplyCounted(state, reply, rootOf(state, reply.channelId, rootId));
  const place = { channelId: reply.channelId, id: rootId, threadRootId: null };
  const next = mapMessage({ ...state, counted }, place, (message) =>
    message.id === rootId ? count(message) : message,
  );
  const thread = next.threads[rootId];
  if (!thread || thread.hasAfter)
    return { ...next, lateReplies: [...next.lateReplies, reply].slice(-keptChanges) };
  const replies = merge(thread.replies, [reply]);
  return { ...next, threads: { ...next.threads, [rootId]: { ...thread, replies } } };
}

const rootOf = (state: State, channelId: ChannelId, id: MessageId): Message | undefined =>
  state.windows[channelId]?.messages.find((message) => message.id === id) ?? state.threads[id]?.root;

function mapMessage(
  state: State,
  { channelId, id, threadRootId }: Pick<Message, 'channelId' | 'id' | 'threadRootId'>,
  change: (message: Message) => Message,
): State {
  const window = state.windows[channelId];
  const windows = window
    ? { ...state.windows, [channelId]: { ...window, messages: window.messages.map(change) } }
    : state.windows;
  const threadId = threadRootId ?? id;
  const thread = state.threads[threadId];
  const threads = thread
    ? {
        ...state.threads,
        [threadId]: { ...thread, root: change(thread.root), replies: thread.replies.map(change) },
      }
    : state.threads;
  return { ...state, windows, threads };
}

/** Both lists as one, by place in the channel, each message once in its newest form. */
function merge(left: readonly Message[], right: readonly Message[]): readonly Message[] {
  const last = left.at(-1);
  const [only] = right;
  // The usual case: one message at the end.
  if (right.length === 1 && only && (!last || only.channelSeq > last.channelSeq)) return [...left, only];
  const byId = new Map(left.map((message) => [message.id, message]));
  for (const message of right) byId.set(message.id, newer(byId.get(message.id), message));
  return [...byId.values()].sort((a, b) => a.channelSeq - b.channelSeq);
}

/** Of two forms of one message: the newer text, the newer marks, the higher count of replies. */
function newer(known: Message | undefined, message: Message): Message {
  if (!known) return message;
  const text = message.revision >= known.revision ? message : known;
  const replies = message.replyCount >= known.replyCount ? message : known;
  const marks = message.marksRevision >= known.marksRevision ? message : known;
  const { reactions, pinnedAt, pinnedBy, marksRevision } = marks;
  return withOwnCount({ ...text, reactions, pinnedAt, pinnedBy, marksRevision }, replies);
}
