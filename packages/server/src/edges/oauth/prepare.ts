/** What the library is given of a request: default scopes where none is asked for, JWTs under a name, one cookie at most. */
import { encodeId } from '@wardroom/contract';
import type { FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import { longLived } from '../../kernel/access/index.ts';
import { looksLikeToken } from '../../kernel/tokens/index.ts';
import { resumeCookie } from './browser.ts';
import type { Asking, OAuthDependencies } from './dependencies.ts';
import { usualScopes } from './issuing.ts';
import type { RequestState } from './state.ts';

export interface Prepared {
  readonly state: RequestState;
  readonly body: Buffer | null;
  readonly url: string;
  readonly cookie: string | null;
}

export async function prepare(
  dependencies: OAuthDependencies,
  asking: Asking,
  request: FastifyRequest,
): Promise<Prepared> {
  const body = Buffer.isBuffer(request.body) ? request.body : null;
  const plain = { state: { asking }, body, url: request.url, cookie: null };
  switch (asking.endpoint) {
    case 'oauth.resume':
      return { ...plain, cookie: startedCookieOf(request) };
    case 'oauth.authorize':
      return { ...plain, url: await withScope(dependencies, asking, request.url) };
    case 'oauth.introspect':
    case 'oauth.revoke':
      return underName(dependencies, plain);
    case 'oauth.push':
    case 'oauth.authorizeDevice':
      return { ...plain, body: await withScopeInBody(dependencies, asking, request, body) };
    default:
      return plain;
  }
}

/** Present only in the browser in which the request began. */
function startedCookieOf({ params, arrival }: FastifyRequest): string | null {
  const { authorizationId } = params as { readonly authorizationId: string };
  return arrival?.startedHere.includes(authorizationId) ? `${resumeCookie}=${authorizationId}` : null;
}

/** The library knows opaque tokens only, so a JWT is verified here, and goes by its id (adapter.ts). */
async function underName({ validate }: OAuthDependencies, plain: Prepared): Promise<Prepared> {
  const form = new URLSearchParams(plain.body?.toString('utf8') ?? '');
  const [token, ...others] = form.getAll('token');
  if (token === undefined || others.length > 0 || !looksLikeToken(token)) return plain;
  const { asking } = plain.state;
  const facts = await validate(token, asking.tenant, asking.address).catch(() => null);
  const name = facts === null ? 'unknown' : encodeId('token', facts.tokenId);
  form.set('token', name);
  return { ...plain, state: { asking, structured: { name, facts } }, body: Buffer.from(form.toString()) };
}

/** Whoever names no scope asks for all that its client may have (RFC 6749, 3.3). */
async function withScope(dependencies: OAuthDependencies, asking: Asking, url: string): Promise<string> {
  // Question marks in a query are part of it (RFC 3986, 3.4).
  const form = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '');
  return url + (await addedTo(dependencies, asking, form, form.get('client_id')));
}

async function withScopeInBody(
  dependencies: OAuthDependencies,
  asking: Asking,
  { raw }: FastifyRequest,
  body: Buffer | null,
): Promise<Buffer | null> {
  const text = body?.toString('utf8') ?? '';
  const form = new URLSearchParams(text);
  const name = form.get('client_id') ?? claimedName(form, raw.headers.authorization);
  const added = await addedTo(dependencies, asking, form, name);
  return added === '' ? body : Buffer.from(text + added);
}

/**
 * To a form: the scope, and that a person is to be asked where access is to last. They are each time, but the library
 * believes it only when it was asked for (OpenID Connect Core 1.0, 11), which OAuth clients do not know.
 */
async function addedTo(
  dependencies: OAuthDependencies,
  asking: Asking,
  form: URLSearchParams,
  name: string | null,
): Promise<string> {
  const scope = await scopeFor(dependencies, asking, form, name);
  const isToLast = form.get('scope')?.split(' ').includes(longLived) === true;
  const prompt = isToLast && !form.has('prompt') && asking.endpoint !== 'oauth.authorizeDevice';
  return `${scope === null ? '' : `&scope=${encodeURIComponent(scope)}`}${prompt ? '&prompt=consent' : ''}`;
}

async function scopeFor(
  { clients }: OAuthDependencies,
  { tenant }: Asking,
  form: URLSearchParams,
  name: string | null,
): Promise<string | null> {
  if (name === null || ['scope', 'request_uri'].some((field) => form.has(field))) return null;
  const client = await clients.find(tenant, name);
  // A client with a document may be asking for the first time: what it may have is known once that was read.
  const admitted = client?.scopes ?? (name.startsWith('https://') ? usualScopes : []);
  return admitted.length === 0 ? null : admitted.join(' ');
}

/** Who the client says it is; the library checks it. */
function claimedName(form: URLSearchParams, authorization: string | undefined): string | null {
  const basic = /^basic ([A-Za-z0-9+/=]{1,2000})$/i.exec(authorization ?? '')?.[1];
  try {
    if (basic !== undefined)
      return decodeURIComponent(Buffer.from(basic, 'base64').toString('utf8').split(':', 1)[0] ?? '');
    const assertion = form.get('client_assertion');
    return assertion === null ? null : (decodeJwt(assertion).sub ?? null);
  } catch {
    return null;
  }
}
