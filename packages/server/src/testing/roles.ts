/** What tests of custom roles ask again and again. */
import type { InputOf, Operations, OutputOf, Permission, RoleView } from '@wardroom/contract';
import type { Outcome } from '../kernel/execute.ts';
import type { Who } from './fixtures.ts';
import type { Harness } from './harness.ts';
import { outputOf } from './identity.ts';

export type Saved = OutputOf<Operations['roles.update']>;
export type Changes = Partial<Omit<InputOf<Operations['roles.update']>, 'roleId'>>;

/** In acme, where no other workspace is named. */
export function rolesIn(h: Harness) {
  let made = 0;
  const create = (who: Who, chosen: readonly string[], more: object = {}, tenant = h.acme) =>
    h.call(tenant, who, 'roles.create', { name: `Role ${++made}`, chosen, ...more });
  const created = async (who: Who, chosen: readonly string[], more: object = {}) =>
    outputOf<Saved>(await create(who, chosen, more)).role;
  const update = (who: Who, { role, revision }: RoleView, changes: Changes) =>
    h.call(h.acme, who, 'roles.update', { roleId: role, revision, ...changes });
  const remove = (who: Who, { role, revision }: RoleView, tenant = h.acme) =>
    h.call(tenant, who, 'roles.delete', { roleId: role, revision });
  const preview = (who: Who, input: object) => h.call(h.acme, who, 'roles.preview', input);
  const listed = async (who: Who = 'owner', tenant = h.acme) =>
    outputOf<{ roles: RoleView[] }>(await h.call(tenant, who, 'roles.list', {})).roles;
  const found = async ({ role }: RoleView) => (await listed()).find((one) => one.role === role);
  const assign = (who: Who, to: Who, role: string) =>
    h.call(h.acme, who, 'roles.assign', { principalId: h.acme.principals[to].id, role });
  const permissionsOf = async (who: Who) =>
    outputOf<{ permissions: Permission[] }>(await h.call(h.acme, who, 'sessions.show', {})).permissions;
  const problemsOf = (outcome: Outcome) =>
    outcome.answer.ok ? [] : (outcome.answer.error.options.problems ?? []).map(({ message }) => message);

  return { create, created, update, remove, preview, listed, found, assign, permissionsOf, problemsOf };
}
