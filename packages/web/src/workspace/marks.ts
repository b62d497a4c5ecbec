/** Reactions, pins and removals on their way: shown at once, and taken back when the server refuses. */
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { applyEvent } from '@wardroom/sdk';
import { createStore, type Store, useStore } from '../ui/store.ts';
import type { Workspace } from './model.ts';
import { type Failure, failureOf } from './problem.ts';
import { put, without } from './state.ts';
import { useWorkspace } from './use-workspace.ts';
import { redactMessage } from './writing.ts';

interface PinnedList {
  readonly messages: readonly Message[];
  readonly next: MessageId | null;
}

interface MarkProblem {
  readonly what: 'react' | 'pin' | 'remove';
  readonly failure: Failure;
}

interface MarksState {
  /** Message → emoji → whether one wants it there, until the server has answered. */
  readonly wishes: ReadonlyMap<MessageId, ReadonlyMap<string, boolean>>;
  readonly pinWishes: ReadonlyMap<MessageId, boolean>;
  /** Messages whose removal can still be undone. */
  readonly removing: ReadonlySet<MessageId>;
  readonly pinned: ReadonlyMap<ChannelId, PinnedList>;
  /** What was refused last; shown until something else is done. */
  readonly problem: MarkProblem | null;
}

const nothing: MarksState = {
  wishes: new Map(),
  pinWishes: new Map(),
  removing: new Set(),
  pinned: new Map(),
  problem: null,
};

const stores = new WeakMap<Workspace, Store<MarksState>>();

export function marksOf(workspace: Workspace): Store<MarksState> {
  const known = stores.get(workspace);
  if (known !== undefined) return known;
  const made = createStore(nothing);
  stores.set(workspace, made);
  return made;
}

/** `select` must return a stable reference while what it reads is the same. */
export const useMarks = <T>(select: (state: MarksState) => T): T => useStore(marksOf(useWorkspace()), select);

export const forgetProblem = (workspace: Workspace): void =>
  marksOf(workspace).set((state) => (state.problem === null ? state : { ...state, problem: null }));

/** The answer, a moment before its event; by its revision the same change counts once. */
function arrived({ store }: Workspace, message: Message): void {
  store.set((state) =>
    state.synced === null
      ? state
      : { ...state, synced: applyEvent(state.synced, { type: 'message.marked', message }) },
  );
}

/** One wish, by message and emoji; of several in a row only the last one needs to reach the server. */
function wish(state: MarksState, id: MessageId, emoji: string, wanted: boolean | null): MarksState {
  const before = state.wishes.get(id) ?? new Map<string, boolean>();
  const after = wanted === null ? without(before, emoji) : put(before, emoji, wanted);
  return { ...state, wishes: after.size === 0 ? without(state.wishes, id) : put(state.wishes, id, after) };
}

/** Adds or takes back one's own reaction. Never rejects: a refusal is shown as `problem`. */
export async function react(
  workspace: Workspace,
  message: Message,
  { emoji, wanted }: { readonly emoji: string; readonly wanted: boolean },
): Promise<void> {
  const marks = marksOf(workspace);
  const busy = marks.get().wishes.get(message.id)?.has(emoji) ?? false;
  marks.set((state) => wish({ ...state, problem: null }, message.id, emoji, wanted));
  // Whoever is asking the server already goes on until the server has the last wish.
  if (busy) return;
  try {
    for (let sent: boolean | null = null; ; ) {
      const next: boolean | null = marks.get().wishes.get(message.id)?.get(emoji) ?? sent;
      if (next === sent || next === null) break;
      const name = next ? 'reactions.add' : 'reactions.remove';
      arrived(workspace, (await workspace.call(name, { messageId: message.id, emoji })).message);
      sent = next;
    }
  } catch (thrown) {
    marks.set((state) => ({ ...state, problem: { what: 'react', failure: failureOf(thrown) } }));
  }
  marks.set((state) => wish(state, message.id, emoji, null));
}

/** Pins or unpins. Of several wishes in a row the last one is carried out; a refusal is shown as `problem`. */
export async function setPinned(workspace: Workspace, message: Message, wanted: boolean): Promise<void> {
  const marks = marksOf(workspace);
  const busy = marks.get().pinWishes.has(message.id);
  marks.set((state) => ({ ...state, problem: null, pinWishes: put(state.pinWishes, message.id, wanted) }));
  if (busy) return;
  try {
    for (let sent: boolean | null = null; ; ) {
      const next: boolean | null = marks.get().pinWishes.get(message.id) ?? sent;
      if (next === sent || next === null) break;
      const name = next ? 'pins.add' : 'pins.remove';
      const { message: changed } = await workspace.call(name, { messageId: message.id });
      arrived(workspace, changed);
      marks.set((state) => withPin(state, changed));
      sent = next;
    }
  } catch (thrown) {
    marks.set((state) => ({ ...state, problem: { what: 'pin', failure: failureOf(thrown) } }));
  }
  marks.set((state) => ({ ...state, pinWishes: without(state.pinWishes, message.id) }));
}

/** A change of a message, as far as the list of pinned ones is concerned. */
function withPin(state: MarksState, message: Message): MarksState {
  const list = state.pinned.get(message.channelId);
  if (list === undefined) return state;
  const messages = pinnedNow(list.messages, [message]);
  return { ...state, pinned: put(state.pinned, message.channelId, { ...list, messages }) };
}

/** The list with what events have told since it was read: newest message first. Pure. */
export function pinnedNow(list: readonly Message[], changes: Iterable<Message>): readonly Message[] {
  const byId = new Map(list.map((message) => [message.id, message]));
  for (const message of changes) {
    const known = byId.get(message.id);
    if (known !== undefined && known.marksRevision > message.marksRevision) continue;
    if (message.pinnedAt === null || message.redactedAt !== null) byId.delete(message.id);
    else byId.set(message.id, message);
  }
  return [...byId.values()].toSorted((a, b) => b.channelSeq - a.channelSeq);
}

/** Reads the pinned messages of a channel, or those after the ones that are known. Rejects when it cannot. */
export async function loadPins(workspace: Workspace, channelId: ChannelId, more = false): Promise<void> {
  const marks = marksOf(workspace);
  const known = more ? marks.get().pinned.get(channelId) : undefined;
  if (more && (known === undefined || known.next === null)) return;
  const { snapshot } = workspace.store.get();
  const page = await workspace.call('pins.list', {
    channelId,
    limit: 50,
    ...(known?.next == null ? {} : { after: known.next }),
  });
  // Older than the new snapshot, perhaps: the list is read again.
  if (workspace.store.get().snapshot !== snapshot) return;
  const messages = [...(known?.messages ?? []), ...page.messages];
  marks.set((state) => ({
    ...state,
    pinned: put(state.pinned, channelId, { messages, next: page.next }),
  }));
}

/** How long a removal can be undone. */
const undoMs = 5_000;

interface Removal {
  readonly message: Message;
  readonly timer: ReturnType<typeof setTimeout>;
}
const removals = new WeakMap<Workspace, Map<MessageId, Removal>>();

/** The message is removed in five seconds, or when the page is left; until then it can be kept. */
export function removeSoon(workspace: Workspace, message: Message): void {
  const pending = pendingRemovals(workspace);
  if (pending.has(message.id)) return;
  const timer = setTimeout(() => removeNow(workspace, message), undoMs);
  pending.set(message.id, { message, timer });
  marksOf(workspace).set((state) => ({
    ...state,
    problem: null,
    removing: new Set(state.removing).add(message.id),
  }));
}

export function keepMessage(workspace: Workspace, messageId: MessageId): void {
  const pending = pendingRemovals(workspace);
  clearTimeout(pending.get(messageId)?.timer);
  pending.delete(messageId);
  settled(workspace, messageId);
}

function settled(workspace: Workspace, messageId: MessageId): void {
  marksOf(workspace).set((state) => ({
    ...state,
    removing: new Set([...state.removing].filter((id) => id !== messageId)),
  }));
}

function removeNow(workspace: Workspace, message: Message): void {
  const pending = pendingRemovals(workspace);
  clearTimeout(pending.get(message.id)?.timer);
  pending.delete(message.id);
  redactMessage(workspace, message)
    .catch((thrown: unknown) => {
      marksOf(workspace).set((state) => ({
        ...state,
        problem: { what: 'remove', failure: failureOf(thrown) },
      }));
    })
    .finally(() => settled(workspace, message.id));
}

function pendingRemovals(workspace: Workspace): Map<MessageId, Removal> {
  const known = removals.get(workspace);
  if (known !== undefined) return known;
  const made = new Map<MessageId, Removal>();
  removals.set(workspace, made);
  addEventListener('pagehide', () => sendBeforeLeaving(workspace, made));
  return made;
}

/** A page that goes away waits for no answer; a beacon is delivered after it is gone. */
function sendBeforeLeaving({ environment }: Workspace, pending: Map<MessageId, Removal>): void {
  for (const [messageId, { timer }] of pending) {
    clearTimeout(timer);
    const body = new Blob([JSON.stringify({ messageId })], { type: 'application/json' });
    navigator.sendBeacon(`${environment.origin}/v1/messages.redact`, body);
  }
  pending.clear();
}
