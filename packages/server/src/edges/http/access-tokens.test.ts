/** Access tokens over HTTP: the Authorization header and nothing else (RFC 6750, 2), and the keys that verify them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { execute } from '../../kernel/execute.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { type Rehearsal, rehearse } from './rehearsal.ts';

let harness: Harness;
let edge: Rehearsal;
let accessToken: string;
before(async () => {
  harness = await createHarness();
  const { kernel } = harness;
  edge = await rehearse({
    executeTenant: (call) => execute(kernel, call),
    resolveHost: (host) => kernel.directory.resolveHost(host),
    publishedKeys: ({ id }) => kernel.tokens.published(id),
  });
  ({ accessToken } = await harness.succeed<{ accessToken: string }>(harness.acme, 'member', 'tokens.issue', {
    scopes: ['workspace:read', 'messages:read'],
  }));
});
after(async () => {
  await edge.close();
  await harness.close();
  assert.deepEqual(harness.bugs, []);
});

const hostOf = (slug: string) => `${slug}.localhost:${edge.port}`;
const call = (headers: Record<string, string>, name = 'tenants.show', input: unknown = {}) =>
  edge.ask({ path: `/v1/${name}`, host: hostOf('acme'), body: JSON.stringify(input), headers });
const read = (path: string, host: string) => edge.ask({ method: 'GET', path, host });

test('401 without a token, 403 with one that carries too little, 200 with one that carries enough', async () => {
  const bearer = { authorization: `Bearer ${accessToken}` };
  assert.equal((await call({})).status, 401);
  assert.equal((await call(bearer)).status, 200);
  const lacking = await call(bearer, 'channels.list');
  assert.equal(lacking.status, 403);
  assert.ok(lacking.text.includes('"neededScopes":["channels:read"]'), lacking.text);
});

test('a token counts in the header only, whole, and beside no cookie', async () => {
  const session = `__Host-wardroom=${harness.acme.principals.member.secret}`;
  const bearer = `Bearer ${accessToken}`;
  for (const [what, headers, status] of [
    ['beside a cookie', { authorization: bearer, cookie: session }, 400],
    ['as a cookie', { cookie: `__Host-wardroom=${accessToken}` }, 401],
    ['with another scheme', { authorization: `Token ${accessToken}` }, 401],
    ['padded', { authorization: `${bearer}=` }, 401],
    ['too long', { authorization: `${bearer}${'A'.repeat(4_000)}` }, 401],
    ['with something behind it', { authorization: `${bearer}, x` }, 401],
  ] as const)
    assert.equal((await call(headers)).status, status, what);
  assert.equal((await call({}, 'tenants.show', { access_token: accessToken })).status, 401);
  const inQuery = await read(`/v1/tenants.show?access_token=${accessToken}`, hostOf('acme'));
  assert.ok([400, 401].includes(inQuery.status), String(inQuery.status));
});

test('RFC 7517: the published keys verify a token, may be kept for a while, and hold no private part', async () => {
  const path = '/.well-known/jwks.json';
  const published = await read(path, hostOf('acme'));
  assert.deepEqual(
    [published.status, published.headers['cache-control'], published.headers['content-type']],
    [200, 'public, max-age=300', 'application/jwk-set+json; charset=utf-8'],
  );
  const set = JSON.parse(published.text) as JSONWebKeySet;
  assert.deepEqual(
    set.keys.map((key) => Object.keys(key).sort()),
    [['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
  );
  const { payload } = await jwtVerify(accessToken, createLocalJWKSet(set), { typ: 'at+jwt' });
  assert.equal(payload.sub, harness.acme.principals.member.id);
  assert.notEqual((await read(path, hostOf('globex'))).text, published.text);
  assert.equal((await read(path, `localhost:${edge.port}`)).status, 404);
});

test('more than ten tokens with wrong claims from one address within a minute are a signal in the log, once', async () => {
  const forged = { authorization: `Bearer ${accessToken.slice(0, -4)}AAAA` };
  for (let attempt = 0; attempt < 20; attempt += 1) assert.equal((await call(forged)).status, 401);
  const { entries } = await harness.succeed<{ entries: { address: string; outcome: string }[] }>(
    harness.acme,
    'owner',
    'audit.list',
    { type: 'token.claims_probed', limit: 200 },
  );
  assert.deepEqual(
    entries.map(({ outcome, address }) => [outcome, address]),
    [['blocked', '127.0.0.1']],
  );
});

test('a token holds no personal data', async () => {
  const [, body = ''] = accessToken.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as Record<string, unknown>;
  assert.deepEqual(Object.keys(claims).sort(), [
    ...['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sep', 'sid', 'sub', 'tenant_id', 'tep'],
  ]);
  for (const personal of [harness.acme.principals.member.handle, 'acme member', '@', '127.0.0.1'])
    assert.ok(!JSON.stringify(claims).includes(personal), personal);
});
