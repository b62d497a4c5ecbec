/** What a role would change. A preview: the server decides with the same table. */
import type { Permission, RoleRef, RoleView } from '@wardroom/contract';

/** Nobody grants what they do not hold. */
export const isWithin = ({ permissions }: Pick<RoleView, 'permissions'>, held: readonly string[]): boolean =>
  permissions.every((permission) => held.includes(permission));

export const assignableRoles = (roles: readonly RoleView[], held: readonly string[]): readonly RoleRef[] =>
  roles.filter((role) => isWithin(role, held)).map(({ role }) => role);

export interface RoleChange {
  readonly gains: readonly Permission[];
  readonly loses: readonly Permission[];
}

export const differenceOf = (before: readonly Permission[], after: readonly Permission[]): RoleChange => ({
  gains: after.filter((permission) => !before.includes(permission)),
  loses: before.filter((permission) => !after.includes(permission)),
});

export function roleChange(roles: readonly RoleView[], from: RoleRef, to: RoleRef): RoleChange {
  const of = (ref: RoleRef) => roles.find(({ role }) => role === ref)?.permissions ?? [];
  return differenceOf(of(from), of(to));
}
