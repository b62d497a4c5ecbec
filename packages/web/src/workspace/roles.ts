/** The roles of the workspace, for whoever may see them. They are read when something shows them, and anew when they change. */
import type { Event, RoleView } from '@wardroom/contract';
import type { Workspace } from './model.ts';
import { failureOf } from './problem.ts';
import { put, type WorkspaceState, without } from './state.ts';

/** Nobody grants what they do not hold. */
export const isWithin = ({ permissions }: Pick<RoleView, 'permissions'>, held: readonly string[]): boolean =>
  permissions.every((permission) => held.includes(permission));

/** Where {@link WorkspaceState.failures} says why there are none. */
export const rolesFailure = 'roles';

/** Whether what was read before may be wrong after this: what they give, or how many hold them. */
export const touchesRoles = ({ type }: Event): boolean =>
  type === 'rights.changed' || type === 'role.assigned';

/** What is known stays in sight until the answer is there. */
export async function loadRoles(workspace: Workspace): Promise<void> {
  const { store, call, loading } = workspace;
  if (loading.has(rolesFailure)) return;
  loading.add(rolesFailure);
  const { rolesEpoch } = store.get();
  try {
    const { roles } = await call('roles.list', {});
    store.set((state) => withRoles(state, roles, rolesEpoch));
  } catch (thrown) {
    store.set((state) => ({
      ...state,
      rolesReadAt: rolesEpoch,
      failures: put(state.failures, rolesFailure, failureOf(thrown)),
    }));
  } finally {
    loading.delete(rolesFailure);
  }
  // Something changed while the answer was on its way: it may be from before.
  if (store.get().rolesEpoch !== rolesEpoch) await loadRoles(workspace);
}

const withRoles = (state: WorkspaceState, roles: readonly RoleView[], readAt: number): WorkspaceState => ({
  ...state,
  roles,
  rolesReadAt: readAt,
  failures: without(state.failures, rolesFailure),
});
