/** Requests to the authorisation server as somebody hostile writes them: nothing is filled in that a test has not said. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { systemClock } from '../../kernel/clock.ts';
import { systemRandom } from '../../kernel/random.ts';
import type { Served } from './served.ts';

export interface Said {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member
  readonly body: any;
}

export type Form = Readonly<Record<string, string | readonly string[] | undefined>> | string;
type Sent = Readonly<Record<string, string>>;

export const random = (): string => systemRandom.bytes(24).toString('base64url');
export const exchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
export const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const callback = 'http://127.0.0.1:4711/callback';

export const basic = (id: string, secret: string): Sent => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

export function encodeForm(form: Form): string {
  if (typeof form === 'string') return form;
  const encoded = new URLSearchParams();
  for (const [name, value] of Object.entries(form))
    for (const one of [value ?? []].flat()) encoded.append(name, one);
  return encoded.toString();
}

async function said(response: Response): Promise<Said> {
  const text = await response.text();
  const { status, headers } = response;
  const isJson = /json/.test(headers.get('content-type') ?? '');
  return { status, headers, text, body: isJson ? JSON.parse(text) : null };
}

export interface Asker {
  post(path: string, form: Form, headers?: Sent, slug?: string): Promise<Said>;
  get(path: string, headers?: Sent, slug?: string): Promise<Said>;
  token(form: Form, headers?: Sent, slug?: string): Promise<Said>;
  /** Calls an operation with a token; with a proof as a bound one. */
  call(token: string, options?: Called): Promise<Said>;
  authorize(parameters: Form, slug?: string): Promise<Asked>;
  code(clientId: string, more?: Readonly<Record<string, string | undefined>>): Promise<Coded>;
  /** From nothing to an access token and a refresh token. */
  signIn(clientId: string, more?: SignIn): Promise<SignedIn>;
}

export interface Called {
  readonly operation?: string;
  readonly proof?: string;
  readonly scheme?: 'Bearer' | 'DPoP';
  readonly input?: object;
  readonly slug?: string;
}

export interface Asked extends Said {
  /** Of the request, when a person is asked. */
  readonly authorizationId: string;
  readonly cookie: string;
  /** The parameters with which the browser was sent back. */
  readonly back: URLSearchParams;
}

export interface Coded {
  readonly code: string;
  readonly verifier: string;
  readonly back: URLSearchParams;
  /** What redeems it. */
  readonly form: Readonly<Record<string, string>>;
}

export interface SignIn {
  readonly scope?: string;
  readonly key?: ProofKey;
  readonly asked?: Readonly<Record<string, string | undefined>>;
}

export interface SignedIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly form: Readonly<Record<string, string>>;
}

/** RFC 7636, 4.1: 43 characters at least. */
export const newVerifier = (): string => random() + random();
export const challengeOf = (verifier: string): string => hash('sha256', verifier, 'base64url');

export function askerOf(served: Served): Asker {
  const at = (path: string, slug = 'acme') => `${served.origin(slug)}${path}`;
  const post: Asker['post'] = async (path, form, headers = {}, slug = 'acme') =>
    said(
      await served.fetch(at(path, slug), {
        method: 'POST',
        redirect: 'manual',
        body: encodeForm(form),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
    );
  const get: Asker['get'] = async (path, headers = {}, slug = 'acme') =>
    said(await served.fetch(at(path, slug), { redirect: 'manual', headers }));
  const token: Asker['token'] = (form, headers, slug) => post('/oauth/token', form, headers, slug);
  const authorize: Asker['authorize'] = async (parameters, slug) => {
    const answer = await get(`/oauth/authorize?${encodeForm(parameters)}`, {}, slug);
    const location = answer.headers.get('location') ?? '';
    const cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';', 1)[0])
      .join('; ');
    const authorizationId = location.startsWith('/authorize/') ? (location.split('/').at(-1) ?? '') : '';
    const back = URL.parse(location)?.searchParams ?? new URLSearchParams();
    return { ...answer, authorizationId, cookie, back };
  };
  return {
    post,
    get,
    token,
    authorize,
    ...signingIn(served, { get, token, authorize }),
    call: calling(served),
  };
}

const calling =
  (served: Served): Asker['call'] =>
  async (token, { operation = 'channels.list', proof, scheme, input = {}, slug = 'acme' } = {}) =>
    said(
      await served.fetch(`${served.origin(slug)}/v1/${operation}`, {
        method: 'POST',
        body: JSON.stringify(input),
        headers: {
          'content-type': 'application/json',
          authorization: `${scheme ?? (proof === undefined ? 'Bearer' : 'DPoP')} ${token}`,
          ...(proof === undefined ? {} : { dpop: proof }),
        },
      }),
    );

function signingIn(
  served: Served,
  { get, token, authorize }: Pick<Asker, 'get' | 'token' | 'authorize'>,
): Pick<Asker, 'code' | 'signIn'> {
  const code: Asker['code'] = async (clientId, more = {}) => {
    const verifier = newVerifier();
    const parameters = {
      ...{ client_id: clientId, redirect_uri: callback, response_type: 'code', state: 'a-state' },
      ...{ scope: 'messages:read channels:read offline_access' },
      ...{ code_challenge: challengeOf(verifier), code_challenge_method: 'S256', ...more },
    };
    const asked = await authorize(parameters);
    assert.equal(asked.status, 303, asked.text);
    const { authorizationId, cookie } = asked;
    assert.notEqual(authorizationId, '', String(asked.headers.get('location')));
    const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
      authorizationId,
    ]);
    const answer = await get(continueAt, { cookie });
    const back = URL.parse(answer.headers.get('location') ?? '')?.searchParams ?? new URLSearchParams();
    const redeemed = back.get('code') ?? '';
    const form = {
      ...{ grant_type: 'authorization_code', client_id: clientId, code: redeemed },
      ...{ redirect_uri: parameters.redirect_uri ?? '', code_verifier: verifier },
    };
    return { code: redeemed, verifier, back, form };
  };
  return {
    code,
    async signIn(clientId, { scope, key, asked = {} } = {}) {
      const { form } = await code(clientId, { ...(scope === undefined ? {} : { scope }), ...asked });
      const headers =
        key === undefined ? {} : { dpop: await key.proof({ url: `${served.origin()}/oauth/token` }) };
      const { status, body, text } = await token(form, headers);
      assert.equal(status, 200, text);
      return { accessToken: body.access_token, refreshToken: body.refresh_token, form };
    },
  };
}

/** How many entries of a kind there are in both tenants. */
export async function recorded({ harness }: Served, type: string): Promise<number> {
  const { rows } = await harness.admin.query<{ n: number }>(
    'select coalesce(sum(count), 0)::int as n from tenant.audit_outbox where type = $1',
    [type],
  );
  return rows[0]?.n ?? 0;
}

export interface Proved {
  readonly url: string;
  readonly method?: string;
  /** The token that it is for (`ath`). */
  readonly token?: string;
  /** Members of the payload instead of the right ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

export interface ProofKey {
  readonly thumbprint: string;
  proof(proved: Proved): Promise<string>;
}

/** A key of a client, with proofs as RFC 9449 has them, or wrong in one thing. */
export async function newProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    proof({ url, method = 'POST', token, claims = {}, header = {} }) {
      const ath = token === undefined ? undefined : hash('sha256', token, 'base64url');
      const payload = {
        htm: method,
        htu: url,
        iat: Math.floor(systemClock.now() / 1000),
        jti: random(),
        ath,
        ...claims,
      };
      return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header } as never)
        .sign(privateKey);
    },
  };
}

export interface AssertionKey {
  readonly jwks: { readonly keys: Record<string, unknown>[] };
  assertion(clientId: string, audience: unknown, more?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** A client’s key for `private_key_jwt` (RFC 7523). */
export async function newAssertionKey(): Promise<AssertionKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: random() };
  return {
    jwks: { keys: [jwk] },
    assertion(clientId, audience, more = {}) {
      const now = Math.floor(systemClock.now() / 1000);
      const payload = {
        iss: clientId,
        sub: clientId,
        aud: audience,
        iat: now,
        exp: now + 60,
        jti: random(),
        ...more,
      };
      return new SignJWT(JSON.parse(JSON.stringify(payload)) as JWTPayload)
        .setProtectedHeader({ alg: 'ES256', kid: jwk.kid })
        .sign(privateKey);
    },
  };
}
