/**
 * What a program asks for, as the authorisation server keeps it (RFC 6749, 4.1.1; RFC 8628, 3.1). What must never happen:
 * a person is shown, or grants, more than the client is admitted for.
 */
import { type AccessRequest, encodeId, type Scope, scopeNames } from '@wardroom/contract';
import { type ClientRecord, type GrantType, longLived } from '../../kernel/access/index.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { FoundRecord } from '../../kernel/protocol-records/index.ts';
import { readClient } from '../clients/index.ts';

export interface AskedFor {
  readonly client: ClientRecord;
  /** Of those asked for, the ones that the client may have here, in the order of the catalogue. */
  readonly scopes: readonly Scope[];
  /** RFC 8707: one name, several, or undefined. */
  readonly resource: unknown;
  readonly redirectHost: string | null;
  /** Asks for a refresh token (OpenID Connect Core, 11), and may have one. */
  readonly isLasting: boolean;
}

/** A grant that outlives the session in which it was given. */
export const lastingMs = 30 * 86_400_000;

/** Null when its client is not, or no longer, admitted for this kind of request. */
export async function readRequest(
  tx: ReadTransaction,
  keys: ScopeKeys,
  { payload }: FoundRecord,
  grantType: GrantType,
): Promise<AskedFor | null> {
  const params = objectOf(payload['params']);
  const client = await readClient(tx, keys, textOf(params['client_id']));
  if (client?.status !== 'active' || !client.grantTypes.includes(grantType)) return null;
  const asked = new Set(textOf(params['scope']).split(' '));
  return {
    client,
    scopes: scopeNames.filter((scope) => asked.has(scope) && client.scopes.includes(scope)),
    resource: params['resource'],
    redirectHost: grantType === 'authorization_code' ? hostOf(textOf(params['redirect_uri'])) : null,
    isLasting: asked.has(longLived) && client.grantTypes.includes('refresh_token'),
  };
}

/** A grant that lasts ends by itself after a while; another one with the session that gave it. */
export const endOf = (
  { isLasting }: AskedFor,
  { at, authority }: { readonly at: number; readonly authority: { readonly expiresAt: number } },
): number => (isLasting ? at + lastingMs : authority.expiresAt);

export const presentRequest = (asked: AskedFor, expiresAt: number): AccessRequest => ({
  // Nobody here has registered a client that is known by its document, so it has no name of ours.
  clientId: asked.client.documentUrl === null ? encodeId('client', asked.client.id) : null,
  clientName: asked.client.name,
  documentUrl: asked.client.documentUrl,
  registration: asked.client.registration,
  redirectHost: asked.redirectHost,
  scopes: [...asked.scopes],
  isLasting: asked.isLasting,
  expiresAt,
});

/** The host, or of a scheme of an app's own the scheme, which names its domain (RFC 8252, 7.1). */
function hostOf(redirectUri: string): string | null {
  const url = URL.parse(redirectUri);
  return url === null ? null : url.host || url.protocol.slice(0, -1);
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
