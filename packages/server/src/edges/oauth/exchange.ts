/** Token exchange (RFC 8693): one program acts for the subject of a token that it was handed, with less of it and briefly. */
import { findOperation, type Uuid } from '@wardroom/contract';
import { calculateJwkThumbprint, decodeProtectedHeader } from 'jose';
import type Provider from 'oidc-provider';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { parsePrefix, proofWindowMs, readProof } from '../../kernel/tokens/index.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { scopesIn, translate } from './issuing.ts';
import { currentContext, stateOf } from './state.ts';

export const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
/** `resource_prefix`, `operation` and `once` narrow further than scopes can (TOK-02, TEN-12). */
const parameters = [
  ...['subject_token', 'subject_token_type', 'requested_token_type', 'actor_token', 'actor_token_type'],
  ...['audience', 'resource', 'scope', 'resource_prefix', 'operation', 'once', 'expires_in'],
];

export function addTokenExchange(provider: Provider, dependencies: OAuthDependencies): void {
  provider.registerGrantType(exchangeGrant, (ctx) => exchange(dependencies, ctx), parameters, [
    'audience',
    'resource',
  ]);
}

async function exchange(dependencies: OAuthDependencies, ctx: KoaContextWithOIDC): Promise<void> {
  const { clients, issuer, validate, scopes, originOf } = dependencies;
  const { tenant, address, requestId } = stateOf(ctx).asking;
  const name = ctx.oidc.client?.clientId ?? '';
  const client = await clients.find(tenant, name);
  if (client === null) throw new errors.InvalidClient('unknown');
  const asked = readParameters(ctx, originOf(tenant.slug), tenant.id);
  const subject = await validate(asked.subjectToken, tenant, address).catch(() => {
    throw new errors.InvalidRequest('the subject token is worth nothing here');
  });
  // A token that is bound to a key stays with whoever has the key, unless it is exchanged by them.
  const proofKey = await proofKeyOf(dependencies, ctx, name);
  if (subject.proofKey !== null && subject.proofKey !== proofKey)
    throw new errors.InvalidRequest('the subject token is bound to another key');
  if (client.requiresProof && proofKey === null)
    throw new errors.InvalidRequest('a proof (DPoP) is required');
  const wanted = scopesIn(asked.scope ?? [...subject.scopes].join(' '), scopes);
  const missing = wanted.filter((scope) => !subject.scopes.has(scope));
  if (missing.length > 0) throw new errors.InvalidScope('wider than the subject token', missing.join(' '));
  const { facts, accessToken } = await issuer
    .issue({
      ...{ tenant, address, requestId, clientId: client.id, scopes: wanted, proofKey, subject },
      actorId: client.principalId,
      channelId: asked.channelId,
      operation: asked.operation,
      once: asked.once,
      expiresInMs: asked.expiresInMs,
    })
    .catch(translate);
  clients.used(tenant, client.id);
  ctx.body = {
    access_token: accessToken,
    issued_token_type: accessTokenType,
    token_type: proofKey === null ? 'Bearer' : 'DPoP',
    expires_in: (facts.expiresAt - facts.issuedAt) / 1000,
    scope: [...facts.scopes].join(' '),
  };
}

interface AskedFor {
  readonly subjectToken: string;
  readonly scope: string | undefined;
  readonly channelId: Uuid | null;
  readonly operation: string | null;
  readonly once: boolean;
  readonly expiresInMs: number | null;
}

function readParameters(ctx: KoaContextWithOIDC, origin: string, tenantId: Uuid): AskedFor {
  const params = (ctx.oidc.params ?? {}) as Record<string, string | undefined>;
  const { subject_token: subjectToken, subject_token_type: type, requested_token_type: requested } = params;
  if (subjectToken === undefined || type !== accessTokenType)
    throw new errors.InvalidRequest('subject_token and its type, an access token, are required');
  if (requested !== undefined && requested !== accessTokenType)
    throw new errors.InvalidRequest('only access tokens are issued');
  if (params['actor_token'] !== undefined || params['actor_token_type'] !== undefined)
    throw new errors.InvalidRequest('the client itself is the actor');
  for (const target of [params['audience'], ctx.oidc.params?.['resource']].flat())
    if (target !== undefined && target !== origin && target !== `${origin}/`)
      throw new errors.InvalidTarget();
  const { scope, resource_prefix: prefix, operation, once, expires_in: seconds } = params;
  const held = prefix === undefined ? null : parsePrefix(prefix, tenantId);
  if (prefix !== undefined && (held === null || held.messageId !== null)) throw new errors.InvalidTarget();
  if (operation !== undefined && findOperation(operation)?.realm !== 'tenant')
    throw new errors.InvalidRequest('no operation has this name');
  // What asks for less in words that are not understood must not get more.
  if (once !== undefined && once !== 'true' && once !== 'false')
    throw new errors.InvalidRequest('once: true or false');
  if (seconds !== undefined && !/^[1-9]\d{1,3}$/.test(seconds))
    throw new errors.InvalidRequest('expires_in: seconds');
  return {
    ...{ subjectToken, scope, channelId: held?.channelId ?? null, operation: operation ?? null },
    once: once === 'true',
    expiresInMs: seconds === undefined ? null : Number(seconds) * 1000,
  };
}

/** The library checks proofs for its own grants only. */
async function proofKeyOf(
  { useProof, clock, originOf }: OAuthDependencies,
  ctx: KoaContextWithOIDC,
  clientName: string,
): Promise<string | null> {
  const text = ctx.get('dpop');
  if (text === '') return null;
  const { tenant } = stateOf(currentContext()).asking;
  const request = { method: ctx.method, url: `${originOf(tenant.slug)}${ctx.path}` };
  const key = await thumbprintIn(text);
  const { jti, iat } = await readProof({ text, ...request }, null, key).catch(() => {
    throw new errors.InvalidDpopProof('invalid DPoP proof');
  });
  const isTimely = Math.abs(clock.now() - iat * 1000) <= proofWindowMs;
  const expiresAt = iat * 1000 + 2 * proofWindowMs;
  if (!isTimely || !(await useProof(tenant.id, `${clientName} ${jti}`, expiresAt)))
    throw new errors.InvalidDpopProof('invalid DPoP proof');
  return key;
}

/** Of the key that a proof says it was made with; whatever is no proof has none, and is refused by that. */
async function thumbprintIn(proof: string): Promise<string> {
  try {
    return await calculateJwkThumbprint(decodeProtectedHeader(proof).jwk ?? {});
  } catch {
    return '';
  }
}
