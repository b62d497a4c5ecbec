/**
 * Somebody has found keys where they should not be: a scanner of repositories, a colleague, a stranger. Holding a key is
 * proof enough to end it, and nothing else is asked. Keys of other workspaces are as unknown here as made-up ones. Of a
 * client only the secret ends: what people have granted to it is not what was found.
 */
import type { Uuid } from '@wardroom/contract';
import { parseApiKey } from '../../kernel/crypto/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import { type Implementation, implementPublic, type PublicRunContext } from '../../kernel/implementation.ts';
import type { Keyring, ScopeKeys } from '../../kernel/keyring/index.ts';
import { endLeakedSecrets, hashSecretOfClient } from '../clients/index.ts';
import { findBySecrets, writeRevoked } from './store.ts';

export const reportLeakedCredentials = ({ keyring }: { readonly keyring: Keyring }): Implementation =>
  implementPublic('credentials.reportLeaked', {
    async prepare({ keys }, { secrets }) {
      const platformKeys = await keyring.open({ kind: 'platform' });
      return {
        hashes: secrets.map((secret) => hashOfKey(platformKeys, secret)),
        ofClients: secrets.map((secret) => hashSecretOfClient(keys, secret)),
      };
    },
    async run(tx, context, _input, { hashes, ofClients }) {
      const keys = hashes.filter((hash) => hash !== null);
      const found = keys.length === 0 ? [] : await findBySecrets(tx, keys);
      for (const row of found) {
        if (row.revoked_at !== null) continue;
        await writeRevoked(tx, context.permitFor(row.credential_id), row.credential_id, context.at);
        recordLeak(tx, context, { credentialId: row.credential_id, principalId: row.principal_id });
      }
      const known = new Set(found.map(({ secret_hash }) => secret_hash.toString('hex')));
      const isClients = await endLeakedSecrets(tx, context, ofClients);
      return hashes.map(
        (hash, index) => (hash !== null && known.has(hash.toString('hex'))) || isClients[index] === true,
      );
    },
    present: async (_context, known) => ({
      labels: known.map((isKnown) => (isKnown ? 'true_positive' : 'false_positive')),
    }),
  });

/** Null: not of the form of keys, so there is nothing to look up. */
const hashOfKey = (platformKeys: ScopeKeys, secret: string): Buffer | null =>
  (parseApiKey(secret)?.kind ?? 'cls') === 'cls' ? null : hashSecret(platformKeys, 'key', secret);

/** By nobody we know. The event closes the sockets of the key. */
function recordLeak(
  tx: WriteTransaction,
  { at, address, requestId }: PublicRunContext,
  { credentialId, principalId }: { readonly credentialId: Uuid; readonly principalId: Uuid },
): void {
  tx.record({
    type: 'credential.leaked',
    outcome: 'success',
    actorType: 'anonymous',
    actorId: null,
    subjectId: principalId,
    action: 'credentials.reportLeaked',
    resourceKind: 'Credential',
    resourceId: credentialId,
    credentialId,
    credentialKind: 'credential',
    address,
    requestId,
  });
  tx.append({ type: 'credential.revoked', at, actorId: null, subjectId: principalId, credentialId });
}
