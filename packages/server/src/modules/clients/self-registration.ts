/**
 * Clients that nobody here has registered: those that register themselves (RFC 7591), and those that are known by a
 * document at their own address. What must never happen: one of them carries a right of its own, comes in where the
 * workspace has not said so, or fills the workspace with itself.
 */
import { operations, type Problem, type Scope, type Uuid, WardroomError } from '@wardroom/contract';
import type { ClientDocument, From, WantedClient } from '../../kernel/access/index.ts';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { issuePermit, type Permit } from '../../kernel/permit.ts';
import { believesDocumentsOf, readAccessSettings } from '../access/index.ts';
import {
  type ClientRecord,
  documentLookup,
  isDocumentUrl,
  openClient,
  type SealedClient,
  sealClient,
  toRecord,
} from './client.ts';
import { requireCoherent } from './coherence.ts';
import { addFirstSecret, metadataOf } from './create.ts';
import { endWiderTokens } from './end.ts';
import { hasSecret, makeSecret } from './secret.ts';
import {
  type ClientRow,
  countClients,
  findByDocument,
  insertClient,
  type NewClientRow,
  writeClient,
} from './store.ts';

export const mostWaiting = 200;
/** Of those that have registered themselves, and as many again of those with a document at a host that is not listed. */
export const mostByThemselves = 1000;

const shape = operations['clients.create'].input.omit({ principalId: true, requiresProof: true });

/** As the schema of `clients.create` reads it, without what only somebody here may ask for. Throws `invalid_input`. */
export function readWanted(wanted: WantedClient): WantedClient {
  const { jwks, jwksUri, name, authentication, grantTypes, redirectUris, scopes } = wanted;
  const result = shape.safeParse({
    ...{ name, authentication, grantTypes, redirectUris, scopes },
    ...(jwks === null ? {} : { jwks }),
    ...(jwksUri === null ? {} : { jwksUri }),
  });
  if (!result.success) {
    const problems: Problem[] = result.error.issues
      .slice(0, 20)
      .map(({ path, message }) => ({ path: `/${path.join('/')}`, message }));
    throw new WardroomError('invalid_input', { problems });
  }
  const read = {
    ...wanted,
    ...result.data,
    jwks: result.data.jwks ?? null,
    jwksUri: result.data.jwksUri ?? null,
  };
  const unique = {
    ...read,
    grantTypes: [...new Set(read.grantTypes)],
    redirectUris: [...new Set(read.redirectUris)],
    scopes: [...new Set(read.scopes)] as Scope[],
  };
  requireCoherent({ ...unique, hasPrincipal: false });
  return unique;
}

export interface Joining {
  readonly id: Uuid;
  readonly at: number;
  readonly keys: ScopeKeys;
  readonly from: From;
}

const permitFor = (tx: WriteTransaction, operation: string, resourceId: Uuid): Permit =>
  issuePermit({ transaction: tx, tenantId: tx.tenantId, operation, permission: 'public', resourceId });

const sealedOf = (
  { name, redirectUris, jwks, jwksUri }: WantedClient,
  documentUrl: string | null,
): SealedClient => ({
  ...{ name, redirectUris, jwks, jwksUri, documentUrl },
});

function recordJoined(
  tx: WriteTransaction,
  action: string,
  row: NewClientRow,
  { address, requestId }: From,
  type: 'client.registered' | 'client.updated' = 'client.registered',
): void {
  tx.record({
    ...{ type, outcome: 'success', actorType: 'anonymous', actorId: null, action },
    ...{ resourceKind: 'Client', resourceId: row.client_id, credentialId: null, address, requestId },
    metadata: metadataOf(row),
  });
}

/** Throws `forbidden` where nothing registers itself, and `limit_reached`. */
export async function registerItself(
  tx: WriteTransaction,
  wanted: WantedClient,
  { random, ...joining }: Joining & { readonly random: Parameters<typeof makeSecret>[0] },
): Promise<{ client: ClientRecord; secret: string | null; secretExpiresAt: number | null }> {
  const { id, at, keys, from } = joining;
  const { selfRegistration } = await readAccessSettings(tx);
  if (selfRegistration === 'off') throw new WardroomError('forbidden');
  const { all, waiting } = await countClients(tx, 'itself');
  const status = selfRegistration === 'open' ? 'active' : 'waiting';
  if (all >= mostByThemselves || (status === 'waiting' && waiting >= mostWaiting))
    throw new WardroomError('limit_reached');
  const made = hasSecret(wanted.authentication) ? makeSecret(random, keys) : null;
  const row: NewClientRow = {
    ...{ client_id: id, registration: 'itself', status, document_lookup: null },
    ...rowOf(wanted),
    ...{ requires_proof: false, created_at: at },
    sealed: sealClient(keys, id, sealedOf(wanted, null)),
  };
  const permit = permitFor(tx, 'oauth.register', id);
  await insertClient(tx, permit, row);
  const secretExpiresAt = made === null ? null : await addFirstSecret(tx, permit, { clientId: id, made, at });
  recordJoined(tx, 'oauth.register', row, from);
  const client = toRecord(keys, { ...row, last_used_at: null });
  return { client, secret: made?.secret ?? null, secretExpiresAt };
}

const rowOf = ({ authentication, grantTypes, scopes }: WantedClient) => ({
  ...{ principal_id: null, created_by: null, authentication },
  ...{ grant_types: [...grantTypes], scopes: [...scopes] },
});

/** Throws `invalid_input` for an address that can be no client’s, and for a secret that everybody could read. */
export function readDocument(document: ClientDocument): ClientDocument {
  const problems: Problem[] = [];
  if (!isDocumentUrl(document.url)) problems.push({ path: '/url', message: 'an https address with a path' });
  if (hasSecret(document.authentication))
    problems.push({ path: '/authentication', message: 'a document has no secret: none or private_key_jwt' });
  if (problems.length > 0) throw new WardroomError('invalid_input', { problems });
  return { ...readWanted(document), url: document.url };
}

/** Whether the row says what the document says. A revoked client stays what it was. */
export function saysTheSame({ status, ...known }: ClientRecord, document: ClientDocument): boolean {
  if (status === 'revoked') return true;
  const facts = ({ name, redirectUris, jwks, jwksUri, authentication, grantTypes, scopes }: WantedClient) =>
    JSON.stringify([name, redirectUris, jwks, jwksUri, authentication, grantTypes, scopes]);
  return facts(known) === facts(document);
}

/** Null where the settings do not believe documents of this host. Throws `limit_reached`. */
export async function admitDocument(
  tx: WriteTransaction,
  document: ClientDocument,
  joining: Joining,
): Promise<ClientRecord | null> {
  const { keys } = joining;
  const settings = await readAccessSettings(tx);
  const host = new URL(document.url).hostname;
  if (!believesDocumentsOf(settings, host)) return null;
  const lookup = documentLookup(keys, document.url);
  const known = await findByDocument(tx, lookup);
  if (known !== null) return changeDocument(tx, known, document, joining);
  // Strangers can name as many addresses as they like; those that somebody here has listed always find room.
  if (!settings.documentHosts.includes(host) && (await countClients(tx, 'document')).all >= mostByThemselves)
    throw new WardroomError('limit_reached');
  const { id, at, from } = joining;
  const row: NewClientRow = {
    ...{ client_id: id, registration: 'document', status: 'active', document_lookup: lookup },
    ...rowOf(document),
    ...{ requires_proof: false, created_at: at },
    sealed: sealClient(keys, id, sealedOf(document, document.url)),
  };
  await insertClient(tx, permitFor(tx, 'oauth.authorize', id), row);
  recordJoined(tx, 'oauth.authorize', row, from);
  return toRecord(keys, { ...row, last_used_at: null });
}

async function changeDocument(
  tx: WriteTransaction,
  known: ClientRow,
  document: ClientDocument,
  { at, keys, from }: Joining,
): Promise<ClientRecord> {
  await keys.ensureEpochs('credentials', [known.sealed]);
  if (saysTheSame(toRecord(keys, known), document)) return toRecord(keys, known);
  const sealed = sealClient(keys, known.client_id, {
    ...openClient(keys, known),
    ...sealedOf(document, document.url),
  });
  const row = { ...known, ...rowOf(document), sealed };
  const permit = permitFor(tx, 'oauth.authorize', known.client_id);
  await writeClient(tx, permit, row, at);
  await endWiderTokens(tx, permit, { before: known, after: row, at, actorId: null });
  recordJoined(tx, 'oauth.authorize', { ...row, document_lookup: null }, from, 'client.updated');
  return toRecord(keys, row);
}
