/** Programs that register themselves (RFC 7591), where the workspace admits it. Its answers are of that standard. */
import { clientAuthentications, grantTypes, WardroomError } from '@wardroom/contract';
import * as z from 'zod';
import { longLived, type WantedClient } from '../../kernel/access/index.ts';
import type { Asking, OAuthDependencies } from './dependencies.ts';
import { scopesIn, usualScopes } from './issuing.ts';

const texts = (maximum: number) => z.array(z.string().min(1).max(500)).max(maximum);
/** Members that are not named here are ignored, as the standard asks (RFC 7591, 2). */
const registration = z.object({
  client_name: z.string().trim().min(1).max(80).optional(),
  redirect_uris: texts(20).default([]),
  grant_types: texts(10).default(['authorization_code']),
  token_endpoint_auth_method: z.enum(clientAuthentications).default('client_secret_basic'),
  scope: z.string().max(1000).optional(),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())).min(1).max(10) }).optional(),
  jwks_uri: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
});

export interface RegistrationAnswer {
  readonly status: number;
  readonly body: object;
}

export async function register(
  { clients, scopes, clock }: OAuthDependencies,
  { tenant, address, requestId }: Asking,
  body: Buffer,
): Promise<RegistrationAnswer> {
  const read = registration.safeParse(parse(body));
  if (!read.success)
    return read.error.issues.some(({ path }) => path[0] === 'redirect_uris')
      ? refusal('invalid_redirect_uri', 'redirect_uris: at most 20 addresses')
      : refusal('invalid_client_metadata', fieldsOf(read.error));
  const wanted = wantedOf(read.data, scopes);
  try {
    const { client, secret, secretExpiresAt } = await clients.registerItself(tenant, wanted, {
      address,
      requestId,
    });
    return {
      status: 201,
      body: {
        client_id: client.protocolName,
        client_id_issued_at: Math.floor(clock.now() / 1000),
        client_name: client.name,
        redirect_uris: client.redirectUris,
        grant_types: client.grantTypes,
        response_types: client.grantTypes.includes('authorization_code') ? ['code'] : [],
        token_endpoint_auth_method: client.authentication,
        scope: [...client.scopes, ...(client.grantTypes.includes('refresh_token') ? [longLived] : [])].join(
          ' ',
        ),
        ...(client.jwks === null ? {} : { jwks: client.jwks }),
        ...(client.jwksUri === null ? {} : { jwks_uri: client.jwksUri }),
        ...(secret === null
          ? {}
          : { client_secret: secret, client_secret_expires_at: Math.floor((secretExpiresAt ?? 0) / 1000) }),
      },
    };
  } catch (error) {
    return refusalOf(error);
  }
}

function wantedOf(data: z.output<typeof registration>, scopes: OAuthDependencies['scopes']): WantedClient {
  const known = grantTypes.filter((type) => data.grant_types.includes(type) && type !== 'client_credentials');
  return {
    name: data.client_name ?? 'An app without a name',
    authentication: data.token_endpoint_auth_method,
    grantTypes: known,
    redirectUris: data.redirect_uris,
    scopes: data.scope === undefined ? usualScopes : scopesIn(data.scope, scopes),
    jwks: data.jwks ?? null,
    jwksUri: data.jwks_uri ?? null,
  };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

const fieldsOf = (error: z.ZodError): string =>
  [...new Set(error.issues.map(({ path }) => String(path[0] ?? 'one JSON object')))].slice(0, 5).join(', ');

const refusal = (error: string, description: string): RegistrationAnswer => ({
  status: 400,
  body: { error, error_description: description },
});

function refusalOf(error: unknown): RegistrationAnswer {
  if (!(error instanceof WardroomError)) throw error;
  const { code, options } = error;
  if (code === 'forbidden')
    return {
      status: 403,
      body: { error: 'access_denied', error_description: 'nothing registers itself here' },
    };
  if (code === 'limit_reached')
    return {
      status: 429,
      body: { error: 'temporarily_unavailable', error_description: 'too many wait already' },
    };
  if (code !== 'invalid_input') throw error;
  const problems = options.problems ?? [];
  const isRedirect = problems.some(({ path }) => /redirect/i.test(path));
  const description = problems.map(({ message }) => message).join('; ');
  return refusal(isRedirect ? 'invalid_redirect_uri' : 'invalid_client_metadata', description.slice(0, 300));
}
