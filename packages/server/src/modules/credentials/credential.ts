/** A key as it may be shown: never its secret, of which only the keyed hash is kept. */
import { type CredentialView, encodeId, type Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { CredentialRow } from './store.ts';

const place = (credentialId: Uuid) => ({ table: 'credentials', column: 'sealed', row: credentialId });

export const sealDescription = (keys: ScopeKeys, credentialId: Uuid, description: string): Buffer =>
  keys.encrypt('credentials', place(credentialId), JSON.stringify({ description }));

export async function presentCredentials(
  keys: ScopeKeys,
  rows: readonly CredentialRow[],
): Promise<CredentialView[]> {
  await keys.ensureEpochs(
    'credentials',
    rows.map((row) => row.sealed),
  );
  return rows.map((row) => {
    const text = keys.decryptText('credentials', place(row.credential_id), row.sealed);
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
    };
  });
}
