/** The roles for a screen that is about them: with what it looks like until they are there. */
import type { RoleView } from '@wardroom/contract';
import { useRoles } from '../account/role-text.tsx';
import type { Failure } from '../workspace/problem.ts';
import { loadRoles, rolesFailure } from '../workspace/roles.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';

interface RoleList {
  /** null until they are there. */
  readonly roles: readonly RoleView[] | null;
  readonly failure: Failure | null;
  readonly reload: () => void;
}

export function useRoleList(): RoleList {
  const workspace = useWorkspace();
  const roles = useRoles();
  const known = useSelect((state) => state.roles !== null);
  const failure = useSelect((state) => state.failures.get(rolesFailure) ?? null);
  return { roles: known ? roles : null, failure, reload: () => void loadRoles(workspace) };
}
