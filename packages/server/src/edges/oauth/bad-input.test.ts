/** Whatever is sent to whichever endpoint: the standard’s refusal, on record, with nothing of the server in it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { endpoints } from '@wardroom/contract';
import fc from 'fast-check';
import type { Limiter } from '../../kernel/limits/limiter.ts';
import {
  type Asker,
  askerOf,
  basic,
  callback,
  challengeOf,
  newVerifier,
  recorded,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';
import type { Asked } from '../http/rehearsal.ts';

let served: Served;
let ask: Asker;
let app: string;
let service: Awaited<ReturnType<typeof serviceClient>>;
/** Endpoints that are exhausted. */
const exhausted = new Set<string>();
const limiter: Limiter = {
  take: ({ operation }) => ({
    ...{ allowed: !exhausted.has(operation), limit: 10, remaining: 0 },
    ...{ resetSeconds: 7, retryAfterSeconds: 7 },
  }),
};
before(async () => {
  served = await serveOAuth({ limiter });
  ask = askerOf(served);
  app = (await publicApp(served)).id;
  service = await serviceClient(served);
});
after(() => served.close());

const form = 'application/x-www-form-urlencoded';
const posts = [
  '/oauth/token',
  '/oauth/par',
  '/oauth/device_authorization',
  '/oauth/introspect',
  '/oauth/revoke',
];
const gets = ['/oauth/authorize', '/oauth/authorize/aaaaaaaaaaaaaaaaaaaaaaaa'];
const all = Object.values(endpoints).map(({ path }) =>
  path.replace(':authorizationId', 'aaaaaaaaaaaaaaaaaaaaaaaa'),
);

/** Nothing of the inside, and an end. */
async function refusedBy(asked: Asked): Promise<Awaited<ReturnType<Served['edge']['ask']>>> {
  const answer = await served.edge.ask({ host: new URL(served.origin()).host, ...asked });
  assert.ok(answer.status < 500, `${asked.path} ${answer.status} ${answer.text}`);
  assert.ok(
    !/node_modules|\.ts:|\bat [A-Za-z.]+ \(|oidc-provider|koa|stack|TypeError|select /i.test(answer.text),
    answer.text,
  );
  return answer;
}
const post = (path: string, body: string | Buffer, headers: Record<string, string | string[]> = {}) =>
  refusedBy({ path, body, headers: { 'content-type': form, ...headers } });

describe('for each endpoint that takes a form', () => {
  for (const path of posts) {
    test(`${path}: 17 KiB are too much`, async () => {
      assert.equal((await post(path, `grant_type=${'x'.repeat(17 * 1024)}`)).status, 413);
    });
    test(`${path}: other media types, other bytes and nothing are refused`, async () => {
      for (const [body, type] of [
        ...[
          ['{"grant_type":"client_credentials"}', 'application/json'],
          ['<a/>', 'application/xml'],
          ['', form],
        ],
        ...[
          ['grant_type=refresh_token', 'text/plain'],
          ['a=b', `${form}; charset=nonsense`],
          ['x', 'multipart/form-data'],
        ],
        ...[
          ['grant_type=%', form],
          ['%ff%fe=%00', form],
          ['&&&===', form],
          ['\u0000', form],
        ],
      ] as [string, string][]) {
        const { status } = await post(path, body, { 'content-type': type });
        assert.ok(status >= 400, `${body} ${type} ${status}`);
      }
      assert.ok((await post(path, Buffer.from([0xff, 0xfe, 0, 0x80]))).status >= 400);
      assert.ok((await post(path, 'a=b', { 'content-encoding': 'gzip' })).status >= 400);
    });
    test(`RFC 6749 3.2: ${path}: a parameter twice is refused`, async () => {
      const twice = (name: string) =>
        `${name}=a&${name}=b&client_id=${app}&grant_type=refresh_token&token=x&refresh_token=y&scope=channels:read`;
      for (const name of [
        'client_id',
        'scope',
        'client_secret',
        path === '/oauth/token' ? 'grant_type' : 'scope',
      ]) {
        const { status, text } = await post(path, twice(name));
        // Of what it does not know a standard’s endpoint takes no notice (RFC 6749, 3.2).
        const isKnown = name !== 'scope' || !/introspect|revoke/.test(path);
        assert.ok(status >= 400 || !isKnown, `${name} ${status} ${text}`);
      }
      const { status, text } = await post(
        path,
        `client_id=${app}&client_id=${app}&grant_type=refresh_token&token=x`,
      );
      assert.ok(status === 400 || status === 401, text);
    });
    test(`RFC 6749 2.3.1: ${path}: garbage as authentication is refused`, async () => {
      const body = 'grant_type=client_credentials&token=x';
      const coded = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
      for (const authorization of [
        ...[
          'Basic',
          'Basic ',
          'Basic %%%',
          'Basic ====',
          coded(''),
          coded(':'),
          coded('no colon'),
          coded('%zz:%zz'),
        ],
        ...[
          coded('\u0000:\u0000'),
          coded(`${'x'.repeat(3000)}:y`),
          coded(`${service.id}:`),
          'Bearer x',
          'Negotiate x',
        ],
        ...[coded(`__proto__:x`), coded(`constructor:x`), coded(`${service.id}:${service.secret}\u0000`)],
      ]) {
        const { status } = await post(path, body, { authorization });
        assert.ok(status === 400 || status === 401, `${authorization} ${status}`);
      }
    });
    test(`RFC 6749 2.3: ${path}: two ways of authentication are refused`, async () => {
      const { status } = await post(
        path,
        `grant_type=client_credentials&token=x&client_id=${service.id}&client_secret=${service.secret}`,
        basic(service.id, service.secret),
      );
      assert.equal(status, 400);
    });
    test(`${path}: other methods are refused`, async () => {
      for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH']) {
        const { status } = await refusedBy({ path, method });
        assert.ok([400, 404, 405].includes(status), `${method} ${status}`);
      }
    });
    test(`${path}: what is in the query counts for nothing`, async () => {
      const query = `grant_type=client_credentials&client_id=${service.id}&client_secret=${service.secret}&token=x`;
      const { status, text } = await post(`${path}?${query}`, '');
      assert.ok(status >= 400, text);
    });
  }
});

describe('for each endpoint of a browser', () => {
  for (const path of gets) {
    test(`${path}: deep, long and odd queries are refused`, async () => {
      for (const query of [
        ...[
          'a[b][c][d][e]=f',
          `a=${'x'.repeat(7000)}`,
          '__proto__=x&constructor=y',
          'client_id=%00',
          '%ff',
          '??',
          '&',
        ],
        ...[`client_id=${app}&client_id=${app}`, 'client_id=__proto__', `client_id=${app}&redirect_uri=%00`],
        ...[`client_id=${'x'.repeat(5000)}`, 'client_id=https://localhost/x', 'client_id=https://a/b%00'],
        Array.from({ length: 1000 }, (_, n) => `p${n}=`).join('&'),
      ]) {
        const { status, headers } = await refusedBy({ path: `${path}?${query}`, method: 'GET' });
        assert.ok(status >= 400, query.slice(0, 40));
        assert.equal(headers.location, undefined);
      }
    });
    test(`${path}: other methods are refused`, async () => {
      for (const method of ['POST', 'HEAD', 'PUT', 'DELETE'])
        assert.ok((await refusedBy({ path, method, headers: { 'content-type': form } })).status >= 400);
    });
  }
  test('pitfall 6: what a person sees when it goes wrong carries nothing that was sent, and no script', async () => {
    const evil = '<script>alert(1)</script>';
    const { text, headers, status } = await refusedBy({
      path: `/oauth/authorize?client_id=${encodeURIComponent(evil)}&error=${encodeURIComponent(evil)}&state=${encodeURIComponent(evil)}`,
      method: 'GET',
    });
    assert.equal(status, 400);
    assert.ok(!text.includes('script') && !text.includes('alert'));
    assert.match(String(headers['content-security-policy']), /default-src|script-src/);
    assert.equal(headers['cache-control'], 'no-store');
  });
  test('pitfall 6: the library’s own pages and ways are not there', async () => {
    for (const path of [
      '/interaction/x',
      '/oauth/interaction/x',
      '/session/end',
      '/me',
      '/userinfo',
      '/oauth/userinfo',
      '/request',
      '/reg',
      '/jwks',
      '/token',
      '/auth',
    ])
      for (const method of ['GET', 'POST']) {
        const { status, text } = await refusedBy({ path, method });
        assert.ok(
          status >= 400 || /<div id="root">|<!doctype html/i.test(text),
          `${method} ${path} ${status}`,
        );
        assert.ok(!/oidc|login|interaction/i.test(text) || status === 404, text.slice(0, 100));
      }
  });
});

test('RFC 6749 5.2: unknown grants, and none, are named as what they are', async () => {
  for (const [grant_type, error] of [
    ['password', 'unsupported_grant_type'],
    ['implicit', 'unsupported_grant_type'],
    ['__proto__', 'unsupported_grant_type'],
    ['urn:openid:params:grant-type:ciba', 'unsupported_grant_type'],
    [undefined, 'invalid_request'],
  ] as const) {
    const { status, body } = await ask.token({ grant_type }, basic(service.id, service.secret));
    assert.equal(status, 400);
    assert.ok([error, 'invalid_request'].includes(body.error), `${grant_type} ${body.error}`);
  }
});

test('property: no form, however odd, breaks the token endpoint', async () => {
  const name = fc.constantFrom(
    ...[
      'grant_type',
      'client_id',
      'client_secret',
      'code',
      'refresh_token',
      'scope',
      'resource',
      'redirect_uri',
    ],
    ...[
      'code_verifier',
      'subject_token',
      'client_assertion',
      'client_assertion_type',
      'device_code',
      '__proto__',
    ],
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      app,
      service.id,
      service.secret,
      'refresh_token',
      'authorization_code',
      'a.b.c',
      '\u0000',
    ),
    fc.constantFrom(
      'urn:ietf:params:oauth:grant-type:token-exchange',
      'urn:ietf:params:oauth:grant-type:device_code',
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 8 }), async (pairs) => {
      const encoded = pairs
        .map(([left, right]) => `${left}=${encodeURIComponent(right.toWellFormed())}`)
        .join('&');
      const { status, text } = await post('/oauth/token', encoded);
      assert.ok(status >= 400 || /access_token/.test(text));
    }),
    { numRuns: 60 },
  );
});

test('what is too large to be kept is refused, not a failure', async () => {
  const asked = { client_id: app, redirect_uri: callback, response_type: 'code', scope: 'channels:read' };
  const challenge = { code_challenge: challengeOf(newVerifier()), code_challenge_method: 'S256' };
  const state = '\u0001'.repeat(4_000);
  const encoded = new URLSearchParams({ ...asked, ...challenge }).toString();
  assert.equal((await post('/oauth/par', `${encoded}&state=${state.repeat(3)}`)).status, 400);
  const { status } = await refusedBy({
    path: `/oauth/authorize?${encoded}&state=${encodeURIComponent(state)}`,
    method: 'GET',
  });
  assert.ok(status < 500);
});

test('an exhausted limit is 429 with a time, at every endpoint, and nothing is asked of the library', async () => {
  for (const name of Object.keys(endpoints)) exhausted.add(name);
  for (const path of all) {
    const method = posts.includes(path) || path === '/oauth/register' ? 'POST' : 'GET';
    const answer = await refusedBy({
      path,
      method,
      headers: method === 'POST' ? { 'content-type': form } : {},
      body: method === 'POST' ? 'a=b' : undefined,
    });
    assert.equal(answer.status, 429, path);
    assert.equal(answer.headers['retry-after'], '7');
  }
  exhausted.clear();
});

test('refusals are on record, and neither there nor in the log is a secret', async () => {
  const before = await recorded(served, 'client.refused');
  const { form: code } = await ask.code(app);
  const { body } = await ask.token(code);
  const words = [service.secret, code['code'], code['code_verifier'], body.access_token, body.refresh_token];
  await ask.token({ grant_type: 'client_credentials' }, basic(service.id, 'a-wrong-secret-of-somebody'));
  await ask.token({ grant_type: 'refresh_token', client_id: service.id, refresh_token: body.refresh_token });
  await ask.token({ ...code, code_verifier: newVerifier() });
  assert.ok((await recorded(served, 'client.refused')) >= before + 3);
  const { rows } = await served.harness.admin.query<{ text: string }>(
    "select o::text || encode(sealed, 'escape') as text from tenant.audit_outbox o",
  );
  const texts = [...rows.map(({ text }) => text), ...served.log, ...served.edge.logLines];
  for (const word of [...words, 'a-wrong-secret-of-somebody'])
    for (const text of texts) assert.ok(!text.includes(String(word)), text.slice(0, 300));
});

test('a deactivated principal: its client gets nothing, and what it had is worth nothing', async () => {
  const { id, secret, principal } = await serviceClient(served);
  const issue = () => ask.token({ grant_type: 'client_credentials' }, basic(id, secret));
  const { body } = await issue();
  await served.act('owner', 'principals.suspend', { principalId: principal.id });
  assert.equal((await ask.call(body.access_token)).status, 401);
  const refused = await issue();
  assert.ok([400, 401].includes(refused.status), refused.text);
});

test('a suspended person: a code and a refresh token are worth nothing', async () => {
  const principalId = served.harness.acme.principals.member.id;
  const { form: code } = await ask.code(app);
  const { refreshToken } = await ask.signIn(app);
  await served.act('owner', 'principals.suspend', { principalId });
  const refresh = () =>
    ask.token({ grant_type: 'refresh_token', client_id: app, refresh_token: refreshToken });
  for (const answer of [await ask.token(code), await refresh()])
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_grant'], answer.text);
  await served.act('owner', 'principals.reactivate', { principalId });
});

test('the log tells no bug', () => {
  const bugs = [...served.log, ...served.edge.logLines].filter((line) =>
    /request\.bug|"level":"error"/.test(line),
  );
  assert.deepEqual(bugs, []);
  assert.deepEqual(served.harness.bugs, []);
});

test('TEN-09: a suspended tenant has no authorisation server', async () => {
  const { globex } = served.harness;
  // Nobody has asked for it in this file, so no memory of the directory is in the way.
  await served.harness.admin.query(`update directory.tenants set status = 'suspended' where tenant_id = $1`, [
    globex.tenant.id,
  ]);
  const host = new URL(served.origin('globex')).host;
  for (const path of posts) {
    const asked = { path, host, origin: null, body: 'a=b', headers: { 'content-type': form } };
    assert.equal((await refusedBy(asked)).status, 403, path);
  }
  for (const path of all.filter((one) => !posts.includes(one) && !/register/.test(one)))
    assert.equal((await refusedBy({ path, host, method: 'GET' })).status, 403, path);
});
