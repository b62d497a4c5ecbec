import { createContext, useContext } from 'react';
import { useStore } from '../ui/store.ts';
import type { Workspace } from './model.ts';
import type { Synced, WorkspaceState } from './state.ts';

export const WorkspaceContext = createContext<Workspace | null>(null);

export function useWorkspace(): Workspace {
  const workspace = useContext(WorkspaceContext);
  if (workspace === null) throw new Error('no workspace around this component');
  return workspace;
}

/** `select` must return a stable reference while what it reads is the same. */
export function useSelect<T>(select: (state: WorkspaceState) => T): T {
  return useStore(useWorkspace().store, select);
}

/** Only below the shell, which waits for the first snapshot. */
export function useSynced(): Synced {
  const synced = useSelect((state) => state.synced);
  if (synced === null) throw new Error('no snapshot yet');
  return synced;
}
