/** Loading of channels, threads and members, and what has been read. */
import type { ChannelId, MessageId } from '@wardroom/contract';
import { type MessagePage, withPage, withThread } from '@wardroom/sdk';
import { withoutArrived } from './fold.ts';
import type { Workspace } from './model.ts';
import type { Call } from './port.ts';
import { failureOf } from './problem.ts';
import { put, type WorkspaceState, without } from './state.ts';

const pageSize = 50;
const threadPage = 200;

type Change = (state: WorkspaceState) => WorkspaceState;

/**
 * Runs `load` unless the same thing is being loaded; a failure is kept under `key` for the page to show. What was asked
 * for before a new snapshot may be older than it, and no event mends it any more: it is dropped, and asked for again.
 */
async function once(
  workspace: Workspace,
  key: string,
  load: (apply: (change: Change) => void) => Promise<void>,
): Promise<void> {
  const { loading, store } = workspace;
  const { snapshot } = store.get();
  const running = `${snapshot} ${key}`;
  if (loading.has(running)) return;
  const apply = (change: Change) =>
    store.set((state) => (state.snapshot === snapshot ? change(state) : state));
  loading.add(running);
  apply((state) => ({ ...state, failures: without(state.failures, key) }));
  try {
    await load(apply);
  } catch (thrown) {
    apply((state) => ({ ...state, failures: put(state.failures, key, failureOf(thrown)) }));
  } finally {
    loading.delete(running);
  }
}

/** Loads the newest page, or the page that ends with `atSeq`. */
export function openChannel(workspace: Workspace, channelId: ChannelId, atSeq?: number): Promise<void> {
  const { store, call } = workspace;
  return once(workspace, channelId, async (apply) => {
    const { synced } = store.get();
    if (synced === null) return;
    if (synced.channels[channelId] === undefined) {
      const { channel, membership } = await call('channels.get', { channelId });
      if (membership === null)
        apply((state) => ({ ...state, visited: put(state.visited, channelId, channel) }));
    }
    const page = atSeq === undefined ? await newest(call, channelId) : await around(call, channelId, atSeq);
    apply((state) => withMessages(state, channelId, page, 'replace'));
  });
}

const newest = (call: Call, channelId: ChannelId): Promise<MessagePage> =>
  call('messages.list', { channelId, limit: pageSize });

/** The message at `atSeq` with what was said before and after it, in one piece: the list opens in its middle. */
async function around(call: Call, channelId: ChannelId, atSeq: number): Promise<MessagePage> {
  const [before, after] = await Promise.all([
    call('messages.list', { channelId, before: atSeq + 1, limit: pageSize }),
    call('messages.list', { channelId, after: atSeq, limit: pageSize }),
  ]);
  const messages = [...before.messages, ...after.messages];
  return { messages, hasBefore: before.hasBefore, hasAfter: after.hasAfter };
}

/** Where the unread line stands is fixed when a channel is opened, and does not move while it is read. */
export function markOpened(workspace: Workspace, channelId: ChannelId): void {
  workspace.store.set((state) => {
    const channel = state.synced?.channels[channelId];
    if (channel === undefined) return state;
    const line = channel.membership.unread > 0 ? channel.membership.lastReadSeq : null;
    const unreadAfter =
      line === null ? without(state.unreadAfter, channelId) : put(state.unreadAfter, channelId, line);
    return unreadAfter === state.unreadAfter ? state : { ...state, unreadAfter };
  });
}

export function loadOlder(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const timeline = workspace.store.get().synced?.windows[channelId];
  const first = timeline?.messages[0];
  if (!timeline?.hasBefore || first === undefined) return Promise.resolve();
  return once(workspace, `${channelId} older`, async (apply) => {
    const page = await workspace.call('messages.list', {
      channelId,
      before: first.channelSeq,
      limit: pageSize,
    });
    apply((state) => withMessages(state, channelId, page, 'before'));
  });
}

export function loadNewer(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const timeline = workspace.store.get().synced?.windows[channelId];
  const last = timeline?.messages.at(-1);
  if (!timeline?.hasAfter || last === undefined) return Promise.resolve();
  return once(workspace, `${channelId} newer`, async (apply) => {
    const page = await workspace.call('messages.list', {
      channelId,
      after: last.channelSeq,
      limit: pageSize,
    });
    apply((state) => withMessages(state, channelId, page, 'after'));
  });
}

type Where = Parameters<typeof withPage>[3];

function withMessages(
  state: WorkspaceState,
  channelId: ChannelId,
  page: MessagePage,
  where: Where,
): WorkspaceState {
  if (state.synced === null) return state;
  const start = page.messages.slice(0, 1).map(({ id }) => id);
  const known = where === 'replace' ? [] : (state.pageStarts.get(channelId) ?? []);
  const starts = where === 'after' ? known : [...known, ...start];
  return withoutArrived(
    {
      ...state,
      synced: withPage(state.synced, channelId, page, where),
      opened: state.opened.has(channelId) ? state.opened : new Set(state.opened).add(channelId),
      pageStarts: put(state.pageStarts, channelId, new Set(starts)),
    },
    page.messages,
  );
}

export function openThread(workspace: Workspace, rootId: MessageId): Promise<void> {
  return once(workspace, rootId, async (apply) => {
    const { root, replies, hasAfter } = await workspace.call('messages.thread', {
      threadRootId: rootId,
      limit: threadPage,
    });
    apply((state) => withReplies(state, { root, replies, hasAfter }));
  });
}

function withReplies(state: WorkspaceState, page: Parameters<typeof withThread>[1]): WorkspaceState {
  if (state.synced === null) return state;
  return withoutArrived({ ...state, synced: withThread(state.synced, page) }, page.replies);
}

export function loadThreadNewer(workspace: Workspace, rootId: MessageId): Promise<void> {
  const thread = workspace.store.get().synced?.threads[rootId];
  const last = thread?.replies.at(-1);
  if (!thread?.hasAfter || last === undefined) return Promise.resolve();
  return once(workspace, `${rootId} newer`, async (apply) => {
    const page = await workspace.call('messages.thread', {
      threadRootId: rootId,
      after: last.channelSeq,
      limit: threadPage,
    });
    apply((state) => withReplies(state, page));
  });
}

/** Members of one page; further pages are loaded by whoever shows them. */
const membersPage = 500;

export function loadMembers(workspace: Workspace, channelId: ChannelId): Promise<void> {
  return once(workspace, `${channelId} members`, async (apply) => {
    const { members, next } = await workspace.call('channels.members', { channelId, limit: membersPage });
    apply((state) => ({
      ...state,
      members: put(state.members, channelId, members),
      membersNext: put(state.membersNext, channelId, next),
    }));
  });
}

/** The next page, if there is one. Who joined or left since is kept by events. */
export function loadMoreMembers(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const after = workspace.store.get().membersNext.get(channelId);
  if (after === undefined || after === null) return Promise.resolve();
  return once(workspace, `${channelId} members`, async (apply) => {
    const page = await workspace.call('channels.members', { channelId, limit: membersPage, after });
    apply((state) => {
      const known = state.members.get(channelId) ?? [];
      const inside = new Set(known.map(({ principalId }) => principalId));
      const fresh = page.members.filter(({ principalId }) => !inside.has(principalId));
      return {
        ...state,
        members: put(state.members, channelId, [...known, ...fresh]),
        membersNext: put(state.membersNext, channelId, page.next),
      };
    });
  });
}

/**
 * Everything in the channel has been seen. The event that follows moves the counters on every device.
 *
 * @param again also when this page counts nothing as unread: the server may
 */
export function markRead(workspace: Workspace, channelId: ChannelId, again = false): Promise<void> {
  const channel = workspace.store.get().synced?.channels[channelId];
  if (channel === undefined) return Promise.resolve();
  if (!again && channel.membership.lastReadSeq >= channel.lastSeq) return Promise.resolve();
  return once(workspace, `${channelId} read`, async () => {
    await workspace.call('channels.markRead', { channelId, lastReadSeq: channel.lastSeq });
  });
}

/** Unread from its newest message on: it stands out again until it is opened. */
export async function markUnread(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const channel = workspace.store.get().synced?.channels[channelId];
  if (channel === undefined || channel.lastSeq === 0) return;
  await workspace.call('channels.markRead', { channelId, lastReadSeq: channel.lastSeq - 1 });
}
