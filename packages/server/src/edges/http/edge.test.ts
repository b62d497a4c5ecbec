import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { operation, operations } from '@wardroom/contract';
import * as z from 'zod';
import { acceptsGet, queryInput } from './query-input.ts';
import { answerOk, failWith, type Rehearsal, rehearse } from './rehearsal.ts';

let edge: Rehearsal;
before(async () => {
  edge = await rehearse();
});
after(() => edge.close());
const show = '/v1/sessions.show';

test('every operation has its route on the host of its realm and none on the other', async () => {
  for (const { name, realm } of Object.values(operations)) {
    const hosts = { tenant: `acme.localhost:${edge.port}`, platform: `localhost:${edge.port}` };
    const own = await edge.ask({ path: `/v1/${name}`, host: hosts[realm] });
    assert.equal(own.status, 200, name);
    assert.equal(edge.calls.at(-1)?.operation, name);
    const other = await edge.ask({
      path: `/v1/${name}`,
      host: hosts[realm === 'tenant' ? 'platform' : 'tenant'],
    });
    assert.equal(other.code, 'unknown_operation', name);
  }
});

test('GET carries flat parameters, converted by the schema; commands and secrets refuse GET', async () => {
  edge.calls.length = 0;
  const id = 'prn_01h2xcejqtf2nbrexx3vqjhp41';
  assert.equal(
    (await edge.ask({ method: 'GET', path: `/v1/principals.list?limit=5&after=${id}` })).status,
    200,
  );
  assert.deepEqual(edge.calls[0]?.input, { limit: 5, after: id });
  const command = await edge.ask({ method: 'GET', path: '/v1/messages.send?body=x' });
  assert.deepEqual(
    [command.status, command.code, command.headers.allow],
    [405, 'method_not_allowed', 'POST'],
  );
  const put = await edge.ask({ method: 'PUT', path: '/v1/principals.list', body: '{}' });
  assert.deepEqual([put.status, put.headers.allow], [405, 'GET, POST']);
  assert.equal(
    (await edge.ask({ method: 'GET', path: `${show}?a=1`, body: 'x', headers: { 'content-length': '1' } }))
      .code,
    'invalid_input',
  );
  assert.equal((await edge.ask({ path: `${show}?a=1` })).code, 'invalid_input');
  assert.equal(edge.calls.length, 1);
});

test('a secret anywhere in the input keeps a query out of URLs; two values for one field reach no operation', () => {
  const secretQuery = operation({
    ...operations['sessions.show'],
    name: 'sessions.probe',
    input: z.strictObject({
      deep: z.array(z.strictObject({ key: z.string().meta({ secret: true }).optional() })).default([]),
    }),
  });
  assert.equal(acceptsGet(secretQuery), false);
  assert.equal(acceptsGet(operations['sessions.show']), true);
  const listing = operations['principals.list'];
  const twice = queryInput(listing, new URLSearchParams('limit=1&limit=2'));
  assert.equal(listing.input.safeParse(twice).success, false);
  assert.equal(
    listing.input.safeParse(queryInput(listing, new URLSearchParams('__proto__=1'))).success,
    false,
  );
  assert.equal(listing.input.safeParse(queryInput(listing, new URLSearchParams('limit=1e3'))).success, false);
});

test('unknown hosts are one answer, with nothing called', async () => {
  edge.calls.length = 0;
  for (const host of ['nobody.localhost', 'evil.example', 'acme.localhost.evil.example', 'a.acme.localhost'])
    for (const path of [show, '/', '/openapi.json', '/readyz']) {
      const answer = await edge.ask({
        method: 'GET',
        path,
        host: `${host}:${edge.port}`,
        headers: { accept: 'application/json' },
      });
      assert.deepEqual([answer.status, answer.code], [404, 'unknown_host'], `${host} ${path}`);
    }
  const page = await edge.ask({
    method: 'GET',
    path: '/',
    host: `nobody.localhost:${edge.port}`,
    headers: { accept: 'text/html' },
  });
  assert.equal(page.status, 404);
  assert.match(page.text, /No workspace answers at this address/);
  const two = await edge.raw(
    `GET ${show} HTTP/1.1\r\nHost: acme.localhost:${edge.port}\r\nHost: acme.localhost:${edge.port}\r\nConnection: close\r\n\r\n`,
  );
  assert.match(two.text, /unknown_host/);
  const absent = await edge.raw(`GET ${show} HTTP/1.1\r\nConnection: close\r\n\r\n`);
  assert.match(absent.text, /unknown_host/);
  const absolute = await edge.raw(
    `GET http://acme.localhost:${edge.port}${show} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
  );
  assert.match(absolute.text, /unknown_host/);
  assert.equal(edge.calls.length, 0);
});

test('a page of a sibling cannot act, with or without cookies, and each attempt is on record', async () => {
  edge.calls.length = 0;
  edge.refusals.length = 0;
  const cookie = { cookie: '__Host-wardroom=secret' };
  const attempts = [
    { origin: `http://globex.localhost:${edge.port}`, headers: cookie },
    { origin: `http://globex.localhost:${edge.port}` },
    { origin: 'null', headers: cookie },
    { origin: null, headers: cookie },
    { origin: null },
    { origin: null, headers: { ...cookie, 'sec-fetch-site': 'same-origin' } },
    { origin: `http://globex.localhost:${edge.port}`, headers: { authorization: 'Bearer wr_key' } },
  ];
  for (const attempt of attempts) {
    const answer = await edge.ask({ path: '/v1/messages.send', ...attempt });
    assert.deepEqual([answer.status, answer.code], [403, 'origin_refused']);
  }
  assert.equal(edge.calls.length, 0);
  assert.equal(edge.refusals.length, attempts.length);
  assert.deepEqual(
    [edge.refusals[0]?.tenant?.slug, edge.refusals[0]?.operation, edge.refusals[0]?.reason],
    ['acme', 'messages.send', 'foreign_origin'],
  );
  assert.equal((await edge.ask({ path: '/v1/messages.send', headers: cookie })).status, 200);
  assert.equal(
    (await edge.ask({ path: '/v1/messages.send', origin: null, headers: { authorization: 'Bearer wr_key' } }))
      .status,
    200,
  );
});

test('no answer lets another origin read it', async () => {
  const preflight = await edge.ask({
    method: 'OPTIONS',
    path: show,
    headers: { 'access-control-request-method': 'POST' },
  });
  assert.ok(preflight.status >= 400);
  const answer = await edge.ask({ path: show });
  for (const headers of [preflight.headers, answer.headers])
    assert.ok(!Object.keys(headers).some((name) => name.startsWith('access-control-')));
});

test('cookie and key together are refused', async () => {
  const answer = await edge.ask({
    path: show,
    headers: { cookie: '__Host-wardroom=a', authorization: 'Bearer b' },
  });
  assert.deepEqual([answer.status, answer.code], [400, 'invalid_input']);
});

const volatile = /^(date|wardroom-request-id|ratelimit|content-length|keep-alive)$/i;
const headersOf = ({ rawHeaders }: { rawHeaders: readonly string[] }) =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 && !volatile.test(name) ? [`${name}: ${rawHeaders[index + 1]}`] : [],
  );

test('the headers of an answer, all of them', async () => {
  assert.deepEqual(headersOf(await edge.ask({ path: show })), [
    "content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox",
    'cross-origin-opener-policy: same-origin',
    'cross-origin-resource-policy: same-origin',
    'permissions-policy: camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy: no-referrer',
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'ratelimit-policy: "caller";q=100;w=60',
    'content-type: application/json; charset=utf-8',
    'Connection: close',
  ]);
});

test('HSTS is sent with https and only then', async () => {
  assert.equal((await edge.ask({ path: show })).headers['strict-transport-security'], undefined);
  const secure = await rehearse({
    config: {
      baseDomain: 'chat.example.com',
      publicScheme: 'https',
      publicPort: undefined,
      trustedProxies: [],
      maxConnections: 10,
      maxConnectionsPerAddress: 10,
    },
  });
  try {
    const answer = await secure.ask({
      path: show,
      host: 'acme.chat.example.com',
      origin: 'https://acme.chat.example.com',
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers['strict-transport-security'], 'max-age=63072000; includeSubDomains');
  } finally {
    await secure.close();
  }
});

test('absent and forbidden differ in nothing but the request id', async () => {
  edge.outcome = failWith('not_found');
  const [one, two] = [
    await edge.ask({ path: '/v1/messages.list' }),
    await edge.ask({ path: '/v1/messages.list' }),
  ];
  edge.outcome = answerOk();
  assert.deepEqual(headersOf(one), headersOf(two));
  const without = (text: string) => text.replace(/req_[0-9a-z]{26}/, 'req');
  assert.equal(without(one.text), without(two.text));
  assert.notEqual(one.text, two.text);
  assert.equal(JSON.parse(one.text).requestId, one.headers['wardroom-request-id']);
});

test('errors are problem details with what HTTP wants beside them', async () => {
  edge.outcome = failWith('unauthenticated');
  const unauthenticated = await edge.ask({ path: show });
  assert.equal(unauthenticated.headers['content-type'], 'application/problem+json; charset=utf-8');
  const realm = `realm="wardroom", resource_metadata="http://acme.localhost:${edge.port}/.well-known/oauth-protected-resource"`;
  assert.equal(unauthenticated.headers['www-authenticate'], `Bearer ${realm}`);
  edge.outcome = failWith('insufficient_scope', { neededScopes: ['messages:write'] });
  assert.match(
    String((await edge.ask({ path: show })).headers['www-authenticate']),
    /error="insufficient_scope", scope="messages:write"/,
  );
  edge.outcome = {
    ...failWith('rate_limited', { retryAfterSeconds: 7 }),
    limit: { allowed: false, limit: 60, remaining: 0, resetSeconds: 7, retryAfterSeconds: 7 },
  };
  const limited = await edge.ask({ path: show });
  edge.outcome = answerOk();
  assert.deepEqual(
    [
      limited.status,
      limited.headers['retry-after'],
      limited.headers['ratelimit'],
      limited.headers['ratelimit-policy'],
    ],
    [429, '7', '"caller";r=0;t=7', '"caller";q=60;w=60'],
  );
});

test('request ids are ours: those of a client are not believed', async () => {
  const mine = 'req_00000000000000000000000000';
  const answer = await edge.ask({
    path: show,
    headers: { 'wardroom-request-id': mine, 'x-request-id': mine },
  });
  assert.match(String(answer.headers['wardroom-request-id']), /^req_[0-9a-z]{26}$/);
  assert.notEqual(answer.headers['wardroom-request-id'], mine);
});

test('signing in hands out the cookie of the realm and nothing in the body; signing out takes it back', async () => {
  edge.outcome = { ...answerOk({ me: 1 }), sessionSecret: 'planted-session' };
  const signedIn = await edge.ask({ path: '/v1/sessions.create' });
  const operator = await edge.ask({ path: '/v1/operators.signIn', host: `localhost:${edge.port}` });
  edge.outcome = answerOk();
  assert.deepEqual(signedIn.headers['set-cookie'], [
    '__Host-wardroom=planted-session; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000',
  ]);
  assert.ok(!signedIn.text.includes('planted'));
  assert.deepEqual(operator.headers['set-cookie'], [
    '__Host-wardroom-operator=planted-session; Path=/; Secure; HttpOnly; SameSite=Strict',
  ]);
  const signedOut = await edge.ask({ path: '/v1/sessions.end' });
  assert.match(String(signedOut.headers['set-cookie']), /^__Host-wardroom=; .*Max-Age=0$/);
});

test('an origin refusal that cannot be recorded is still no acceptance', async () => {
  const broken = await rehearse({ recordOriginRefusal: () => Promise.reject(new Error('planted')) });
  try {
    const answer = await broken.ask({ path: '/v1/messages.send', origin: 'http://evil.example' });
    assert.equal(answer.status, 500);
    assert.ok(!answer.text.includes('planted'));
    assert.equal(broken.calls.length, 0);
  } finally {
    await broken.close();
  }
});

test('health answers everywhere; readiness and metrics on the platform host only', async () => {
  const get = (path: string, host: string, headers = {}) =>
    edge.ask({ method: 'GET', path, host: `${host}:${edge.port}`, headers });
  assert.equal((await get('/healthz', 'whatever.example')).status, 200);
  assert.equal((await get('/readyz', 'localhost')).status, 200);
  assert.match((await get('/metrics', '127.0.0.1')).text, /wardroom_operations_total/);
  for (const path of ['/readyz', '/metrics'])
    assert.equal((await get(path, 'acme.localhost')).code, 'not_found');
  assert.equal(
    (await get('/metrics', 'localhost', { 'x-forwarded-for': '6.6.6.6' })).code,
    'unauthenticated',
  );
  const tokened = await rehearse({ metricsToken: 'm3trics', isReady: async () => false });
  try {
    const ask = (authorization: string) =>
      tokened.ask({
        method: 'GET',
        path: '/metrics',
        host: `localhost:${tokened.port}`,
        headers: { 'x-forwarded-for': '6.6.6.6', authorization },
      });
    assert.equal((await ask('Bearer m3trics')).status, 200);
    assert.equal((await ask('Bearer m3tricz')).code, 'unauthenticated');
    assert.equal(
      (await tokened.ask({ method: 'GET', path: '/readyz', host: `localhost:${tokened.port}` })).status,
      503,
    );
  } finally {
    await tokened.close();
  }
});

test('openapi names every operation, and no secret of a command in a URL', async () => {
  const { text } = await edge.ask({ method: 'GET', path: '/openapi.json' });
  const document = JSON.parse(text) as { openapi: string; paths: Record<string, { get?: unknown }> };
  assert.deepEqual(
    Object.keys(document.paths).sort(),
    Object.keys(operations)
      .map((name) => `/v1/${name}`)
      .sort(),
  );
  assert.equal(document.paths['/v1/sessions.create']?.get, undefined);
  assert.ok(document.paths['/v1/channels.list']?.get);
});

test('closing lets a running call finish and cuts idle connections', async () => {
  const closing = await rehearse();
  let finish = () => {};
  closing.outcome = () =>
    new Promise((resolve) => {
      finish = () => resolve(answerOk({ done: true }));
    });
  const running = closing.ask({ path: show });
  while (closing.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
  const closed = closing.close();
  finish();
  assert.equal((await running).text, '{"done":true}');
  await closed;
  await assert.rejects(closing.ask({ path: show }));
});
