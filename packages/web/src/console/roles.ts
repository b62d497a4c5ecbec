/** What a role would change. A preview: the server decides with the same table. */
import type { Operations, OutputOf, RoleName } from '@wardroom/contract';

export type Role = OutputOf<Operations['roles.list']>['roles'][number];

/** Nobody grants what they do not hold. */
export const assignableRoles = (roles: readonly Role[], held: readonly string[]): readonly RoleName[] =>
  roles
    .filter(({ permissions }) => permissions.every((permission) => held.includes(permission)))
    .map(({ name }) => name);

interface RoleChange {
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

export function roleChange(roles: readonly Role[], from: RoleName, to: RoleName): RoleChange {
  const of = (role: RoleName) => roles.find(({ name }) => name === role)?.permissions ?? [];
  const [before, after] = [of(from), of(to)];
  return {
    gains: after.filter((permission) => !before.includes(permission)),
    loses: before.filter((permission) => !after.includes(permission)),
  };
}
