/** What the authorisation server issues, at the API: RFC 6750, RFC 9068, RFC 8725, RFC 9728. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { type Asker, accessTokenType, askerOf, basic, exchange } from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
let token: string;
let service: Awaited<ReturnType<typeof serviceClient>>;
before(async () => {
  served = await serveOAuth();
  ask = askerOf(served);
  service = await serviceClient(served, {
    scopes: ['channels:read'],
    grantTypes: ['client_credentials', exchange],
  });
  token = (await ask.token({ grant_type: 'client_credentials' }, basic(service.id, service.secret))).body
    .access_token;
});
after(() => served.close());

const challengeOf = (headers: Headers) => headers.get('www-authenticate') ?? '';
const parts = () => token.split('.') as [string, string, string];
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());

test('RFC 6750 3: without a token the challenge names no error; with a bad one it is invalid_token', async () => {
  const { status, headers } = await ask.call('x'.repeat(20));
  assert.equal(status, 401);
  assert.match(challengeOf(headers), /^Bearer\b/);
  const bad = await ask.call(`${token}x`);
  assert.equal(bad.status, 401);
  assert.match(challengeOf(bad.headers), /error="invalid_token"/);
});
test('RFC 9728 5.1: the challenge names the metadata of the resource, which names this issuer', async () => {
  const { headers } = await ask.call(`${token}x`);
  const [, at = ''] = /resource_metadata="([^"]+)"/.exec(challengeOf(headers)) ?? [];
  assert.equal(at, `${served.origin()}/.well-known/oauth-protected-resource`);
  const { body } = await ask.get(new URL(at).pathname);
  assert.deepEqual([body.resource, body.authorization_servers], [served.origin(), [served.origin()]]);
});
test('RFC 6750 3.1: too little scope is 403, and the scopes that are needed are named', async () => {
  const { status, headers } = await ask.call(token, { operation: 'principals.list' });
  assert.equal(status, 403);
  assert.match(challengeOf(headers), /error="insufficient_scope"/);
  assert.match(challengeOf(headers), /scope="people:read"/);
});
test('RFC 6750 2: a token in a query or in a form is none', async () => {
  const at = new URL(served.origin()).host;
  for (const asked of [
    { path: `/v1/channels.list?access_token=${token}`, method: 'GET' },
    { path: '/v1/channels.list', body: JSON.stringify({ access_token: token }) },
  ])
    assert.ok((await served.edge.ask({ host: at, origin: null, ...asked })).status >= 400);
});
test('RFC 6750 5.3: what was answered to a token is kept by nobody', async () => {
  const { headers, status } = await ask.call(token);
  assert.equal(status, 200);
  assert.match(headers.get('cache-control') ?? '', /no-store/);
});
test('TEN-09, RFC 9068 4: a token of one tenant is none at another, nor as a subject of its exchange', async () => {
  assert.equal((await ask.call(token, { slug: 'globex' })).status, 401);
});

const forgeries: Record<string, () => Promise<string> | string> = {
  'alg none': () => `${encode({ ...read(parts()[0]), alg: 'none' })}.${parts()[1]}.`,
  'alg none with a signature': () =>
    `${encode({ ...read(parts()[0]), alg: 'none' })}.${parts()[1]}.${parts()[2]}`,
  'HS256 with the public key': async () => {
    const { body } = await ask.get('/.well-known/jwks.json');
    const signed = `${encode({ ...read(parts()[0]), alg: 'HS256' })}.${parts()[1]}`;
    return `${signed}.${createHmac('sha256', JSON.stringify(body.keys[0])).update(signed).digest('base64url')}`;
  },
  'a key of one’s own in the header': async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    return new CompactSign(Buffer.from(parts()[1], 'base64url'))
      .setProtectedHeader({ ...read(parts()[0]), jwk })
      .sign(privateKey);
  },
  'another key under the same id': async () => {
    const { privateKey } = await generateKeyPair('ES256');
    return new CompactSign(Buffer.from(parts()[1], 'base64url'))
      .setProtectedHeader(read(parts()[0]))
      .sign(privateKey);
  },
  'another type': () => `${encode({ ...read(parts()[0]), typ: 'JWT' })}.${parts()[1]}.${parts()[2]}`,
  'more scope': () =>
    `${parts()[0]}.${encode({ ...read(parts()[1]), scope: 'clients:write' })}.${parts()[2]}`,
  'another end': () => `${parts()[0]}.${encode({ ...read(parts()[1]), exp: 9_999_999_999 })}.${parts()[2]}`,
  'a signature cut short': () => token.slice(0, -2),
  'no signature': () => `${parts()[0]}.${parts()[1]}.`,
  'a DPoP proof’s form': () => `${encode({ typ: 'dpop+jwt', alg: 'ES256' })}.${parts()[1]}.${parts()[2]}`,
};
for (const [what, make] of Object.entries(forgeries))
  test(`RFC 8725 3, RFC 9068 4: a token with ${what} is refused, as subject of an exchange, too`, async () => {
    const forged = await make();
    assert.equal((await ask.call(forged)).status, 401);
    const form = { grant_type: exchange, subject_token: forged, subject_token_type: accessTokenType };
    const { status, body } = await ask.token(form, basic(service.id, service.secret));
    assert.deepEqual([status, body.error], [400, 'invalid_request']);
    assert.equal(
      (await ask.post('/oauth/introspect', { token: forged }, basic(service.id, service.secret))).body.active,
      false,
    );
  });

test('RFC 8693 2.1: neither a refresh token nor a code is the subject of an exchange', async () => {
  const { id } = await publicApp(served);
  const { refreshToken } = await ask.signIn(id);
  const { code } = await ask.code(id);
  for (const subject_token of [refreshToken, code]) {
    const form = { grant_type: exchange, subject_token, subject_token_type: accessTokenType };
    assert.equal((await ask.token(form, basic(service.id, service.secret))).status, 400);
    assert.equal((await ask.call(subject_token)).status, 401);
  }
});
