/** How clients say who they are, and how they come to be: assertions (RFC 7523), registration (RFC 7591), documents. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { systemClock } from '../../kernel/clock.ts';
import {
  type Asker,
  type AssertionKey,
  askerOf,
  assertionType,
  basic,
  callback,
  challengeOf,
  newAssertionKey,
  newVerifier,
  random,
  recorded,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
/** What the outside answers, by address. */
const documents = new Map<string, { body: unknown; status?: number }>();
const fetched: string[] = [];
const passed = { ms: 0 };

before(async () => {
  served = await serveOAuth({
    clock: { now: () => Date.now() + passed.ms },
    maxConnections: 10,
    fetched: (() => async (url: string) => {
      fetched.push(url);
      const found = documents.get(url);
      if (found === undefined) throw new Error('there is nothing');
      const { body, status = 200 } = found;
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json' },
      });
    }) as never,
  });
  ask = askerOf(served);
});
after(() => served.close());

const now = () => Math.floor(systemClock.now() / 1000);

describe('private_key_jwt', () => {
  let key: AssertionKey;
  let id: string;
  before(async () => {
    key = await newAssertionKey();
    const created = await serviceClient(served, { authentication: 'private_key_jwt', jwks: key.jwks });
    id = created.id;
  });
  const withAssertion = (assertion: string, more: object = {}, headers = {}) =>
    ask.token(
      {
        ...{ grant_type: 'client_credentials', client_id: id },
        ...{ client_assertion_type: assertionType, client_assertion: assertion, ...more },
      },
      headers,
    );
  const isRefused = async (answer: ReturnType<typeof withAssertion>) => {
    const { status, body, text } = await answer;
    assert.ok(status === 401 || status === 400, text);
    assert.equal(body.error, status === 401 ? 'invalid_client' : 'invalid_request', text);
    assert.ok(!/jti|signature|audience|key/i.test(body.error_description ?? ''), body.error_description);
  };

  test('RFC 7523 3: an assertion for the issuer works', async () => {
    const { status, text } = await withAssertion(await key.assertion(id, served.origin()));
    assert.equal(status, 200, text);
    const listed = await withAssertion(await key.assertion(id, [served.origin()]));
    assert.equal(listed.status, 200, listed.text);
  });
  const audiences: Record<string, () => unknown> = {
    'the token endpoint': () => `${served.origin()}/oauth/token`,
    'another tenant': () => served.origin('globex'),
    'the issuer and another': () => [served.origin(), 'https://elsewhere.example'],
    nobody: () => undefined,
    'the issuer with a slash': () => `${served.origin()}/`,
    'an empty list': () => [],
  };
  for (const [what, audience] of Object.entries(audiences))
    test(`pitfall 8, RFC 7523 3: an assertion for ${what} is refused`, async () => {
      await isRefused(withAssertion(await key.assertion(id, audience())));
    });
  for (const [what, claims] of Object.entries({
    'that has expired': { exp: now() - 30 },
    'that never expires': { exp: undefined },
    'that lives for years': { exp: now() + 86_400 * 900 },
    'of the end of all time': { exp: 9e15 },
    'with a life of a fraction': { exp: now() + 60.5 },
    'with a life that is a text': { exp: '2999' },
    'that is not valid yet': { nbf: now() + 120 },
    'by another issuer': { iss: 'somebody' },
    'about somebody else': { sub: 'somebody' },
    'without an id': { jti: undefined },
    'with an id that is a number': { jti: 7 },
  }))
    test(`RFC 7523 3: an assertion ${what} is refused`, async () => {
      await isRefused(withAssertion(await key.assertion(id, served.origin(), claims)));
    });
  test('RFC 7523 3: an assertion works once; of eight at once exactly one', async () => {
    const assertion = await key.assertion(id, served.origin());
    const answers = await Promise.all(Array.from({ length: 8 }, () => withAssertion(assertion)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    await isRefused(withAssertion(assertion));
  });
  test('RFC 7523 3: another client’s key is refused', async () => {
    await isRefused(withAssertion(await (await newAssertionKey()).assertion(id, served.origin())));
  });
  test('RFC 8725 3.1: none, a key in the header and a public key as a secret are refused', async () => {
    const claims = { iss: id, sub: id, aud: served.origin(), exp: now() + 60, iat: now(), jti: random() };
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const mine = await exportJWK(publicKey);
    const [own] = key.jwks.keys;
    const secret = new TextEncoder().encode(JSON.stringify(own));
    await isRefused(withAssertion(new UnsecuredJWT(claims).encode()));
    const signed = (header: object, by: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ ...claims, jti: random() }).setProtectedHeader(header as never).sign(by);
    await isRefused(withAssertion(await signed({ alg: 'ES256', jwk: mine }, privateKey)));
    await isRefused(
      withAssertion(await signed({ alg: 'ES256', jku: 'https://evil.example/k', kid: 'x' }, privateKey)),
    );
    await isRefused(withAssertion(await signed({ alg: 'HS256', kid: own?.['kid'] }, secret)));
    assert.ok(!fetched.some((url) => url.includes('evil')));
  });
  for (const text of ['x', 'a.b.c', '..', `${'x'.repeat(4000)}.e30.AA`])
    test(`RFC 7523 3: “${text.slice(0, 6)}” is no assertion`, () => isRefused(withAssertion(text)));
  test('RFC 6749 2.3: two ways of authentication are refused, and another way than the registered', async () => {
    const assertion = () => key.assertion(id, served.origin());
    const both = await withAssertion(await assertion(), {}, basic(id, 'secret'));
    assert.equal(both.status, 400, both.text);
    const plain = await serviceClient(served);
    for (const [form, headers] of [
      [{ client_id: id }, {}],
      [{ client_id: id, client_secret: 'x' }, {}],
      [{ client_id: plain.id }, {}],
      [{}, basic(id, 'kept as a keyed hash')],
      [{}, basic(plain.id, 'kept as a keyed hash')],
      [{}, basic(plain.id, '')],
      [{}, basic(plain.id, `${plain.secret}x`)],
    ] as const) {
      const { status, body } = await ask.token({ grant_type: 'client_credentials', ...form }, headers);
      assert.ok(status === 401 || status === 400, JSON.stringify(form));
      assert.match(body.error, /^invalid_(client|request)$/);
    }
  });
  test('RFC 7523 2.2, HOK-01: published keys are fetched through the door, and only those', async () => {
    const published = await newAssertionKey();
    const jwksUri = 'https://keys.example/jwks.json';
    documents.set(jwksUri, { body: published.jwks });
    const { id: remote } = await serviceClient(served, { authentication: 'private_key_jwt', jwksUri });
    const form = async (by: AssertionKey) => ({
      ...{ client_id: remote, grant_type: 'client_credentials', client_assertion_type: assertionType },
      client_assertion: await by.assertion(remote, served.origin()),
    });
    const { status, text } = await ask.token(await form(published));
    assert.equal(status, 200, text);
    assert.equal((await ask.token(await form(key))).status, 401);
    assert.ok(fetched.includes(jwksUri));
    documents.set(jwksUri, { body: 'no keys at all', status: 500 });
    const unreachable = await ask.token(await form(await newAssertionKey()));
    assert.ok(unreachable.status < 500, unreachable.text);
  });
});

describe('registration', () => {
  const configure = (settings: object) => served.act('owner', 'access.configure', settings);
  const register = (body: unknown, headers = {}) =>
    ask.post('/oauth/register', typeof body === 'string' ? body : JSON.stringify(body), {
      'content-type': 'application/json',
      ...headers,
    });
  const wanted = {
    client_name: 'A tool',
    redirect_uris: ['http://127.0.0.1/callback'],
    token_endpoint_auth_method: 'none',
  };
  const asked = (client_id: string, redirect_uri = callback, scope?: string) =>
    ask.authorize({
      ...{ client_id, redirect_uri, response_type: 'code', scope, state: 's' },
      ...{ code_challenge: challengeOf(newVerifier()), code_challenge_method: 'S256' },
    });

  test('RFC 7591 3.2.2: switched off, nothing registers itself, and it is on record', async () => {
    await configure({ selfRegistration: 'off' });
    const before = await recorded(served, 'client.refused');
    const { status, body } = await register(wanted);
    assert.deepEqual([status, body.error], [403, 'access_denied']);
    assert.equal(await recorded(served, 'client.refused'), before + 1);
    const { body: metadata } = await ask.get('/.well-known/oauth-authorization-server');
    assert.equal(metadata.registration_endpoint, undefined);
  });
  test('RFC 7591 3.2.1: after approval, a client that waits cannot ask', async () => {
    await configure({ selfRegistration: 'approval' });
    const { status, body, headers } = await register(wanted);
    assert.equal(status, 201);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal((await asked(body.client_id)).status, 400);
    const { clients } = await served.act('owner', 'clients.list', {});
    const waiting = clients.find(({ status: state }) => state === 'waiting');
    await served.act('owner', 'clients.approve', { clientId: waiting?.id });
    passed.ms += 1_100;
    assert.notEqual((await asked(body.client_id)).authorizationId, '');
  });
  test('RFC 7591 3.2.1: open, it may ask at once, and never in its own right', async () => {
    await configure({ selfRegistration: 'open' });
    const { body, text } = await register({
      ...wanted,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'client_credentials'],
    });
    assert.notEqual((await asked(body.client_id)).authorizationId, '', text);
    assert.ok(!body.grant_types.includes('client_credentials'));
    const own = await ask.token(
      { grant_type: 'client_credentials' },
      basic(body.client_id, body.client_secret),
    );
    assert.equal(own.status, 400, own.text);
  });
  for (const [what, body, error] of [
    ['no JSON', '{', 'invalid_client_metadata'],
    ['a list', '[]', 'invalid_client_metadata'],
    ['null', 'null', 'invalid_client_metadata'],
    ['a plain address', { ...wanted, redirect_uris: ['http://evil.example/'] }, 'invalid_redirect_uri'],
    ['a script', { ...wanted, redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['a fragment', { ...wanted, redirect_uris: ['https://a.example/#x'] }, 'invalid_redirect_uri'],
    ['no address', { ...wanted, redirect_uris: [] }, 'invalid_redirect_uri'],
    ['numbers', { ...wanted, redirect_uris: 7 }, 'invalid_redirect_uri'],
    [
      'keys that are not public',
      { ...wanted, jwks: { keys: [{ kty: 'oct', k: 'AA' }] } },
      'invalid_client_metadata',
    ],
    [
      'an unknown way of authentication',
      { ...wanted, token_endpoint_auth_method: 'x' },
      'invalid_client_metadata',
    ],
    ['only scopes that there are not', { ...wanted, scope: 'root' }, 'invalid_client_metadata'],
    ['a name that is not one', { ...wanted, client_name: 'a\u0000b' }, 'invalid_client_metadata'],
    ['a name that is too long', { ...wanted, client_name: 'x'.repeat(300) }, 'invalid_client_metadata'],
  ] as const)
    test(`RFC 7591 3.2.2: ${what} is refused`, async () => {
      const answer = await register(body);
      assert.deepEqual([answer.status, answer.body?.error], [400, error], answer.text);
    });
  test('RFC 7591 3: what is sent as a form, with a token or with GET registers nothing', async () => {
    const form = await register('client_name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    assert.ok(form.status >= 400 && form.status < 500, String(form.status));
    assert.ok([404, 405].includes((await ask.get('/oauth/register')).status));
  });

  describe('client-id documents', () => {
    const at = 'https://tool.example/client.json';
    const document = (more: object = {}) => ({
      ...{
        client_id: at,
        client_name: 'Documented',
        redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
      },
      ...{
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        ...more,
      },
    });
    const publish = (more: object = {}, path = `/${random()}.json`) => {
      const url = `https://tool.example${path}`;
      documents.set(url, { body: document({ client_id: url, ...more }) });
      return url;
    };

    test('HOK-01: switched off, no document is fetched', async () => {
      await configure({ clientDocuments: 'off' });
      const url = publish();
      assert.equal((await asked(url)).status, 400);
      assert.ok(!fetched.includes(url));
    });
    test('HOK-01: of a host that is not listed none is fetched', async () => {
      await configure({ clientDocuments: 'listed', documentHosts: ['other.example'] });
      const url = publish();
      assert.equal((await asked(url)).status, 400);
      for (const odd of ['https://other.example.evil.example/a', 'https://other.example@evil.example/a'])
        assert.equal((await asked(odd)).status, 400);
      assert.ok(!fetched.some((one) => one === url || one.includes('evil')));
    });
    test('pitfall 9: loopback redirects without a port and without a kind of app work, to a code', async () => {
      await configure({ clientDocuments: 'listed', documentHosts: ['tool.example'] });
      const url = publish();
      for (const uri of [callback, 'http://127.0.0.1/callback', 'http://localhost:9/callback']) {
        const answer = await asked(url, uri);
        assert.notEqual(answer.authorizationId, '', `${uri} ${answer.text}`);
      }
      const { form } = await ask.code(url);
      const { status, body, text } = await ask.token(form);
      assert.equal(status, 200, text);
      assert.equal((await ask.call(body.access_token)).status, 200);
      const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
      assert.match(claims.client_id, /^cli_/);
      const next = await ask.token({
        grant_type: 'refresh_token',
        client_id: url,
        refresh_token: body.refresh_token,
      });
      assert.equal(next.status, 200, next.text);
    });
    test('no identity provider: whoever asks for `openid` learns of nobody who they are', async () => {
      await configure({ clientDocuments: 'listed', documentHosts: ['tool.example'] });
      const scope = 'openid messages:read';
      const { id } = await publicApp(served);
      assert.equal((await asked(id, callback, scope)).back.get('error'), 'invalid_scope');
      // A document that names no scopes leaves them to whoever consents.
      const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
      const url = publish({ grant_types: ['authorization_code', deviceGrant] });
      const { form } = await ask.code(url, { scope });
      const { body: device } = await ask.post('/oauth/device_authorization', { client_id: url, scope });
      await served.act('member', 'devices.approve', { userCode: device.user_code });
      const entered = { grant_type: deviceGrant, client_id: url, device_code: device.device_code };
      for (const redeemed of [form, entered]) {
        const { status, body, text } = await ask.token(redeemed);
        assert.deepEqual([status, body.scope, body.id_token], [200, 'messages:read', undefined], text);
      }
    });
    for (const [what, more] of Object.entries({
      'a secret in it': { client_secret: 'everybody knows' },
      'a secret as authentication': { token_endpoint_auth_method: 'client_secret_basic' },
      'another name than its address': { client_id: 'https://tool.example/other' },
      'a plain redirect': { redirect_uris: ['http://evil.example/callback'] },
      'a loopback redirect beside a plain one': { redirect_uris: [callback, 'http://evil.example/'] },
      'a script as redirect': { redirect_uris: ['javascript:alert(1)'] },
      'no redirect': { redirect_uris: [] },
      'redirects that are none': { redirect_uris: 'x' },
      'a name of another type': { client_name: 7 },
      'a grant of its own': { grant_types: ['client_credentials'] },
    }))
      test(`client-id documents 4.1: one with ${what} is refused`, async () => {
        const url = publish(more);
        const answer = await asked(url, callback);
        assert.equal(answer.status, 400, answer.text || String(answer.headers.get('location')));
        assert.equal(answer.headers.get('location'), null);
      });
    for (const [what, found] of Object.entries({
      'is not there': { status: 404, body: 'no' },
      'leads elsewhere': { status: 302, body: '' },
      'is no JSON': { body: '<html>' },
      'is a list': { body: [] },
      'is null': { body: 'null' },
    }))
      test(`client-id documents 5: one that ${what} is refused, not a failure`, async () => {
        const url = `https://tool.example/${random()}`;
        documents.set(url, found);
        assert.equal((await asked(url)).status, 400);
      });
    test('client-id documents 6: taken from the list, its clients cannot ask any more', async () => {
      const url = publish();
      assert.notEqual((await asked(url)).authorizationId, '');
      await configure({ documentHosts: ['other.example'] });
      assert.equal((await asked(url)).status, 400);
    });
  });
});

test('RFC 6749 2.3.1: a rotated secret works beside its successor, an ended one does not', async () => {
  const { id, secret } = await serviceClient(served);
  const status = async (text: string) =>
    (await ask.token({ grant_type: 'client_credentials' }, basic(id, text))).status;
  const { secret: next } = await served.act('owner', 'clients.rotateSecret', { clientId: id });
  assert.deepEqual([await status(secret), await status(next)], [200, 200]);
  const last = await served.act('owner', 'clients.rotateSecret', { clientId: id, immediate: true });
  assert.deepEqual([await status(secret), await status(next), await status(last.secret)], [401, 401, 200]);
});

test('a client that is revoked gets nothing more within a second, nor do its tokens', async () => {
  const { id, secret } = await serviceClient(served);
  const issue = () => ask.token({ grant_type: 'client_credentials' }, basic(id, secret));
  const { body } = await issue();
  await served.act('owner', 'clients.revoke', { clientId: id });
  assert.equal((await ask.call(body.access_token)).status, 401);
  assert.notEqual((await issue()).status, 200);
  passed.ms += 1_100;
  assert.equal((await issue()).body.error, 'invalid_client');
});

test('a client asks for nobody else: its redirect addresses are its own', async () => {
  const { id } = await publicApp(served, { redirectUris: ['https://a.example/answer'] });
  const { status } = await ask.authorize({ client_id: id, redirect_uri: callback, response_type: 'code' });
  assert.equal(status, 400);
});
