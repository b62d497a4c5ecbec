/** What a principal is called, sealed under the tenant's profile key; look-up columns find it by exact value. */
import type { Person, RoleName, Uuid } from '@wardroom/contract';
import { encodeId } from '@wardroom/contract';
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

export interface PrincipalRow {
  readonly principal_id: Uuid;
  readonly kind: Person['kind'];
  readonly status: Person['status'];
  readonly role: RoleName;
  /** Who answers for it; null for people. */
  readonly owner_id: Uuid | null;
  readonly sealed: Buffer;
}

export function toPerson(keys: ScopeKeys, row: PrincipalRow): Person {
  const { handle, displayName, title = '' } = openProfile(keys, row.principal_id, row.sealed);
  return {
    id: encodeId('principal', row.principal_id),
    kind: row.kind,
    role: row.role,
    status: row.status,
    handle,
    displayName,
    title,
    ownerId: row.owner_id === null ? null : encodeId('principal', row.owner_id),
  };
}
