/**
 * The arrangement of the sidebar on every device. A change shows at once and is sent with the revision it was made on;
 * when another device was faster, it is made again on what that device left.
 */
import type { Preferences } from '@wardroom/contract';
import { type Change, shownOf } from './arranging.ts';
import type { Workspace } from './model.ts';
import { failureOf } from './problem.ts';
import type { Synced, WorkspaceState } from './state.ts';
import { useSelect } from './use-workspace.ts';

/** As the server has it, with what is on its way. */
export const usePreferences = (): Preferences =>
  useSelect(({ synced, arranging }) => shownOf(synced?.preferences, arranging));

/** As often as another device can be faster before the change is given up. */
const mostAttempts = 5;
const sending = new WeakMap<Workspace, Promise<void>>();

/** Shows the change at once. Rejects when the server refuses it; then it is taken back. */
export function arrange(workspace: Workspace, change: Change): Promise<void> {
  workspace.store.set((state) => ({ ...state, arranging: [...state.arranging, change] }));
  const before = sending.get(workspace) ?? Promise.resolve();
  const work = before.catch(() => undefined).then(() => send(workspace));
  sending.set(workspace, work);
  return work;
}

/** Everything that is pending, in one call. */
async function send({ store, call }: Workspace): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const { arranging, synced } = store.get();
    if (arranging.length === 0 || synced === null) return;
    try {
      const preferences = shownOf(synced.preferences, arranging);
      const answer = await call('preferences.update', { preferences, revision: synced.preferencesRevision });
      store.set((state) => done(withKept(state, answer), arranging));
      return;
    } catch (thrown) {
      if (failureOf(thrown).code !== 'conflict' || attempt === mostAttempts) {
        store.set((state) => done(state, arranging));
        throw thrown;
      }
      const newest = await call('preferences.get', {});
      store.set((state) => withKept(state, newest));
    }
  }
}

const done = (state: WorkspaceState, changes: readonly Change[]): WorkspaceState => ({
  ...state,
  arranging: state.arranging.filter((change) => !changes.includes(change)),
});

interface Answer {
  readonly preferences: Preferences;
  readonly revision: number;
}

/** What the answer says, unless an event has said something newer. */
function withKept(state: WorkspaceState, { preferences, revision }: Answer): WorkspaceState {
  const { synced } = state;
  if (synced === null || revision < synced.preferencesRevision) return state;
  const next: Synced = { ...synced, preferences, preferencesRevision: revision };
  return { ...state, synced: next };
}
