/** The signed-in page's model: one store, the calls that change it, and the stream that keeps it true. */
import type { ChannelId, Event } from '@wardroom/contract';
import {
  type Presence,
  type Typing,
  withMessageSent,
  withoutExpired,
  withPresence,
  withTyping,
} from '@wardroom/sdk';
import type { Environment } from '../environment.ts';
import { createStore } from '../ui/store.ts';
import { createDrafted } from './drafted.ts';
import { foldEvent, withSnapshot } from './fold.ts';
import { clearDevice, followSignOut } from './leaving.ts';
import type { Workspace } from './model.ts';
import { followOutbox, resumeOutbox, sendWaiting } from './outbox.ts';
import type { LiveHandlers, Port } from './port.ts';
import { followAttention } from './presence.ts';
import { failureOf, passes } from './problem.ts';
import { markRead } from './reading.ts';
import { initialState, type WorkspaceState } from './state.ts';

export function createWorkspace(port: Port, environment: Environment): Workspace {
  const store = createStore<WorkspaceState>(initialState);
  const workspace: Workspace = {
    environment,
    store,
    presence: createStore<Presence>(new Map()),
    typing: createStore<Typing>(new Map()),
    drafted: createDrafted(),
    call: port.call,
    sending: new Set(),
    loading: new Set(),
    live: null,
    start: () => start(port, workspace),
    // The same words again are read out only if the region changes: a space that nobody hears makes them others.
    announce: (text) =>
      store.set((state) => ({
        ...state,
        announcement: state.announcement === text ? `${text}\u00a0` : text,
      })),
  };
  return workspace;
}

const expiryMs = 1_000;

function start(port: Port, workspace: Workspace): () => void {
  const { environment, typing } = workspace;
  const live = port.follow(handlersOf(workspace));
  workspace.live = live;
  const wake = () => live.wake();
  addEventListener('online', wake);
  const expiry = setInterval(
    () => typing.set((now) => withoutExpired(now, environment.monotonic())),
    expiryMs,
  );
  const stops = [followOutbox(workspace), followAttention(workspace), followSignOut(workspace)];
  return () => {
    removeEventListener('online', wake);
    clearInterval(expiry);
    for (const stop of stops) stop();
    live.close();
    workspace.live = null;
  };
}

function handlersOf(workspace: Workspace): LiveHandlers {
  const { environment, store, presence, typing } = workspace;
  return {
    onSnapshot(synced) {
      store.set((state) => withSnapshot(state, synced));
      resumeOutbox(workspace).catch(() => undefined);
    },
    onEvent(event) {
      const follow = readsOwn(store.get(), event);
      store.set((state) => foldEvent(state, event));
      if (event.type === 'message.sent') typing.set((now) => withMessageSent(now, event.message));
      if (follow !== null) readSoon(workspace, follow);
    },
    onConnection(connection) {
      store.set((state) => (state.connection === connection ? state : { ...state, connection }));
      if (connection !== 'live') return;
      // What could not be loaded during an outage is asked for again by whoever shows it.
      store.set(withoutPassed);
      sendWaiting(workspace);
    },
    onTyping(frame) {
      if (frame.principalId !== store.get().synced?.me.id)
        typing.set((now) => withTyping(now, frame, environment.monotonic()));
    },
    onPresence: (frame) => presence.set((now) => withPresence(now, frame)),
    onRevoked: () => clearDevice(workspace).catch(() => undefined),
    onFailure: (thrown) => store.set((state) => ({ ...state, failure: failureOf(thrown) })),
  };
}

function withoutPassed(state: WorkspaceState): WorkspaceState {
  const left = [...state.failures].filter(([, failure]) => !passes(failure));
  return left.length === state.failures.size ? state : { ...state, failures: new Map(left) };
}

/** The channel in which this page's own message arrived, if everything before it had been read. */
function readsOwn({ synced, outbox }: WorkspaceState, event: Event): ChannelId | null {
  if (event.type !== 'message.sent' || event.message.authorId !== synced?.me.id) return null;
  const { channelId, clientKey } = event.message;
  const here = outbox.some((outgoing) => outgoing.clientKey === clientKey);
  return here && synced.channels[channelId]?.membership.unread === 0 ? channelId : null;
}

const readAfterMs = 400;

/** The server counts what is sent like what is received, until it is told. */
function readSoon(workspace: Workspace, channelId: ChannelId): void {
  setTimeout(() => {
    const channel = workspace.store.get().synced?.channels[channelId];
    if (channel?.membership.unread === 0) markRead(workspace, channelId, true).catch(() => undefined);
  }, readAfterMs);
}
