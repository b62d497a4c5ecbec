/** What a role would change. A preview: the server decides with the same table. */
import type { GroupView, Permission, RoleRef, RoleView } from '@wardroom/contract';
import { isWithin } from '../workspace/roles.ts';
import { cascadeOf } from './permissions.ts';

export type RoleId = Extract<RoleRef, `rol_${string}`>;

export const assignableRoles = (roles: readonly RoleView[], held: readonly string[]): readonly RoleRef[] =>
  roles.filter((role) => isWithin(role, held)).map(({ role }) => role);

/** As the command line names it: a built-in one in every language the same, one of the workspace by its name. */
export const roleWord = (roles: readonly RoleView[], role: RoleRef): string =>
  roles.find((known) => known.role === role && !known.locked)?.name ?? role;

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

/** Why a role gives a permission: somebody chose it, another brought it, or one that brings it no more. */
export type Giving = 'chosen' | 'before' | { readonly because: Permission };

export function givingsOf({ chosen, permissions }: RoleView): ReadonlyMap<Permission, Giving> {
  const brought = cascadeOf(chosen);
  const named = new Set(chosen);
  return new Map(
    permissions.map((permission) => {
      const because = brought.get(permission);
      const giving = named.has(permission) ? 'chosen' : because === undefined ? 'before' : { because };
      return [permission, giving] as const;
    }),
  );
}

/** What of a permission one does not hold oneself: itself, or what it brings. null: one may give it. */
export function missingFor(permission: Permission, held: readonly string[]): Permission | null {
  const all = [permission, ...cascadeOf([permission]).keys()];
  return all.find((one) => !held.includes(one)) ?? null;
}

/** What somebody is writing. */
export interface Draft {
  readonly name: string;
  readonly description: string;
  readonly chosen: readonly Permission[];
}

export const draftOf = ({ name, description, chosen }: RoleView): Draft => ({ name, description, chosen });

export const isSameDraft = (one: Draft, other: Draft): boolean =>
  one.name.trim() === other.name.trim() &&
  one.description.trim() === other.description.trim() &&
  one.chosen.length === other.chosen.length &&
  one.chosen.every((permission) => other.chosen.includes(permission));

/** In the address, in the place of an id. */
export const newRole = 'new';

/** What gives somebody rights: their role, or a group that confers one. */
export interface Source {
  readonly role: RoleRef;
  readonly group: Pick<GroupView, 'id' | 'name'> | null;
}

export const sourcesOf = (
  role: RoleRef,
  groups: readonly Pick<GroupView, 'id' | 'name' | 'confers'>[],
): readonly Source[] => [
  { role, group: null },
  ...groups.flatMap(({ confers, id, name }) => confers.map((role) => ({ role, group: { id, name } }))),
];
