/**
 * Unsent messages: kept on the device until the server has them, sent one after the other per channel, by one tab at a
 * time, with the client key they were written with, so that whatever is sent twice arrives once. All tabs show the same.
 */
import type { ChannelId } from '@wardroom/contract';
import type { Kept } from './keep.ts';
import type { Workspace } from './model.ts';
import { type Failure, failureOf, passes } from './problem.ts';
import type { Outgoing, WorkspaceState } from './state.ts';

const topic = 'outbox';

/** What tabs tell each other. */
type Word =
  | { readonly word: 'written'; readonly kept: Kept }
  | { readonly word: 'changed'; readonly kept: Kept; readonly waits: boolean }
  | { readonly word: 'sent' | 'discarded'; readonly clientKey: string };

/** Shows it at once, keeps it, and sends it when its turn comes. */
export async function enqueue(workspace: Workspace, outgoing: Outgoing): Promise<void> {
  const { store, environment } = workspace;
  store.set((state) => ({ ...state, outbox: [...state.outbox, outgoing] }));
  const kept = keptOf(workspace, outgoing);
  // Room is asked for before anything is sent: what is sent is then known to all tabs.
  const keeping = kept === null ? 'off' : await environment.keep.put(kept);
  if (keeping === 'kept' && kept !== null) {
    keysOf(workspace).add(kept.clientKey);
    tell(workspace, { word: 'written', kept });
  } else if (keeping === 'full') store.set((state) => ({ ...state, outboxUnkept: true }));
  await sendAll(workspace, outgoing.channelId);
}

function keptOf(workspace: Workspace, outgoing: Outgoing): Kept | null {
  const me = workspace.store.get().synced?.me.id;
  if (me === undefined) return null;
  const { clientKey, channelId, threadRootId, body, at, progress, failure } = outgoing;
  const refused = progress === 'failed' ? (failure?.code ?? null) : null;
  return { clientKey, authorId: me, channelId, threadRootId, body, at, refused };
}

const outgoingOf = ({ authorId: _, refused, ...rest }: Kept, waits: boolean): Outgoing => ({
  ...rest,
  progress: refused === null ? (waits ? 'waiting' : 'sending') : 'failed',
  failure: refused === null ? null : failureOf({ code: refused, status: 400 }),
});

const tell = ({ environment }: Workspace, word: Word): void => environment.tabs.tell(topic, word);

/** Sends what a channel has to send, in order; ends when nothing is left or the first has to wait. */
async function sendAll(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const { sending, environment } = workspace;
  if (sending.has(channelId)) return;
  sending.add(channelId);
  try {
    while (nextOf(workspace, channelId) !== undefined) {
      const goesOn = await environment.tabs.alone(`send.${channelId}`, () => sendNext(workspace, channelId));
      if (!goesOn) return;
    }
  } finally {
    sending.delete(channelId);
  }
}

/** A refused one does not hold up those behind it; one that waits does, or they would overtake it. */
const nextOf = ({ store }: Workspace, channelId: ChannelId): Outgoing | undefined =>
  store
    .get()
    .outbox.find(
      (outgoing) =>
        outgoing.channelId === channelId &&
        (outgoing.progress === 'sending' || outgoing.progress === 'waiting'),
    );

/** @returns false: not now */
async function sendNext(workspace: Workspace, channelId: ChannelId): Promise<boolean> {
  const next = nextOf(workspace, channelId);
  if (next === undefined) return false;
  const { connection } = workspace.store.get();
  // One that gets through during an outage would overtake those that failed before it: all wait for the stream.
  if (connection !== 'live' && connection !== 'connecting') {
    await settle(workspace, { ...next, progress: 'waiting', failure: failureOf(null) });
    holdUp(workspace, channelId, failureOf(null));
    return false;
  }
  if (await isGone(workspace, next)) return true;
  return deliver(workspace, next);
}

/** Another tab sent it while this one waited for its turn. */
async function isGone(workspace: Workspace, next: Outgoing): Promise<boolean> {
  const { keep } = workspace.environment;
  if (!keysOf(workspace).has(next.clientKey) || (await keep.has(next.clientKey))) return false;
  sentElsewhere(workspace, next.clientKey);
  return true;
}

/** Client keys of what the device keeps; others live as long as this page. */
const keys = new WeakMap<Workspace, Set<string>>();

function keysOf(workspace: Workspace): Set<string> {
  const known = keys.get(workspace) ?? new Set<string>();
  keys.set(workspace, known);
  return known;
}

async function deliver(workspace: Workspace, next: Outgoing): Promise<boolean> {
  const { call, store, environment } = workspace;
  const { channelId, body, clientKey, threadRootId } = next;
  store.set((state) => withOutgoing(state, { ...next, progress: 'sending', failure: null }));
  try {
    const thread = threadRootId === null ? {} : { threadRootId };
    await call('messages.send', { channelId, body, clientKey, ...thread });
    await environment.keep.remove(clientKey);
    tell(workspace, { word: 'sent', clientKey });
    // The event brings it into the list, in the order in which everybody sees it.
    store.set((state) => withOutgoing(state, { ...next, progress: 'sent', failure: null }));
    retriesOf.delete(workspace);
    return true;
  } catch (thrown) {
    return refused(workspace, next, failureOf(thrown));
  }
}

async function refused(workspace: Workspace, next: Outgoing, failure: Failure): Promise<boolean> {
  const waits = passes(failure);
  await settle(workspace, { ...next, progress: waits ? 'waiting' : 'failed', failure });
  if (waits) {
    holdUp(workspace, next.channelId, failure);
    retryLater(workspace);
  }
  return !waits;
}

/** Those behind one that waits, wait, too, and say so. */
function holdUp({ store }: Workspace, channelId: ChannelId, failure: Failure): void {
  store.set((state) => ({
    ...state,
    outbox: state.outbox.map((outgoing) =>
      outgoing.channelId === channelId && outgoing.progress === 'sending'
        ? { ...outgoing, progress: 'waiting', failure }
        : outgoing,
    ),
  }));
}

/** Its state, here, on the device and in the other tabs. */
async function settle(workspace: Workspace, outgoing: Outgoing): Promise<void> {
  workspace.store.set((state) => withOutgoing(state, outgoing));
  const kept = keptOf(workspace, outgoing);
  if (kept === null || !keysOf(workspace).has(kept.clientKey)) return;
  // Only a refusal has to outlive the page; waiting is what every unsent message does after a reload.
  if (outgoing.progress === 'failed') await workspace.environment.keep.put(kept);
  tell(workspace, { word: 'changed', kept, waits: outgoing.progress === 'waiting' });
}

const retriesOf = new WeakMap<Workspace, number>();
const firstRetryMs = 2_000;
const longestRetryMs = 60_000;

/** While the stream stands, what failed for a passing reason is tried again, later each time; the stream's return tries at once. */
function retryLater(workspace: Workspace): void {
  const attempt = retriesOf.get(workspace) ?? 0;
  retriesOf.set(workspace, attempt + 1);
  const [chance = 0] = workspace.environment.randomBytes(1);
  const delayMs = Math.min(longestRetryMs, firstRetryMs * 2 ** attempt) * (0.5 + chance / 512);
  setTimeout(() => {
    if (workspace.store.get().connection === 'live') sendWaiting(workspace);
  }, delayMs);
}

/** The stream is back, or somebody asks: everything unsent goes out again, in the order in which it was written. */
export function sendWaiting(workspace: Workspace): void {
  const channels = new Set(workspace.store.get().outbox.map(({ channelId }) => channelId));
  for (const channelId of channels) sendAll(workspace, channelId).catch(() => undefined);
}

/** The same client key again: had the first attempt arrived after all, this is the same message. */
export async function retry(workspace: Workspace, outgoing: Outgoing): Promise<void> {
  const again: Outgoing = { ...outgoing, progress: 'sending', failure: null };
  const kept = keptOf(workspace, again);
  workspace.store.set((state) => withOutgoing(state, again));
  if (kept !== null && keysOf(workspace).has(kept.clientKey)) {
    await workspace.environment.keep.put(kept);
    tell(workspace, { word: 'changed', kept, waits: false });
  }
  await sendAll(workspace, outgoing.channelId);
}

export async function discard(workspace: Workspace, { clientKey }: Outgoing): Promise<void> {
  drop(workspace, clientKey);
  await workspace.environment.keep.remove(clientKey);
  tell(workspace, { word: 'discarded', clientKey });
}

function drop(workspace: Workspace, clientKey: string): void {
  keysOf(workspace).delete(clientKey);
  workspace.store.set((state) => {
    const outbox = state.outbox.filter((outgoing) => outgoing.clientKey !== clientKey);
    return { ...state, outbox, outboxUnkept: state.outboxUnkept && outbox.length > 0 };
  });
}

/** What the other tabs write, send and discard. @returns stops listening */
export const followOutbox = (workspace: Workspace): (() => void) =>
  workspace.environment.tabs.listen(topic, (heard) => hear(workspace, heard as Word));

function hear(workspace: Workspace, word: Word): void {
  if ('kept' in word) adopt(workspace, word.kept, word.word === 'changed' && word.waits);
  else if (word.word === 'sent') sentElsewhere(workspace, word.clientKey);
  else drop(workspace, word.clientKey);
}

const eventPatienceMs = 10_000;

/** Shown as sent until its event comes, so that it does not blink; if the event was here before, not for ever. */
function sentElsewhere(workspace: Workspace, clientKey: string): void {
  const known = workspace.store.get().outbox.find((outgoing) => outgoing.clientKey === clientKey);
  if (known === undefined) return;
  workspace.store.set((state) => withOutgoing(state, { ...known, progress: 'sent', failure: null }));
  setTimeout(() => drop(workspace, clientKey), eventPatienceMs);
}

/** Long enough for the tab in which it was written to send it itself. */
const adoptionMs = 2_000;

function adopt(workspace: Workspace, kept: Kept, waits: boolean): void {
  const { store } = workspace;
  if (kept.authorId !== store.get().synced?.me.id) return;
  keysOf(workspace).add(kept.clientKey);
  const outgoing = outgoingOf(kept, waits);
  store.set((state) =>
    state.outbox.some(({ clientKey }) => clientKey === kept.clientKey)
      ? withOutgoing(state, outgoing)
      : { ...state, outbox: [...state.outbox, outgoing] },
  );
  setTimeout(() => sendAll(workspace, kept.channelId).catch(() => undefined), adoptionMs);
}

/** After the first snapshot: what this person left unsent on this device. What somebody else left is forgotten. */
export async function resumeOutbox(workspace: Workspace): Promise<void> {
  const { environment, store } = workspace;
  const me = store.get().synced?.me.id;
  const known = new Set(store.get().outbox.map(({ clientKey }) => clientKey));
  for (const kept of await environment.keep.list()) {
    if (kept.authorId !== me) await environment.keep.remove(kept.clientKey);
    else if (!known.has(kept.clientKey)) adopt(workspace, kept, true);
  }
}

const withOutgoing = (state: WorkspaceState, changed: Outgoing): WorkspaceState => ({
  ...state,
  outbox: state.outbox.map((outgoing) => (outgoing.clientKey === changed.clientKey ? changed : outgoing)),
});
