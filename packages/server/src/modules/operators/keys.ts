/** operators.issueKey, listKeys, revokeKey: credentials for the command line. */
import { encodeId, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { newApiKey, parseApiKey } from '../../kernel/crypto/index.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import {
  implementPlatformCommand,
  implementPlatformQuery,
  type PlatformImplementation,
} from '../../kernel/platform/index.ts';
import type { Random } from '../../kernel/random.ts';
import { endKey, type OperatorKeyRow, readKey, readKeys, writeKey } from './store.ts';

const dayMs = 86_400_000;

const place = (credentialId: Uuid) => ({
  table: 'operator_credentials',
  column: 'sealed',
  row: credentialId,
});

function presentKey(keys: ScopeKeys, row: OperatorKeyRow) {
  return {
    id: encodeId('credential', row.credential_id),
    description: keys.decryptText('credentials', place(row.credential_id), row.sealed),
    prefix: row.prefix,
    lastFour: row.last_four,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export const issueKey = ({ random }: { readonly random: Random }): PlatformImplementation =>
  implementPlatformCommand('operators.issueKey', {
    async run(tx, context, { description, expiresInDays }) {
      const permit = context.authorise();
      // A key that issues keys would live for ever.
      if (context.operator.kind !== 'session') throw new WardroomError('forbidden');
      const secret = newApiKey(random, { mode: 'live', kind: 'adm' });
      const form = parseApiKey(secret);
      if (!form) throw new Error('a new key has no known form');
      const id = context.newId();
      const row = {
        credential_id: id,
        operator_id: context.operator.operatorId,
        secret_hash: hashSecret(context.keys, 'key', secret),
        sealed: context.keys.encrypt('credentials', place(id), description),
        prefix: form.prefix,
        last_four: form.lastFour,
        created_at: context.at,
        expires_at: context.at + expiresInDays * dayMs,
      };
      await writeKey(tx, permit, row);
      context.record(id, { metadata: { expiresInDays } });
      return { row: { ...row, revoked_at: null }, secret };
    },
    present: async ({ keys }, { row, secret }) => ({ credential: presentKey(keys, row), secret }),
  });

export const listKeys = (): PlatformImplementation =>
  implementPlatformQuery('operators.listKeys', {
    run(tx, context) {
      context.authorise();
      return readKeys(tx);
    },
    async present({ keys }, rows) {
      await keys.ensureEpochs(
        'credentials',
        rows.map(({ sealed }) => sealed),
      );
      return { credentials: rows.map((row) => presentKey(keys, row)) };
    },
  });

export const revokeKey = (): PlatformImplementation =>
  implementPlatformCommand('operators.revokeKey', {
    async run(tx, context, { credentialId }) {
      const id = uuidOf(credentialId);
      const row = await readKey(tx, id);
      const permit = context.authorise();
      if (!row) throw new WardroomError('not_found');
      if (row.revoked_at !== null) return;
      await endKey(tx, permit, id, context.at);
      context.record(id);
    },
    present: async () => ({}),
  });
