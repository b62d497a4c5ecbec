/**
 * Gives a client a new secret. The head lock puts rotations in a row, so each counts what the one before it has left: of
 * one client there are never more than two secrets that work, and never none because of a rotation. A client whose secret
 * has ended gets a new one here, too: its registration is still somebody’s decision.
 */
import { encodeId, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { readAccessSettings } from '../access/index.ts';
import { isLive } from './client.ts';
import type { ClientDeps } from './create.ts';
import { presentClient, requireClient, requireWithin, withSecrets } from './find.ts';
import { addSecret, endOfSecret, hasSecret, makeSecret, type NewSecret } from './secret.ts';
import { endSecretsAt, type FoundClient, listSecrets } from './store.ts';

const dayMs = 86_400_000;
const mostSecrets = 2;

export const rotateClientSecret = ({ random }: ClientDeps): Implementation =>
  implementCommand('clients.rotateSecret', {
    prepare: async ({ keys }) => makeSecret(random, keys),
    async run(tx, context, { clientId, immediate }, made) {
      const { row, permit } = await requireClient(tx, context, 'clients.own', uuidOf(clientId));
      requireWithin(context.authority, row.scopes);
      if (row.status !== 'active' || !hasSecret(row.authentication)) throw new WardroomError('conflict');
      // A program that must not act gets nothing to act with.
      if (row.principal_status !== null && row.principal_status !== 'active')
        throw new WardroomError('conflict');
      await replaceSecret(tx, context, permit, { row, immediate, made });
      const [client] = await withSecrets(tx, [row]);
      if (client === undefined) throw new Error('a secret was made and cannot be shown');
      return { client, secret: made.secret };
    },
    present: async ({ keys, at }, { client, secret }) => ({
      client: await presentClient(keys, client, at),
      secret,
    }),
  });

interface Replacement {
  readonly row: FoundClient;
  readonly immediate: boolean;
  readonly made: NewSecret;
}

async function replaceSecret(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { row, immediate, made }: Replacement,
): Promise<void> {
  const { at } = context;
  const clientId = row.client_id;
  const secrets = await listSecrets(tx, [clientId]);
  const live = secrets.filter((secret) => isLive(secret, at));
  if (!immediate && live.length >= mostSecrets) throw new WardroomError('conflict');
  const { graceDays } = await readAccessSettings(tx);
  const generations = live.map(({ generation }) => generation);
  const until = immediate ? at : at + graceDays * dayMs;
  if (live.length > 0) await endSecretsAt(tx, permit, { clientId, generations, until });
  const generation = Math.max(0, ...secrets.map((secret) => secret.generation)) + 1;
  await addSecret(tx, permit, { clientId, generation, made, at, expiresAt: await endOfSecret(tx, at) });
  context.record(clientId, {
    subjectId: row.principal_id,
    metadata: {
      clientId: encodeId('client', clientId),
      generation,
      graceDays: immediate || live.length === 0 ? 0 : graceDays,
    },
  });
}
