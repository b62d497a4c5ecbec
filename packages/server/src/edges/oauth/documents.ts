/** Clients that are known by a document at their own address: read through the egress guard, admitted by the settings. */
import { type AccessSettings, clientAuthentications, grantTypes, WardroomError } from '@wardroom/contract';
import { type Configuration, errors } from 'oidc-provider';
import type { ClientDocument } from '../../kernel/access/index.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { scopesIn, usualScopes } from './issuing.ts';
import { stateOf } from './state.ts';

type Features = NonNullable<Configuration['features']>;

/** Draft-ietf-oauth-client-id-metadata-document, as this release of the library understands it. */
export function documentFeature(
  dependencies: OAuthDependencies,
  tenant: Tenant,
): Pick<Features, 'clientIdMetadataDocument'> {
  const { settings, clients } = dependencies;
  return {
    clientIdMetadataDocument: {
      enabled: true,
      ack: 'draft-02',
      allowFetch: async (_ctx: unknown, url: string) => believes(await settings(tenant), url),
      async allowClient(ctx, client) {
        const { address, requestId } = stateOf(ctx).asking;
        // Documents name plain addresses of the loopback without a port and without saying that it is an app.
        if (client.redirectUris?.some((uri) => uri.startsWith('http:')))
          Object.assign(client, { applicationType: 'native' });
        const document = documentOf(dependencies, client.metadata());
        const admitted = await clients.admitDocument(tenant, document, { address, requestId }).catch(refuse);
        return admitted?.status === 'active';
      },
      cacheDuration: { min: 60, max: 3600 },
    },
  } as Pick<Features, 'clientIdMetadataDocument'>;
}

/** What is wrong with a document, or too many of them, is nothing that is wrong here. */
function refuse(error: unknown): never {
  const code = error instanceof WardroomError ? error.code : null;
  if (code === 'invalid_input') throw new errors.InvalidClientMetadata('the document says what it may not');
  if (code === 'limit_reached') throw new errors.InvalidClient('too many clients are known by documents');
  throw error;
}

function believes({ clientDocuments, documentHosts }: AccessSettings, url: string): boolean {
  if (clientDocuments !== 'listed') return clientDocuments === 'any';
  return documentHosts.includes(URL.parse(url)?.hostname ?? '');
}

function documentOf({ scopes }: OAuthDependencies, metadata: Record<string, unknown>): ClientDocument {
  const { client_id: url, client_name: name, redirect_uris: redirectUris } = metadata;
  const authentication = clientAuthentications.find(
    (method) => method === metadata['token_endpoint_auth_method'],
  );
  const asked = metadata['grant_types'];
  const scope = metadata['scope'];
  return {
    url: String(url),
    name: typeof name === 'string' && name !== '' ? name.slice(0, 80) : new URL(String(url)).host,
    redirectUris: Array.isArray(redirectUris) ? redirectUris.map(String) : [],
    grantTypes: grantTypes.filter((type) => Array.isArray(asked) && asked.includes(type)),
    scopes: typeof scope === 'string' ? scopesIn(scope, scopes) : usualScopes,
    authentication: authentication ?? 'none',
    jwks: (metadata['jwks'] as ClientDocument['jwks'] | undefined) ?? null,
    jwksUri: typeof metadata['jwks_uri'] === 'string' ? metadata['jwks_uri'] : null,
  };
}
