/** A key as it may be shown: never its secret, of which only the keyed hash is kept. */
import { type CredentialView, encodeId, type Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { unusedAfterMs } from './cadence.ts';
import type { CredentialRow, Generation } from './store.ts';

const usePlace = (credentialId: Uuid) => ({ table: 'credentials', column: 'sealed_use', row: credentialId });

/** The first generation, under whose id whatever is common to all of them is kept. */
export const familyOf = ({
  credential_id,
  first_id,
}: Pick<CredentialRow, 'credential_id' | 'first_id'>): Uuid => first_id ?? credential_id;

// What a key is for is the same for all its generations: sealed in the place of the first one, it is copied as it is.
const place = (familyId: Uuid) => ({ table: 'credentials', column: 'sealed', row: familyId });

export const sealDescription = (keys: ScopeKeys, familyId: Uuid, description: string): Buffer =>
  keys.encrypt('credentials', place(familyId), JSON.stringify({ description }));

export const sealUse = (keys: ScopeKeys, credentialId: Uuid, address: string): Buffer =>
  keys.encrypt('credentials', usePlace(credentialId), JSON.stringify({ address }));

/** Whether a key works at this moment, as far as the key itself goes. */
export const isLive = (row: Generation, at: number): boolean =>
  row.revoked_at === null && row.expires_at > at && (row.grace_ends_at ?? row.expires_at) > at;

export async function presentCredentials(
  keys: ScopeKeys,
  rows: readonly CredentialRow[],
  at: number,
): Promise<CredentialView[]> {
  await keys.ensureEpochs(
    'credentials',
    rows.flatMap(({ sealed, sealed_use }) => (sealed_use === null ? [sealed] : [sealed, sealed_use])),
  );
  return rows.map((row) => present(keys, row, at));
}

function present(keys: ScopeKeys, row: CredentialRow, at: number): CredentialView {
  const text = keys.decryptText('credentials', place(familyOf(row)), row.sealed);
  const use =
    row.sealed_use === null
      ? null
      : keys.decryptText('credentials', usePlace(row.credential_id), row.sealed_use);
  return {
    id: encodeId('credential', row.credential_id),
    principalId: encodeId('principal', row.principal_id),
    description: (JSON.parse(text) as { description: string }).description,
    prefix: row.prefix,
    lastFour: row.last_four,
    scopes: row.scopes,
    createdAt: row.created_at,
    createdBy: encodeId('principal', row.created_by),
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    allowedCidrs: row.allowed_cidrs,
    familyId: encodeId('credential', familyOf(row)),
    generation: row.generation,
    graceEndsAt: row.grace_ends_at,
    lastUsedAt: row.last_used_at,
    lastUsedAddress: use === null ? null : (JSON.parse(use) as { address: string }).address,
    unusedScopes: unusedScopes(row, at),
  };
}

/** Nothing is unused before there was time to use it. */
function unusedScopes(row: CredentialRow, at: number): CredentialView['scopes'] {
  if (at - row.created_at < unusedAfterMs) return [];
  if (at - (row.last_used_at ?? row.created_at) >= unusedAfterMs) return row.scopes;
  const used = new Set([...row.used_scopes, ...row.used_scopes_before]);
  return row.scopes.filter((scope) => !used.has(scope));
}
