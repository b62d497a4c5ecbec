/** The signed-in page's model: one store, the calls that change it, and the stream that keeps it true. */
import type { ChannelId } from '@wardroom/contract';
import type { Environment } from '../environment.ts';
import { createStore, type Store } from '../ui/store.ts';
import { foldEvent, withSnapshot } from './fold.ts';
import type { Call, Live, Port } from './port.ts';
import { failureOf } from './problem.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { resendUnsent } from './writing.ts';

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
  const workspace: Workspace = {
    environment,
    store,
    call: port.call,
    sending: new Map(),
    loading: new Set(),
    start: () => start(port, workspace),
    announce: (announcement) => store.set((state) => ({ ...state, announcement })),
  };
  return workspace;
}

function start(port: Port, workspace: Workspace): () => void {
  const { store } = workspace;
  const live: Live = port.follow({
    onSnapshot: (synced) => store.set((state) => withSnapshot(state, synced)),
    onEvent: (event) => store.set((state) => foldEvent(state, event)),
    onConnection(connection) {
      store.set((state) => (state.connection === connection ? state : { ...state, connection }));
      if (connection === 'live') resendUnsent(workspace);
    },
    onFailure: (thrown) => store.set((state) => ({ ...state, failure: failureOf(thrown) })),
  });
  const wake = () => live.wake();
  addEventListener('online', wake);
  return () => {
    removeEventListener('online', wake);
    live.close();
  };
}
