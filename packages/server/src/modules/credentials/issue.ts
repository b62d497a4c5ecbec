/**
 * Issues a key for a bot. What must never happen: a key for a person (people sign in), a key that may more than the
 * credential it was issued with, or the secret anywhere but in this one answer.
 */
import { encodeId, type Scope, uuidOf, WardroomError } from '@wardroom/contract';
import type { Authority } from '../../kernel/authority/authority.ts';
import { newApiKey, parseApiKey } from '../../kernel/crypto/index.ts';
import { hashSecret } from '../../kernel/directory/secret-hash.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import type { Random } from '../../kernel/random.ts';
import { requirePrincipal } from '../principals/index.ts';
import { presentCredentials, sealDescription } from './credential.ts';
import { insertCredential } from './store.ts';

export interface IssueDeps {
  readonly keyring: Keyring;
  readonly random: Random;
}

const dayMs = 86_400_000;

export const issueCredential = ({ keyring, random }: IssueDeps): Implementation =>
  implementCommand('credentials.issue', {
    async prepare({ keys, newId }, { description }) {
      const secret = newApiKey(random, { mode: 'live', kind: 'bot' });
      const form = parseApiKey(secret);
      if (form === null) throw new Error('a new key does not have the form of keys');
      const id = newId();
      const secretHash = hashSecret(await keyring.open({ kind: 'platform' }), 'key', secret);
      return { id, secret, secretHash, form, sealed: sealDescription(keys, id, description) };
    },
    async run(tx, context, input, { id, secret, secretHash, form, sealed }) {
      const { authority, at } = context;
      const { row: bot, permit } = await requirePrincipal(
        tx,
        context,
        'credentials.own',
        uuidOf(input.principalId),
      );
      if (bot.kind === 'person') throw new WardroomError('forbidden');
      if (bot.status !== 'active') throw new WardroomError('conflict');
      const scopes = [...new Set(input.scopes)];
      requireOwnScopes(authority, scopes);
      const row = {
        credential_id: id,
        created_by: authority.principalId,
        prefix: form.prefix,
        last_four: form.lastFour,
        scopes,
        sealed,
        created_at: at,
        expires_at: at + input.expiresInDays * dayMs,
      };
      const credential = await insertCredential(tx, permit, { row, secretHash });
      context.record(bot.principal_id, {
        subjectId: bot.principal_id,
        metadata: {
          credentialId: encodeId('credential', id),
          scopes: scopes.join(' '),
          expiresInDays: input.expiresInDays,
        },
      });
      return { credential, secret };
    },
    async present({ keys }, { credential, secret }) {
      const [view] = await presentCredentials(keys, [credential]);
      if (view === undefined) throw new Error('a key was issued and cannot be shown');
      return { credential: view, secret };
    },
  });

/** A ceiling is inherited: what the issuing credential may not, its offspring may not. */
function requireOwnScopes({ scopes: own }: Authority, wanted: readonly Scope[]): void {
  if (own === 'all') return;
  const neededScopes = wanted.filter((scope) => !own.has(scope));
  if (neededScopes.length > 0) throw new WardroomError('insufficient_scope', { neededScopes });
}
