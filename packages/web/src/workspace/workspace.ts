/** The signed-in page's model: one store, the calls that change it, and the stream that keeps it true. */
import type { ChannelId, Event } from '@wardroom/contract';
import type { Environment } from '../environment.ts';
import { createStore, type Store } from '../ui/store.ts';
import { foldEvent, forgetLoaded } from './fold.ts';
import type { Call, Live, Port } from './port.ts';
import { failureOf } from './problem.ts';
import { initialState, type Synced, type WorkspaceState } from './state.ts';

export interface Workspace {
  readonly environment: Environment;
  readonly store: Store<WorkspaceState>;
  readonly call: Call;
  /** Sends of one channel leave one after the other, so they arrive in the order in which they were written. */
  readonly sending: Map<ChannelId, Promise<void>>;
  /** Pages that are being loaded, so that scrolling does not ask twice. */
  readonly loading: Set<string>;
  start(): () => void;
  announce(text: string): void;
}

export function createWorkspace(port: Port, environment: Environment): Workspace {
  const store = createStore<WorkspaceState>(initialState);
  return {
    environment,
    store,
    call: port.call,
    sending: new Map(),
    loading: new Set(),
    start: () => start(port, store),
    announce: (announcement) => store.set((state) => ({ ...state, announcement })),
  };
}

function start(port: Port, store: Store<WorkspaceState>): () => void {
  const live: Live = port.follow({
    onSnapshot: (synced, hole) => store.set((state) => withSnapshot(state, synced, hole)),
    onEvent: (event) => store.set((state) => withEvent(state, event, port.fold)),
    onConnection: (connection) =>
      store.set((state) => (state.connection === connection ? state : { ...state, connection })),
    onFailure: (thrown) => store.set((state) => ({ ...state, failure: failureOf(thrown) })),
  });
  const wake = () => live.wake();
  addEventListener('online', wake);
  return () => {
    removeEventListener('online', wake);
    live.close();
  };
}

export function withSnapshot(state: WorkspaceState, synced: Synced, hole: boolean): WorkspaceState {
  const kept = hole ? forgetLoaded(state) : state;
  return { ...kept, synced, failure: null };
}

export function withEvent(state: WorkspaceState, event: Event, fold: Port['fold']): WorkspaceState {
  const { synced } = state;
  return foldEvent(synced === null ? state : { ...state, synced: fold(synced, event) }, event);
}
