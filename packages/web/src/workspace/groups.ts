/** Groups as far as the first page needs them: how they are read comes later. */
import type { GroupView } from '@wardroom/contract';
import { useEffect } from 'react';
import { holds } from './rights.ts';
import { useSelect, useSynced, useWorkspace } from './use-workspace.ts';

const none: readonly GroupView[] = [];

/** Those that one sees, as far as they are known. `wanted`: nothing is asked for what is not shown. */
export function useGroups(wanted: boolean): readonly GroupView[] {
  const workspace = useWorkspace();
  const mayAsk = holds(useSynced(), 'groups.read');
  const groups = useSelect((state) => state.groups);
  const epoch = useSelect((state) => state.groupsEpoch);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever groups change.
  useEffect(() => {
    if (wanted && mayAsk)
      import('../groups/group-list.ts').then(
        ({ loadStaleGroups }) => loadStaleGroups(workspace),
        // Offline: whoever wants them next asks again.
        () => undefined,
      );
  }, [workspace, wanted, mayAsk, epoch]);
  return (mayAsk ? groups : null) ?? none;
}
