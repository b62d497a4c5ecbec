/** An OAuth client (RFC 6749, 2) as the rest of the server sees it, and what of it is sealed. */
import { decodeId, encodeId, type Uuid } from '@wardroom/contract';
import type { ClientRecord, PublicKeys } from '../../kernel/access/index.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { ClientRow, SecretRow } from './store.ts';

export type { Authentication, ClientRecord, GrantType, PublicKeys } from '../../kernel/access/index.ts';

/** What names a client to people and to others, and is kept under the keys of the tenant. */
export interface SealedClient {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly jwks: PublicKeys | null;
  readonly jwksUri: string | null;
  readonly documentUrl: string | null;
}

const place = (clientId: Uuid) => ({ table: 'clients', column: 'sealed', row: clientId });

export const sealClient = (keys: ScopeKeys, clientId: Uuid, client: SealedClient): Buffer =>
  keys.encrypt('credentials', place(clientId), JSON.stringify(client));

/** The keys must know the epoch of the row (`ensureEpochs`). */
export const openClient = (keys: ScopeKeys, { client_id, sealed }: Pick<ClientRow, 'client_id' | 'sealed'>) =>
  JSON.parse(keys.decryptText('credentials', place(client_id), sealed)) as SealedClient;

/** How the row of a document is found by its address. */
export const documentLookup = (keys: ScopeKeys, url: string): Buffer =>
  keys.lookup('credentials', 'client-document', url);

export type ProtocolName = { readonly id: Uuid } | { readonly documentUrl: string };

const longestName = 500;

/**
 * Reads the name that a client gives itself; null for what can be nobody's. Addresses of documents are https, name more
 * than a host, and have one spelling.
 */
export function parseProtocolName(text: string): ProtocolName | null {
  if (text.length > longestName) return null;
  const id = text.startsWith('cli_') ? decodeId('client', text) : undefined;
  if (id !== undefined) return { id };
  return isDocumentUrl(text) ? { documentUrl: text } : null;
}

export function isDocumentUrl(text: string): boolean {
  if (text.length > longestName || !text.startsWith('https://')) return false;
  const url = URL.parse(text);
  if (url === null || url.href !== text || text.includes('#')) return false;
  return url.username === '' && url.password === '' && url.pathname !== '/';
}

export function toRecord(keys: ScopeKeys, row: ClientRow): ClientRecord {
  const { name, redirectUris, jwks, jwksUri, documentUrl } = openClient(keys, row);
  return {
    id: row.client_id,
    protocolName: documentUrl ?? encodeId('client', row.client_id),
    ...{ name, redirectUris, jwks, jwksUri, documentUrl },
    registration: row.registration,
    status: row.status,
    principalId: row.principal_id,
    authentication: row.authentication,
    grantTypes: row.grant_types,
    scopes: row.scopes,
    requiresProof: row.requires_proof,
  };
}

/** Whether a secret works at this moment, as far as the secret itself goes. */
export const isLive = ({ expires_at, grace_ends_at }: SecretRow, at: number): boolean =>
  expires_at > at && (grace_ends_at ?? expires_at) > at;
