/** The signed-in page's model: one store, the calls that change it, and the stream that keeps it true. */
import type { Environment } from '../environment.ts';
import { createStore } from '../ui/store.ts';
import { foldEvent, withSnapshot } from './fold.ts';
import type { Workspace } from './model.ts';
import type { Live, Port } from './port.ts';
import { failureOf } from './problem.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { resendUnsent } from './writing.ts';

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
