/** The groups that one sees. They are read when something shows them, and anew when they change. */
import type { GroupView } from '@wardroom/contract';
import { useEffect } from 'react';
import type { Workspace } from '../workspace/model.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { put, without } from '../workspace/state.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** Where the state says why there are none. */
export const groupsFailure = 'groups';

/** The bound of the contract. */
const page = 500;
const readAt = new WeakMap<Workspace, number>();

/** What is known stays in sight until the answer is there. */
export async function loadGroups(workspace: Workspace): Promise<void> {
  const { store, loading } = workspace;
  if (loading.has(groupsFailure)) return;
  loading.add(groupsFailure);
  const { groupsEpoch } = store.get();
  try {
    const groups = await readAll(workspace);
    readAt.set(workspace, groupsEpoch);
    store.set((state) => ({ ...state, groups, failures: without(state.failures, groupsFailure) }));
  } catch (thrown) {
    readAt.set(workspace, groupsEpoch);
    const failure = failureOf(thrown);
    // What one may no longer see is not kept because asking has failed.
    const kept = failure.code === 'forbidden' ? null : store.get().groups;
    store.set((state) => ({
      ...state,
      groups: kept,
      failures: put(state.failures, groupsFailure, failure),
    }));
  } finally {
    loading.delete(groupsFailure);
  }
  // Something changed while the answer was on its way: it may be from before.
  if (store.get().groupsEpoch !== groupsEpoch) await loadGroups(workspace);
}

async function readAll({ call }: Workspace): Promise<readonly GroupView[]> {
  const all: GroupView[] = [];
  for (let after: GroupView['id'] | null | undefined; after !== null; ) {
    const { groups, next } = await call('groups.list', {
      limit: page,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...groups);
    after = next;
  }
  return all;
}

/** For what is no component. */
export const loadStaleGroups = async (workspace: Workspace): Promise<void> => {
  if (readAt.get(workspace) !== workspace.store.get().groupsEpoch) await loadGroups(workspace);
};

interface GroupList {
  /** null until they are there. */
  readonly groups: readonly GroupView[] | null;
  readonly failure: Failure | null;
  readonly reload: () => void;
}

export function useGroupList(): GroupList {
  const workspace = useWorkspace();
  const mayAsk = holds(useSynced(), 'groups.read');
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  const groups = useSelect((state) => state.groups);
  const failure = useSelect((state) => state.failures.get(groupsFailure) ?? null);
  useEffect(() => {
    if (mayAsk && readAt.get(workspace) !== epoch) void loadGroups(workspace);
  }, [workspace, mayAsk, epoch]);
  return {
    groups: mayAsk ? groups : null,
    failure: groups === null ? failure : null,
    reload: () => void loadGroups(workspace),
  };
}
