/** What a principal is called, sealed under the tenant's profile key; look-up columns find it by exact value. */
import { encodeId, type Person, type RoleName, type RoleRef, type Uuid, uuidOf } from '@wardroom/contract';
import { isBuiltIn } from '@wardroom/policy';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export interface Profile {
  readonly handle: string;
  readonly displayName: string;
  readonly emailAddress: string | null;
  /** What they do. Absent in profiles sealed before there were titles. */
  readonly title?: string;
}

const place = (principalId: Uuid) => ({ table: 'principals', column: 'sealed', row: principalId });

export const sealProfile = (keys: ScopeKeys, principalId: Uuid, profile: Profile): Buffer =>
  keys.encrypt('profiles', place(principalId), JSON.stringify(profile));

export const openProfile = (keys: ScopeKeys, principalId: Uuid, sealed: Buffer): Profile =>
  JSON.parse(keys.decryptText('profiles', place(principalId), sealed)) as Profile;

export const handleLookup = (keys: ScopeKeys, handle: string): Buffer =>
  keys.lookup('profiles', 'handle', handle);

/** Addresses are compared without regard to case. */
export const emailLookup = (keys: ScopeKeys, emailAddress: string): Buffer =>
  keys.lookup('profiles', 'email', emailAddress.normalize('NFKC').toLowerCase());

/** As it is stored. */
export const baseRole = (role: RoleRef): Pick<PrincipalRow, 'role' | 'custom_role_id' | 'roles'> => {
  if (isBuiltIn(role)) return { role, custom_role_id: null, roles: [role] };
  const id = uuidOf(role);
  return { role: 'custom', custom_role_id: id, roles: [id] };
};

/** As it is shown. */
export function roleRefOf({ role, custom_role_id }: Pick<PrincipalRow, 'role' | 'custom_role_id'>): RoleRef {
  if (role !== 'custom') return role;
  if (custom_role_id === null) throw new Error('a principal with a custom role names none');
  return encodeId('role', custom_role_id);
}

export interface PrincipalRow {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: Person['status'];
  /** The base role: a built-in one, or `custom` with its id beside it. */
  readonly role: RoleName | 'custom';
  readonly custom_role_id: Uuid | null;
  /** What decides: the base role, then what groups confer. Built-in ones by name, custom ones by id. */
  readonly roles: readonly string[];
  /** Who answers for it; null for people. */
  readonly owner_id: Uuid | null;
  readonly sealed: Buffer;
}

export function toPerson(keys: ScopeKeys, row: PrincipalRow): Person {
  const { handle, displayName, title = '' } = openProfile(keys, row.principal_id, row.sealed);
  return {
    id: encodeId('principal', row.principal_id),
    kind: row.kind,
    role: roleRefOf(row),
    status: row.status,
    handle,
    displayName,
    title,
    ownerId: row.owner_id === null ? null : encodeId('principal', row.owner_id),
  };
}
