/** A client of ours as the library knows one (RFC 7591, 2). */
import type { ClientMetadata } from 'oidc-provider';
import { type ClientRecord, longLived } from '../../kernel/access/index.ts';

/** Secrets are kept as keyed hashes, and compared by `compareClientSecret`; the library only asks that there is one. */
const unknownSecret = 'kept as a keyed hash';
const hasSecret: ReadonlySet<string> = new Set(['client_secret_basic', 'client_secret_post']);

export function metadataOfClient(client: ClientRecord): ClientMetadata {
  const { grantTypes, authentication, redirectUris, scopes, jwks, jwksUri } = client;
  const refreshes = grantTypes.includes('refresh_token');
  const redirects = grantTypes.includes('authorization_code');
  return {
    client_id: client.protocolName,
    client_name: client.name,
    token_endpoint_auth_method: authentication,
    ...(hasSecret.has(authentication) ? { client_secret: unknownSecret } : {}),
    grant_types: [...grantTypes],
    response_types: redirects ? ['code'] : [],
    redirect_uris: redirects ? [...redirectUris] : [],
    // Whoever lists a plain address of the loopback is an app on somebody's machine (RFC 8252, 7.3).
    application_type: redirectUris.every((uri) => uri.startsWith('https:')) ? 'web' : 'native',
    scope: [...scopes, ...(refreshes ? [longLived] : [])].join(' '),
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: client.requiresProof,
    ...(jwks === null ? {} : { jwks: { keys: jwks.keys.map((key) => ({ ...key })) } as never }),
    ...(jwksUri === null ? {} : { jwks_uri: jwksUri }),
  };
}
