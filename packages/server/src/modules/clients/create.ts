/** Registers a client that somebody here answers for. Its secret is in this one answer and nowhere else. */
import { encodeId, type Scope, type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { Random } from '../../kernel/random.ts';
import { requirePrincipal } from '../principals/index.ts';
import { sealClient } from './client.ts';
import { requireCoherent } from './coherence.ts';
import { presentClient, requireWithin, withSecrets } from './find.ts';
import { addSecret, endOfSecret, hasSecret, makeSecret, type NewSecret } from './secret.ts';
import { countClients, insertClient, type NewClientRow } from './store.ts';

export interface ClientDeps {
  readonly random: Random;
}

/** Clients of one workspace that somebody here has registered and nobody has revoked. */
export const mostRegisteredHere = 1000;

export const createClient = ({ random }: ClientDeps): Implementation =>
  implementCommand('clients.create', {
    async prepare({ keys, newId }, { name, authentication, jwks = null, jwksUri = null, ...input }) {
      const redirectUris = [...new Set(input.redirectUris)];
      const grantTypes = [...new Set(input.grantTypes)];
      const id = newId();
      const sealed = sealClient(keys, id, { name, redirectUris, jwks, jwksUri, documentUrl: null });
      const made = hasSecret(authentication) ? makeSecret(random, keys) : null;
      return { id, sealed, made, wanted: { authentication, grantTypes, redirectUris, jwks, jwksUri } };
    },
    async run(tx, context, input, { id, sealed, made, wanted }) {
      const { authority, at } = context;
      const principalId = input.principalId === undefined ? null : uuidOf(input.principalId);
      const permit = await permitOf(tx, context, { id, principalId });
      requireCoherent({ ...wanted, hasPrincipal: principalId !== null });
      const scopes: Scope[] = [...new Set(input.scopes)];
      requireWithin(authority, scopes);
      if ((await countClients(tx, 'here')).all >= mostRegisteredHere)
        throw new WardroomError('limit_reached');
      const row: NewClientRow = {
        ...{ client_id: id, registration: 'here', status: 'active', document_lookup: null },
        ...{ principal_id: principalId, created_by: authority.principalId, sealed, scopes },
        ...{ authentication: input.authentication, grant_types: wanted.grantTypes },
        ...{ requires_proof: input.requiresProof, created_at: at },
      };
      await insertClient(tx, permit, row);
      if (made !== null) await addFirstSecret(tx, permit, { clientId: id, made, at });
      context.record(id, { subjectId: principalId, metadata: metadataOf(row) });
      const [client] = await withSecrets(tx, [{ ...row, last_used_at: null }]);
      if (client === undefined) throw new Error('a client was made and cannot be shown');
      return { client, secret: made?.secret ?? null };
    },
    present: async ({ keys, at }, { client, secret }) => ({
      client: await presentClient(keys, client, at),
      secret,
    }),
  });

/** Whose right it is to carry must be a program’s, alive, and one’s own unless one manages every client. */
async function permitOf(
  tx: ReadTransaction,
  context: RunContext,
  { id, principalId }: { readonly id: Uuid; readonly principalId: Uuid | null },
): Promise<Permit> {
  if (principalId === null) return context.authorise('clients.own', { ...workspace, id });
  const { row } = await requirePrincipal(tx, context, 'clients.own', principalId);
  if (row.kind === 'person' || row.kind === 'operator') throw new WardroomError('forbidden');
  if (row.status !== 'active') throw new WardroomError('conflict');
  return context.authorise('clients.own', { id, facts: { kind: 'Client', ownerId: row.owner_id } });
}

export async function addFirstSecret(
  tx: WriteTransaction,
  permit: Permit,
  { clientId, made, at }: { readonly clientId: Uuid; readonly made: NewSecret; readonly at: number },
): Promise<number> {
  const expiresAt = await endOfSecret(tx, at);
  await addSecret(tx, permit, { clientId, generation: 1, made, at, expiresAt });
  return expiresAt;
}

export const metadataOf = (
  row: Pick<
    NewClientRow,
    'client_id' | 'registration' | 'status' | 'authentication' | 'grant_types' | 'scopes' | 'requires_proof'
  >,
) => ({
  clientId: encodeId('client', row.client_id),
  registration: row.registration,
  status: row.status,
  authentication: row.authentication,
  grantTypes: row.grant_types.join(' '),
  scopes: row.scopes.join(' '),
  requiresProof: row.requires_proof,
});
