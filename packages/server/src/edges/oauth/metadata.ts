/** What clients read before they ask anything: RFC 8414 and RFC 9728. Every address is the issuer’s, whatever Host said. */

import {
  type AccessSettings,
  clientAuthentications,
  endpoints,
  grantTypes,
  type Scope,
} from '@wardroom/contract';
import { longLived } from '../../kernel/access/index.ts';
import { proofAlgorithms } from '../../kernel/tokens/index.ts';

const assertionAlgorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'];
const authentication = [...clientAuthentications];
const confidential = authentication.filter((method) => method !== 'none');

export function serverMetadata(issuer: string, scopes: readonly Scope[], settings: AccessSettings): object {
  const at = (name: keyof typeof endpoints) => `${issuer}${endpoints[name].path}`;
  return {
    issuer,
    authorization_endpoint: at('oauth.authorize'),
    token_endpoint: at('oauth.token'),
    jwks_uri: at('oauth.keys'),
    ...(settings.selfRegistration === 'off' ? {} : { registration_endpoint: at('oauth.register') }),
    pushed_authorization_request_endpoint: at('oauth.push'),
    device_authorization_endpoint: at('oauth.authorizeDevice'),
    introspection_endpoint: at('oauth.introspect'),
    revocation_endpoint: at('oauth.revoke'),
    scopes_supported: [...scopes, longLived],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [...grantTypes],
    token_endpoint_auth_methods_supported: authentication,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint_auth_methods_supported: confidential,
    introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: authentication,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    client_id_metadata_document_supported: settings.clientDocuments !== 'off',
    dpop_signing_alg_values_supported: [...proofAlgorithms],
  };
}

/** The API of the workspace as a protected resource. */
export function resourceMetadata(issuer: string, scopes: readonly Scope[]): object {
  return {
    resource: issuer,
    authorization_servers: [issuer],
    jwks_uri: `${issuer}${endpoints['oauth.keys'].path}`,
    scopes_supported: [...scopes],
    bearer_methods_supported: ['header'],
    resource_signing_alg_values_supported: ['ES256'],
    dpop_signing_alg_values_supported: [...proofAlgorithms],
    resource_name: 'Wardroom',
  };
}
