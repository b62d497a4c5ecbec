/**
 * Where the library keeps things. What must never happen: of several requests that redeem the same code or refresh token
 * more than one goes on (the library leaves that to whoever stores), or something of one tenant is found at another's.
 */
import { decodeId, encodeId, uuidOf, WardroomError } from '@wardroom/contract';
import type { Adapter, AdapterPayload } from 'oidc-provider';
import { errors } from 'oidc-provider';
import { longLived } from '../../kernel/access/index.ts';
import type { GrantRecord, RecordKind } from '../../kernel/protocol-records/index.ts';
import type { TokenFacts } from '../../kernel/tokens/index.ts';
import { metadataOfClient } from './client-metadata.ts';
import type { OAuthDependencies } from './dependencies.ts';
import { repeatedAnswer } from './refresh-answers.ts';
import { currentContext, stateOf } from './state.ts';

type Find = (id: string) => Promise<AdapterPayload | undefined>;

const nothing = async (): Promise<undefined> => undefined;
/** What a kind does not do. The library never asks for it, or must not be believed when it does. */
const idle: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUserCode: nothing,
  findByUid: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

const kept: ReadonlySet<string> = new Set([
  'Interaction',
  'AuthorizationCode',
  'RefreshToken',
  'DeviceCode',
  'PushedAuthorizationRequest',
] satisfies RecordKind[]);

/** Sessions of the library are not: whoever asks is known by a session of ours, and asked each time. */
export function createAdapter(dependencies: OAuthDependencies): (kind: string) => Adapter {
  return (kind) => {
    if (kind === 'Client') return { ...idle, find: guarded(findClient(dependencies)) };
    if (kind === 'Grant') return grantAdapter(dependencies);
    if (kind === 'AccessToken') return structuredAdapter(dependencies);
    return kept.has(kind) ? recordAdapter(dependencies, kind as RecordKind) : idle;
  };
}

const here = () => stateOf(currentContext()).asking;

/** What fails below is kept beside the request, since the library tells its caller `server_error` only. */
function guarded<A extends unknown[], R>(work: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await work(...args);
    } catch (error) {
      // What is too large to be kept was too large to be asked.
      if (error instanceof WardroomError && error.code === 'body_too_large')
        throw new errors.InvalidRequest('the request is too large');
      if (!(error instanceof errors.OIDCProviderError)) stateOf(currentContext()).failure ??= error;
      throw error;
    }
  };
}

function findClient({ clients }: OAuthDependencies): Find {
  return async (id) => {
    const client = await clients.find(here().tenant, id);
    // The library reads the document of a client itself, each time that its cache has run out.
    if (client?.status !== 'active' || client.registration === 'document') return undefined;
    return metadataOfClient(client) as AdapterPayload;
  };
}

function recordAdapter(dependencies: OAuthDependencies, kind: RecordKind): Adapter {
  const { records, grants, clock } = dependencies;
  return {
    ...idle,
    upsert: guarded(async (id: string, payload: AdapterPayload, expiresIn = 0) => {
      const { grantId, userCode } = payload;
      await records.put(here().tenant.id, kind, id, payload, {
        expiresAt: clock.now() + expiresIn * 1000,
        ...(userCode === undefined ? {} : { alias: userCode }),
        ...(grantId === undefined ? {} : { grantId: uuidOf(grantId) }),
      });
    }),
    find: guarded(async (id) => {
      const { tenant } = here();
      const found = await records.find(tenant.id, kind, id);
      if (found === null) return undefined;
      if (kind === 'RefreshToken' && found.consumedAt !== null)
        await repeatedAnswer(dependencies, id, { consumedAt: found.consumedAt, isProofSpent: false });
      const consumed = found.consumedAt === null ? {} : { consumed: Math.floor(found.consumedAt / 1000) };
      return { ...found.payload, ...consumed } as AdapterPayload;
    }),
    consume: guarded(async (id) => {
      const { tenant, address, requestId } = here();
      if (await records.consume(tenant.id, kind, id)) return;
      const { grantId = null, consumedAt = null } = (await records.find(tenant.id, kind, id)) ?? {};
      // Of several refreshes of one client at once one is answered, and the others repeat its answer.
      if (kind === 'RefreshToken' && consumedAt !== null)
        await repeatedAnswer(dependencies, id, { consumedAt, isProofSpent: true });
      // Somebody else has it: what was granted is in the hands of two, so it ends (RFC 9700, 4.14.2).
      const why = { type: 'grant.replayed', reason: 'replayed', address, requestId, actorId: null } as const;
      if (grantId !== null) await grants.revoke(tenant.id, grantId, why);
      throw new errors.InvalidGrant('already redeemed');
    }),
    destroy: guarded(async (id) => {
      const { tenant } = here();
      // Of several that go on with one request, one does: each would get a code for the same grant.
      if (kind === 'Interaction' && !(await records.consume(tenant.id, kind, id)))
        throw new errors.SessionNotFound('the request was answered already');
      await records.end(tenant.id, kind, id);
    }),
    revokeByGrantId: guarded(async (grantId) => records.endByGrant(here().tenant.id, uuidOf(grantId))),
  };
}

/** Made by `authorizations.approve` and `devices.approve`, and by nothing else. */
function grantAdapter({ grants, originOf }: OAuthDependencies): Adapter {
  return {
    ...idle,
    find: guarded(async (id) => {
      const { tenant } = here();
      const { client } = currentContext().oidc;
      const grantId = decodeId('grant', id);
      const grant = grantId === undefined ? null : await grants.find(tenant.id, grantId);
      if (grant === null || grant.revokedAt !== null || client === undefined) return undefined;
      stateOf(currentContext()).grant = grant;
      return payloadOfGrant(grant, client.clientId, originOf(tenant.slug));
    }),
    destroy: guarded(async (id) => {
      const { tenant, address, requestId, endpoint } = here();
      const isAsked = endpoint === 'oauth.revoke';
      const type = isAsked ? 'grant.revoked' : 'grant.replayed';
      const reason = isAsked ? 'revoked' : 'replayed';
      await grants.revoke(tenant.id, uuidOf(id), { type, reason, address, requestId, actorId: null });
    }),
  };
}

/** Whether it is this client's is checked with each token that is issued from it (modules/tokens/issuer.ts). */
function payloadOfGrant(grant: GrantRecord, clientId: string, resource: string): AdapterPayload {
  return {
    ...{ kind: 'Grant', jti: encodeId('grant', grant.id), clientId },
    accountId: encodeId('principal', grant.principalId),
    iat: Math.floor(grant.createdAt / 1000),
    exp: Math.floor(grant.expiresAt / 1000),
    openid: { scope: longLived },
    resources: { [resource]: grant.scopes.join(' ') },
  };
}

/** Access tokens are kept nowhere. The one that came with this request was verified before (prepare.ts). */
function structuredAdapter({ clients, revokeToken, originOf }: OAuthDependencies): Adapter {
  const known = (id: string): TokenFacts | null => {
    const { structured } = stateOf(currentContext());
    return structured?.name === id ? structured.facts : null;
  };
  return {
    ...idle,
    find: guarded(async (id) => {
      const facts = known(id);
      const name = currentContext().oidc.client?.clientId;
      if (facts === null || name === undefined) return undefined;
      // Of a token that was issued to another client it learns nothing, not even that there is one.
      const { tenant } = here();
      const asking = await clients.find(tenant, name);
      if (asking === null || encodeId('client', asking.id) !== facts.clientId) return undefined;
      return payloadOfToken(facts, name, originOf(tenant.slug));
    }),
    destroy: guarded(async (id) => {
      const facts = known(id);
      if (facts === null) throw new WardroomError('not_found');
      await revokeToken(here(), facts);
    }),
  };
}

/** `clientName`: what the client calls itself, which for one with a document is not what the token says. */
function payloadOfToken(facts: TokenFacts, clientName: string, audience: string): AdapterPayload {
  return {
    ...{ kind: 'AccessToken', jti: encodeId('token', facts.tokenId), clientId: clientName, aud: audience },
    accountId: encodeId('principal', facts.principalId),
    scope: [...facts.scopes].join(' '),
    iat: facts.issuedAt / 1000,
    exp: facts.expiresAt / 1000,
    ...(facts.proofKey === null ? {} : { jkt: facts.proofKey }),
    extra: {
      tenant_id: encodeId('tenant', facts.tenantId),
      ...(facts.prefix === null ? {} : { resource_prefix: facts.prefix }),
      ...(facts.sessionId === null ? {} : { sid: encodeId('session', facts.sessionId) }),
    },
  };
}
