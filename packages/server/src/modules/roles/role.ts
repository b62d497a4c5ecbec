/** A custom role: what of it is sealed, how it is found by name, and as what it is shown. */
import {
  encodeId,
  type Permission,
  type RoleName,
  type RoleView,
  roleNames,
  type Uuid,
  WardroomError,
} from '@wardroom/contract';
import { Rights, rolePermissions } from '@wardroom/policy';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { builtInTexts, type RoleText } from './built-in.ts';
import type { RoleRow } from './store.ts';

/** Custom roles of one workspace. */
export const mostRoles = 200;

const place = (roleId: Uuid) => ({ table: 'roles', column: 'sealed', row: roleId });

export const sealText = (keys: ScopeKeys, roleId: Uuid, { name, description }: RoleText): Buffer =>
  keys.encrypt('directory', place(roleId), JSON.stringify({ name, description }));

/** The keys must know the epoch of the row (`ensureEpochs`). */
export const openText = (keys: ScopeKeys, { role_id, sealed }: Pick<RoleRow, 'role_id' | 'sealed'>) =>
  JSON.parse(keys.decryptText('directory', place(role_id), sealed)) as RoleText;

/** Names that people would take for the same one are the same one. */
const normalised = (name: string): string =>
  name.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ').trim();

export const nameLookup = (keys: ScopeKeys, name: string): Buffer =>
  keys.lookup('directory', 'role', normalised(name));

/** Under which a deleted role is kept: nobody can ask for it, so its name is free again. */
export const lookupOfDeleted = (keys: ScopeKeys, roleId: Uuid): Buffer =>
  keys.lookup('directory', 'deleted-role', roleId);

const reserved = new Set(roleNames.flatMap((role) => [role, normalised(builtInTexts[role].name)]));

/** Throws `already_exists` for what a built-in role is called. */
export function requireFreeName(name: string): void {
  if (reserved.has(normalised(name))) throw new WardroomError('already_exists');
}

/** Throws `forbidden`, naming what is missing: nobody gives, takes or keeps from others what they do not hold. */
export function requireHeld({ rights }: Authority, permissions: Rights): void {
  const missing = permissions.without(rights);
  if (missing.isEmpty) return;
  const message = `you do not hold ${[...missing].join(', ')}`;
  throw new WardroomError('forbidden', { problems: [{ path: '/chosen', message }] });
}

/** Without repetition, in the order of the table. */
export const inOrder = (permissions: Iterable<string>): Permission[] => [...Rights.of(permissions)];

/** How many have a role as their base role, and how many groups confer it. */
export interface Use {
  readonly people: number;
  readonly groups: number;
}

export interface ShownRole extends Use {
  readonly row: RoleRow;
}

export function toRoleView(keys: ScopeKeys, { row, people, groups }: ShownRole): RoleView {
  const { name, description } = openText(keys, row);
  return {
    role: encodeId('role', row.role_id),
    ...{ name, description, locked: false, people, groups },
    chosen: inOrder(row.chosen),
    permissions: inOrder(row.permissions),
    revision: row.revision,
    updatedAt: row.updated_at,
  };
}

export function builtInView(role: RoleName, { people, groups }: Use): RoleView {
  const permissions = [...rolePermissions[role]];
  return {
    role,
    ...builtInTexts[role],
    ...{ locked: true, chosen: permissions, permissions, people, groups },
    ...{ revision: 0, updatedAt: null },
  };
}
