/** Access tokens are made by our issuer, not by the library: it is told what was issued, and says so to the client. */
import { type Scope, uuidOf, WardroomError } from '@wardroom/contract';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { OAuthDependencies } from './dependencies.ts';
import { currentContext, stateOf } from './state.ts';

/** A token of the library before it is one. */
interface Unissued {
  readonly clientId: string;
  readonly accountId?: string;
  readonly grantId?: string;
  readonly jkt?: string;
  scope?: string | undefined;
  /** Seconds. */
  expiresIn?: number;
}

type Issuing = { prototype: { getValueAndPayload(this: Unissued): Promise<{ value: string }> } };

export function issueThrough(provider: Provider, dependencies: OAuthDependencies): void {
  const { AccessToken, ClientCredentials } = provider as unknown as Record<string, Issuing>;
  for (const model of [AccessToken, ClientCredentials]) {
    if (model === undefined) throw new Error('the library issues tokens in another way than it did');
    model.prototype.getValueAndPayload = function issue() {
      return issueOne(dependencies, this);
    };
  }
}

async function issueOne(dependencies: OAuthDependencies, token: Unissued): Promise<{ value: string }> {
  const { clients, issuer, grants } = dependencies;
  const ctx = currentContext();
  const { asking, grant } = stateOf(ctx);
  const { tenant, address, requestId } = asking;
  const client = await clients.find(tenant, token.clientId);
  const principalId = token.accountId === undefined ? client?.principalId : uuidOf(token.accountId);
  if (client === null || !principalId) throw new errors.UnauthorizedClient('it has no right of its own');
  const grantId = token.grantId === undefined ? null : uuidOf(token.grantId);
  // The library has looked it up just now; what it found of another one is not for this token.
  if (grantId !== null && grant?.id !== grantId) throw new errors.InvalidGrant('another grant');
  // The library forgets scopes that it does not know; whoever asked for nothing else must not get more.
  if (token.scope === undefined && ctx.oidc.params?.['scope'] !== undefined)
    throw new errors.InvalidScope('no such scope', String(ctx.oidc.params['scope']));
  const sessionId = grantId === null ? null : (grant?.sessionId ?? null);
  const { facts, accessToken } = await issuer
    .issue({
      ...{ tenant, address, requestId, clientId: client.id, principalId, grantId, sessionId },
      // Whoever names no scope asks for all that its client may have (RFC 6749, 3.3).
      scopes: token.scope === undefined ? client.scopes : scopesIn(token.scope, dependencies.scopes),
      proofKey: token.jkt ?? null,
    })
    .catch(translate);
  token.scope = [...facts.scopes].join(' ');
  token.expiresIn = (facts.expiresAt - facts.issuedAt) / 1000;
  clients.used(tenant, client.id);
  if (grantId !== null) grants.used(tenant.id, grantId);
  return { value: accessToken };
}

export function scopesIn(text: string | undefined, known: readonly Scope[]): Scope[] {
  const asked = new Set(text?.split(' '));
  return known.filter((scope) => asked.has(scope));
}

/** What a program may have that nobody here has registered and that names nothing itself: what takes part in a conversation. */
export const usualScopes: readonly Scope[] = [
  'messages:read',
  'messages:write',
  'channels:read',
  'people:read',
  'workspace:read',
];

/** RFC 6749, 5.2. What is ours to mend stays ours, and becomes a `server_error`. */
export function translate(error: unknown): never {
  const code = error instanceof WardroomError ? error.code : null;
  if (code === 'unauthenticated' || code === 'conflict')
    throw new errors.InvalidGrant('what it comes from is worth nothing any more');
  if (code === 'insufficient_scope') throw new errors.InvalidScope('nothing of this may be granted', '');
  if (code === 'limit_reached') throw new errors.InvalidRequest('handed on too often');
  throw error;
}
