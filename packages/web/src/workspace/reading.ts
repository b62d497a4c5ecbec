/** Loading of channels, threads and members, and what has been read. */
import type { ChannelId, MessageId } from '@wardroom/contract';
import { firstPage, type Page, type Timeline, withNewer, withOlder } from '../timeline/timeline.ts';
import { failureOf } from './problem.ts';
import { put, type Thread, type WorkspaceState, without } from './state.ts';
import type { Workspace } from './workspace.ts';

const pageSize = 50;
const threadPage = 200;

/** Runs `load` unless the same thing is being loaded; a failure is kept under `key` for the page to show. */
async function once(workspace: Workspace, key: string, load: () => Promise<void>): Promise<void> {
  const { loading, store } = workspace;
  if (loading.has(key)) return;
  loading.add(key);
  store.set((state) => ({ ...state, failures: without(state.failures, key) }));
  try {
    await load();
  } catch (thrown) {
    store.set((state) => ({ ...state, failures: put(state.failures, key, failureOf(thrown)) }));
  } finally {
    loading.delete(key);
  }
}

/** Loads the newest page, or the page that ends with `atSeq`. */
export function openChannel(workspace: Workspace, channelId: ChannelId, atSeq?: number): Promise<void> {
  const { store, call } = workspace;
  return once(workspace, channelId, async () => {
    const { synced } = store.get();
    if (synced === null) return;
    if (!synced.channels.has(channelId)) {
      const { channel, membership } = await call('channels.get', { channelId });
      if (membership === null)
        store.set((state) => ({ ...state, visited: put(state.visited, channelId, channel) }));
    }
    const page = await call('messages.list', {
      channelId,
      limit: pageSize,
      ...(atSeq === undefined ? {} : { before: atSeq + 1 }),
    });
    store.set((state) => withTimeline(state, channelId, () => firstPage(page)));
    if (atSeq !== undefined) await loadNewer(workspace, channelId);
  });
}

/** Where the unread line stands is fixed when a channel is opened, and does not move while it is read. */
export function markOpened(workspace: Workspace, channelId: ChannelId): void {
  workspace.store.set((state) => {
    const channel = state.synced?.channels.get(channelId);
    if (channel === undefined) return state;
    const line = channel.membership.unread > 0 ? channel.membership.lastReadSeq : null;
    const unreadAfter =
      line === null ? without(state.unreadAfter, channelId) : put(state.unreadAfter, channelId, line);
    return unreadAfter === state.unreadAfter ? state : { ...state, unreadAfter };
  });
}

export function loadOlder(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const timeline = workspace.store.get().timelines.get(channelId);
  const first = timeline?.messages[0];
  if (!timeline?.hasBefore || first === undefined) return Promise.resolve();
  return once(workspace, `${channelId} older`, async () => {
    const page = await workspace.call('messages.list', {
      channelId,
      before: first.channelSeq,
      limit: pageSize,
    });
    workspace.store.set((state) => withTimeline(state, channelId, (now) => older(now, page)));
  });
}

const older = (now: Timeline | undefined, page: Page) => (now === undefined ? now : withOlder(now, page));
const newer = (now: Timeline | undefined, page: Page) => (now === undefined ? now : withNewer(now, page));

export function loadNewer(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const timeline = workspace.store.get().timelines.get(channelId);
  const last = timeline?.messages.at(-1);
  if (!timeline?.hasAfter || last === undefined) return Promise.resolve();
  return once(workspace, `${channelId} newer`, async () => {
    const page = await workspace.call('messages.list', {
      channelId,
      after: last.channelSeq,
      limit: pageSize,
    });
    workspace.store.set((state) => withTimeline(state, channelId, (now) => newer(now, page)));
  });
}

function withTimeline(
  state: WorkspaceState,
  channelId: ChannelId,
  update: (now: Timeline | undefined) => Timeline | undefined,
): WorkspaceState {
  const next = update(state.timelines.get(channelId));
  return next === undefined ? state : { ...state, timelines: put(state.timelines, channelId, next) };
}

export function openThread(workspace: Workspace, rootId: MessageId): Promise<void> {
  return once(workspace, rootId, async () => {
    const { root, replies, hasAfter } = await workspace.call('messages.thread', {
      threadRootId: rootId,
      limit: threadPage,
    });
    workspace.store.set((state) => withThread(state, rootId, { root, replies, hasAfter }));
  });
}

export function loadThreadNewer(workspace: Workspace, rootId: MessageId): Promise<void> {
  const thread = workspace.store.get().threads.get(rootId);
  const last = thread?.replies.at(-1);
  if (!thread?.hasAfter || last === undefined) return Promise.resolve();
  return once(workspace, `${rootId} newer`, async () => {
    const page = await workspace.call('messages.thread', {
      threadRootId: rootId,
      after: last.channelSeq,
      limit: threadPage,
    });
    workspace.store.set((state) => {
      const now = state.threads.get(rootId);
      if (now === undefined) return state;
      const replies = [
        ...now.replies,
        ...page.replies.filter(({ channelSeq }) => channelSeq > last.channelSeq),
      ];
      return withThread(state, rootId, { root: page.root, replies, hasAfter: page.hasAfter });
    });
  });
}

const withThread = (state: WorkspaceState, rootId: MessageId, thread: Thread): WorkspaceState => ({
  ...state,
  threads: put(state.threads, rootId, thread),
});

export function loadMembers(workspace: Workspace, channelId: ChannelId): Promise<void> {
  return once(workspace, `${channelId} members`, async () => {
    const { members } = await workspace.call('channels.members', { channelId, limit: 500 });
    workspace.store.set((state) => ({ ...state, members: put(state.members, channelId, members) }));
  });
}

/** Everything in the channel has been seen. The event that follows moves the counters on every device. */
export function markRead(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const channel = workspace.store.get().synced?.channels.get(channelId);
  if (channel === undefined || channel.membership.lastReadSeq >= channel.lastSeq) return Promise.resolve();
  return once(workspace, `${channelId} read`, async () => {
    await workspace.call('channels.markRead', { channelId, lastReadSeq: channel.lastSeq });
  });
}
