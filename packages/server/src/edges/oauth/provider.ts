/**
 * One authorisation server (OAuth 2.1, RFC 9700): the library with our storage, clients, tokens and rules around it. Its
 * issuer is the origin of one tenant, and nothing in it reaches another.
 */
import { generateKeyPairSync } from 'node:crypto';
import { decodeId } from '@wardroom/contract';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import { longLived } from '../../kernel/access/index.ts';
import type { Tenant } from '../../kernel/tenant.ts';
import { createAdapter } from './adapter.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { documentFeature } from './documents.ts';
import { addTokenExchange } from './exchange.ts';
import { finish } from './finish.ts';
import { issueThrough } from './issuing.ts';
import { paths } from './paths.ts';
import { isTimely, refuseProof } from './proof-time.ts';
import { renderRefusal } from './refusal-page.ts';
import { stateOf } from './state.ts';

const minute = 60;
const day = 24 * 3600;
const longestAssertionMs = 3_600_000;
const algorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'] as const;

export function createProvider(dependencies: OAuthDependencies, tenant: Tenant): Provider {
  const issuer = dependencies.originOf(tenant.slug);
  const provider = new Provider(issuer, configurationOf(dependencies, tenant, issuer));
  // What was asked, and by whom, is ours to say: the door writes these headers anew (door.ts).
  provider.proxy = true;
  issueThrough(provider, dependencies);
  addTokenExchange(provider, dependencies);
  const { ReplayDetection, Client } = provider as unknown as Internals;
  // Of several requests with one assertion or proof the insert decides, not a look before it.
  ReplayDetection.unique = (name, id, expiresAt) =>
    dependencies.useProof(tenant.id, `${name} ${id}`, expiresAt * 1000);
  Client.prototype.compareClientSecret = async function compare(secret) {
    const client = await dependencies.clients.find(tenant, this.clientId);
    return client !== null && dependencies.clients.verifySecret(tenant, client.id, secret);
  };
  provider.use(async (ctx, next) => {
    if (isTimely(dependencies, ctx)) await next();
    else refuseProof(ctx);
    await finish(dependencies, ctx as KoaContextWithOIDC);
  });
  provider.on('authorization.error', (ctx, { error }) => {
    stateOf(ctx).refused = error;
  });
  provider.on('server_error', (ctx, error) => {
    stateOf(ctx).failure ??= error;
  });
  return provider;
}

/** Classes of the library that its types leave out. */
interface Internals {
  readonly ReplayDetection: { unique(name: string, id: string, expiresAt: number): Promise<boolean> };
  readonly Client: {
    readonly prototype: {
      readonly clientId: string;
      compareClientSecret(this: { readonly clientId: string }, secret: string): Promise<boolean>;
    };
  };
}

function configurationOf(dependencies: OAuthDependencies, tenant: Tenant, issuer: string): Configuration {
  const { fetch, isActive, scopes, clock } = dependencies;
  return {
    adapter: createAdapter(dependencies),
    jwks: { keys: [unusedKey()] },
    scopes: [longLived, ...scopes],
    claims: {},
    responseTypes: ['code'],
    pkce: { required: () => true },
    routes: paths,
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    allowOmittingSingleRegisteredRedirectUri: false,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      clientAuthSigningAlgValues: [...algorithms],
      dPoPSigningAlgValues: ['ES256', 'EdDSA'],
      idTokenSigningAlgValues: ['ES256'],
    },
    clientDefaults: {
      ...{ id_token_signed_response_alg: 'ES256', grant_types: ['authorization_code'] },
      // Whoever builds the link must not choose where in the address, or in what page, the code comes back.
      response_modes: ['query'],
    },
    clientBasedCORS: () => false,
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) =>
      requireOwnAudience(claims, { issuer, at: clock.now() }),
    findAccount: async (_ctx, sub) => {
      const principalId = decodeId('principal', sub);
      if (principalId === undefined || !(await isActive(tenant.id, principalId))) return undefined;
      return { accountId: sub, claims: async () => ({ sub }) };
    },
    loadExistingGrant: async (ctx) => {
      const { grantId } = ctx.oidc.result?.consent ?? {};
      return grantId === undefined ? new ctx.oidc.provider.Grant() : ctx.oidc.provider.Grant.find(grantId);
    },
    interactions: {
      policy: askEachTime(),
      url: (_ctx, interaction) => `/authorize/${interaction.uid}`,
    },
    renderError: renderRefusal,
    revokeGrantPolicy: (ctx) =>
      ctx.oidc.route !== 'revocation' || ctx.oidc.entities.RefreshToken !== undefined,
    fetch: (url, options) => fetch(tenant.id, purposeOf(String(url)))(String(url), options as never),
    features: featuresOf(dependencies, tenant, issuer),
    ttl: {
      AccessToken: 10 * minute,
      AuthorizationCode: minute,
      ClientCredentials: 10 * minute,
      DeviceCode: 10 * minute,
      Grant: 30 * day,
      IdToken: minute,
      Interaction: 15 * minute,
      RefreshToken: 30 * day,
      Session: 15 * minute,
    },
  };
}

/** Of another client’s tokens nobody learns anything, nor ends them. */
const isOwn = (
  _ctx: unknown,
  client: { clientId: string },
  token: { clientId?: string | undefined },
): boolean => token.clientId === client.clientId;

function featuresOf(
  dependencies: OAuthDependencies,
  tenant: Tenant,
  issuer: string,
): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****' },
    introspection: { enabled: true, allowedPolicy: isOwn },
    revocation: { enabled: true, allowedPolicy: isOwn },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    ...documentFeature(dependencies, tenant),
    resourceIndicators: {
      enabled: true,
      defaultResource: () => issuer,
      useGrantedResource: () => true,
      getResourceServerInfo(_ctx, resource, client) {
        // One resource, the tenant’s own: a token for anybody else’s is none that is issued here (RFC 8707).
        if (resource !== issuer && resource !== `${issuer}/`) throw new errors.InvalidTarget();
        // A document that names no scopes leaves them to whoever consents.
        const scope = client.scope ?? dependencies.scopes.join(' ');
        return { scope, audience: issuer, accessTokenFormat: 'opaque' };
      },
    },
  };
}

/** A person is asked each time: the library remembers nobody, and no earlier answer stands for this one. */
function askEachTime() {
  const { Check, Prompt } = interactionPolicy;
  const unasked = new Check('unasked', 'a person must be asked', 'consent_required', (ctx) =>
    ctx.oidc.result?.consent === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
  );
  return [new Prompt({ name: 'consent', requestable: true }, unasked)] as never;
}

/** RFC 7523, 3, and its update: the issuer alone, since an address of an endpoint may be somebody else’s. */
function requireOwnAudience(
  { aud, jti, exp }: Record<string, unknown>,
  { issuer, at }: { readonly issuer: string; readonly at: number },
): void {
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (audiences.length !== 1 || audiences[0] !== issuer)
    throw new errors.InvalidClientAuth('the audience must be the issuer');
  if (typeof jti !== 'string' || jti === '') throw new errors.InvalidClientAuth('the assertion needs an id');
  // It is remembered until it ends, so it ends soon (RFC 7523, 3, 4).
  if (!Number.isSafeInteger(exp) || Number(exp) * 1000 > at + longestAssertionMs)
    throw new errors.InvalidClientAuth('the assertion lives for too long');
}

/** Both are addresses that a client has named: one is the client itself. */
const purposeOf = (url: string) =>
  Provider.ctx?.oidc.params?.['client_id'] === url ? 'client_document' : 'jwks';

/** The library wants a key to sign with. Nothing it signs leaves: access tokens are ours, and there are no id tokens. */
function unusedKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' } as never;
}
