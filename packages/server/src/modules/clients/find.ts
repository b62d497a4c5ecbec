/** How a client is found by those who answer for it, and what nobody may give it. */
import {
  type ClientView,
  encodeId,
  type Permission,
  type Scope,
  type Uuid,
  WardroomError,
} from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import { coversNetworks } from '../../kernel/authority/networks.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Permit } from '../../kernel/permit.ts';
import { isLive, openClient } from './client.ts';
import { type ClientRow, type FoundClient, findClient, listSecrets, type SecretRow } from './store.ts';

export const resourceOf = (row: FoundClient): ResourceFacts => ({
  id: row.client_id,
  facts: { kind: 'Client', ownerId: row.answers_for_it },
});

/** Finds a client as this caller may see it, and decides. Absent and invisible are one `not_found`. */
export async function requireClient(
  tx: ReadTransaction,
  context: Pick<RunContext, 'authorise'>,
  permission: Permission,
  id: Uuid,
): Promise<{ readonly row: FoundClient; readonly permit: Permit }> {
  const row = await findClient(tx, id);
  const permit = context.authorise(permission, row && resourceOf(row));
  if (row === null) throw new WardroomError('not_found');
  return { row, permit };
}

/**
 * Whoever can give a client a secret, an address or scopes can act through it: a ceiling is inherited, and what works from
 * everywhere is not made by what is held to networks.
 */
export function requireWithin({ scopes: own, allowedCidrs }: Authority, scopes: readonly Scope[]): void {
  const neededScopes = own === 'all' ? [] : scopes.filter((scope) => !own.has(scope));
  if (neededScopes.length > 0) throw new WardroomError('insufficient_scope', { neededScopes });
  if (!coversNetworks(allowedCidrs, [])) throw new WardroomError('forbidden');
}

export interface ShownClient {
  readonly row: ClientRow;
  readonly secrets: readonly SecretRow[];
}

/** With their secrets, as far as these may be shown. */
export async function withSecrets(tx: ReadTransaction, rows: readonly ClientRow[]): Promise<ShownClient[]> {
  const secrets =
    rows.length === 0
      ? []
      : await listSecrets(
          tx,
          rows.map(({ client_id }) => client_id),
        );
  return rows.map((row) => ({
    row,
    secrets: secrets.filter(({ client_id }) => client_id === row.client_id),
  }));
}

export async function presentClients(
  keys: ScopeKeys,
  clients: readonly ShownClient[],
  at: number,
): Promise<ClientView[]> {
  await keys.ensureEpochs(
    'credentials',
    clients.map(({ row }) => row.sealed),
  );
  return clients.map((client) => present(keys, client, at));
}

export async function presentClient(keys: ScopeKeys, client: ShownClient, at: number): Promise<ClientView> {
  const [view] = await presentClients(keys, [client], at);
  if (view === undefined) throw new Error('a client cannot be shown');
  return view;
}

const principal = (id: Uuid | null) => (id === null ? null : encodeId('principal', id));

function present(keys: ScopeKeys, { row, secrets: [newest, previous] }: ShownClient, at: number): ClientView {
  const { name, redirectUris, documentUrl } = openClient(keys, row);
  return {
    id: encodeId('client', row.client_id),
    ...{ name, documentUrl, redirectUris: [...redirectUris] },
    registration: row.registration,
    status: row.status,
    principalId: principal(row.principal_id),
    authentication: row.authentication,
    grantTypes: row.grant_types,
    scopes: row.scopes,
    requiresProof: row.requires_proof,
    secretHint: newest?.hint ?? null,
    // Of the newest one grace says only that it was ended before its time.
    secretExpiresAt:
      newest === undefined ? null : Math.min(newest.expires_at, newest.grace_ends_at ?? Infinity),
    graceEndsAt: previous !== undefined && isLive(previous, at) ? previous.grace_ends_at : null,
    createdAt: row.created_at,
    createdBy: principal(row.created_by),
    lastUsedAt: row.last_used_at,
  };
}
