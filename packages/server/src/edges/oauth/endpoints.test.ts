/** What is published, pushed, asked about and taken back: RFC 8414, 9728, 9126, 7662, 7009, 8628. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  type Asker,
  askerOf,
  basic,
  callback,
  challengeOf,
  newProofKey,
  newVerifier,
  random,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
let app: string;
let other: string;
let first: Awaited<ReturnType<typeof serviceClient>>;
let second: Awaited<ReturnType<typeof serviceClient>>;
before(async () => {
  served = await serveOAuth();
  ask = askerOf(served);
  [app, other] = [(await publicApp(served)).id, (await publicApp(served)).id];
  [first, second] = [await serviceClient(served), await serviceClient(served)];
});
after(() => served.close());

describe('metadata', () => {
  const documents = [
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/.well-known/oauth-protected-resource',
  ];
  const forged = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '1',
    'x-forwarded-prefix': '/evil',
    'x-forwarded-for': '6.6.6.6',
    forwarded: 'host=evil.example;proto=https',
    'x-host': 'evil.example',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
  };

  for (const path of documents)
    test(`pitfall 4, RFC 8414 3.3: ${path} says the same whatever is forwarded`, async () => {
      const [plain, other1] = [await ask.get(path), await ask.get(path, forged)];
      assert.equal(plain.status, 200);
      assert.equal(other1.text, plain.text);
      assert.ok(!plain.text.includes('evil'));
      for (const [name, value] of Object.entries(plain.body))
        if (/_endpoint$|^jwks_uri$/.test(name))
          assert.equal(new URL(String(value)).origin, served.origin(), name);
    });
  test('pitfall 4, RFC 8414 3.3: the issuer is the tenant’s own origin, of each tenant another', async () => {
    for (const slug of ['acme', 'globex']) {
      const { body } = await ask.get(documents[0] ?? '', {}, slug);
      assert.equal(body.issuer, served.origin(slug));
    }
  });
  test('pitfall 4: a host that is no tenant’s reaches no server, and the platform has none', async () => {
    const at = (host: string, path: string, method = 'GET') =>
      served.edge.ask({
        path,
        host,
        method,
        origin: null,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const { port } = served.edge;
    for (const path of [...documents, '/oauth/authorize?client_id=x']) {
      for (const host of [
        'evil.example',
        `evil.example:${port}`,
        `acme.localhost.evil.example:${port}`,
        `nobody.localhost:${port}`,
      ])
        assert.ok((await at(host, path)).status >= 400, `${host} ${path}`);
      assert.equal((await at(`localhost:${port}`, path)).status, 404, path);
    }
    for (const path of [
      '/oauth/token',
      '/oauth/par',
      '/oauth/introspect',
      '/oauth/revoke',
      '/oauth/register',
    ])
      assert.equal((await at(`localhost:${port}`, path, 'POST')).status, 404, path);
  });
  test('pitfall 4: what was forwarded is in no answer of the library, nor in what a proof must say', async () => {
    const form = { client_id: app, scope: 'channels:read' };
    const device = await ask.post('/oauth/device_authorization', form, forged);
    assert.equal(device.body.verification_uri, `${served.origin()}/device`);
    const key = await newProofKey();
    const headers = { ...basic(first.id, first.secret), ...forged };
    const issue = async (origin: string) =>
      ask.token(
        { grant_type: 'client_credentials' },
        { ...headers, dpop: await key.proof({ url: `${origin}/oauth/token` }) },
      );
    assert.equal((await issue(served.origin())).status, 200);
    assert.equal((await issue('https://evil.example')).status, 400);
  });
  test('pitfall 4: a client cannot choose the host by an absolute address', async () => {
    const { port } = served.edge;
    const { text } = await served.edge.raw(
      `GET http://evil.example/.well-known/oauth-authorization-server HTTP/1.1\r\nhost: acme.localhost:${port}\r\nconnection: close\r\n\r\n`,
    );
    assert.ok(!text.includes('http://evil.example'), text.slice(0, 200));
  });
  test('RFC 8414 2, RFC 7636: only what there is is told', async () => {
    const { body } = await ask.get(documents[0] ?? '');
    assert.deepEqual(body.code_challenge_methods_supported, ['S256']);
    assert.deepEqual(body.response_types_supported, ['code']);
    assert.equal(body.authorization_response_iss_parameter_supported, true);
    assert.ok(
      !body.token_endpoint_auth_signing_alg_values_supported.some((alg: string) => /^HS|none/.test(alg)),
    );
  });
  test('RFC 7517: the published keys are public', async () => {
    const { body } = await ask.get('/.well-known/jwks.json');
    assert.ok(body.keys.length > 0);
    for (const key of body.keys)
      for (const secret of ['d', 'p', 'q', 'k']) assert.equal(key[secret], undefined);
  });
});

describe('pushed requests', () => {
  const pushed = (more: object = {}, headers: Record<string, string> = {}) =>
    ask.post(
      '/oauth/par',
      {
        ...{
          client_id: app,
          redirect_uri: callback,
          response_type: 'code',
          scope: 'channels:read',
          state: 's',
        },
        ...{ code_challenge: challengeOf(newVerifier()), code_challenge_method: 'S256', ...more },
      },
      headers,
    );

  test('RFC 9126 2.2: a pushed request is named, for a minute, and is not kept by anybody', async () => {
    const { status, body, headers } = await pushed();
    assert.equal(status, 201);
    assert.match(body.request_uri, /^urn:ietf:params:oauth:request_uri:/);
    assert.ok(body.expires_in <= 60);
    assert.equal(headers.get('cache-control'), 'no-store');
  });
  test('RFC 9126 4: a request uri leads to the question once', async () => {
    const { request_uri } = (await pushed()).body;
    const asked = await ask.authorize({ client_id: app, request_uri });
    assert.notEqual(asked.authorizationId, '', asked.text);
    const { authorizationId, cookie } = asked;
    const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
      authorizationId,
    ]);
    const { headers } = await ask.get(continueAt, { cookie });
    assert.ok(new URL(headers.get('location') ?? '').searchParams.get('code'));
    const again = await ask.authorize({ client_id: app, request_uri });
    assert.equal(again.authorizationId, '');
    assert.equal(again.status, 400);
  });
  test('RFC 9126 4: a request uri of another client, of nobody and of another tenant are refused', async () => {
    const { request_uri } = (await pushed()).body;
    for (const [parameters, slug] of [
      [{ client_id: other, request_uri }, 'acme'],
      [{ client_id: app, request_uri: `urn:ietf:params:oauth:request_uri:${random()}` }, 'acme'],
      [{ client_id: app, request_uri }, 'globex'],
    ] as const) {
      const answer = await ask.authorize(parameters, slug);
      assert.equal(answer.authorizationId, '');
      assert.equal(answer.status, 400);
    }
  });
  test('RFC 9126 2.1: what is pushed is judged as what is asked for in a browser', async () => {
    for (const more of [
      ...[
        { redirect_uri: 'https://evil.example/' },
        { code_challenge_method: 'plain' },
        { code_challenge: '' },
      ],
      ...[
        { client_id: random() },
        { response_type: 'token' },
        { request: 'e30.e30.' },
        { resource: 'https://e.example' },
      ],
      ...[{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, { response_mode: 'form_post' }],
    ]) {
      const { status, body } = await pushed(more);
      assert.ok(status === 400 || status === 401, JSON.stringify(more));
      assert.equal(body.request_uri, undefined);
    }
  });
  test('RFC 9126 4: two browsers with one request uri get one code', async () => {
    const { request_uri } = (await pushed()).body;
    const codes: (string | null)[] = [];
    const asked = [1, 2].map(() => ask.authorize({ client_id: app, request_uri }));
    for (const { authorizationId, cookie } of await Promise.all(asked)) {
      if (authorizationId === '') continue;
      const started = [authorizationId];
      const { continueAt } = await served.act(
        'member',
        'authorizations.approve',
        { authorizationId },
        started,
      );
      const { headers } = await ask.get(continueAt, { cookie });
      codes.push(URL.parse(headers.get('location') ?? '')?.searchParams.get('code') ?? null);
    }
    assert.equal(codes.filter((code) => code !== null).length, 1, JSON.stringify(codes));
  });
  test('RFC 9126 2: a confidential client must say who it is', async () => {
    const { id, secret } = await serviceClient(served, {
      grantTypes: ['client_credentials', 'authorization_code'],
      redirectUris: ['http://127.0.0.1/callback'],
    });
    assert.equal((await pushed({ client_id: id })).status, 401);
    assert.equal((await pushed({ client_id: id }, basic(id, 'wrong'))).status, 401);
    assert.equal((await pushed({ client_id: id }, basic(id, secret))).status, 201);
  });
  test('pitfall 5: whoever pushes no scope is asked for all that the client may have', async () => {
    const { request_uri } = (await pushed({ scope: undefined })).body;
    const { authorizationId } = await ask.authorize({ client_id: app, request_uri });
    const { request } = await served.act('member', 'authorizations.show', { authorizationId }, [
      authorizationId,
    ]);
    assert.deepEqual([...request.scopes].sort(), ['channels:read', 'messages:read', 'people:read']);
  });
});

test('pitfall 5: a client that names no scope is not refused; a person is asked once, and it gets all of them', async () => {
  const { form } = await ask.code(app, { scope: undefined });
  const { body, text } = await ask.token(form);
  assert.deepEqual(body.scope?.split(' ').sort(), ['channels:read', 'messages:read', 'people:read'], text);
});

describe('introspection and revocation', () => {
  const own = async (client = first) =>
    (await ask.token({ grant_type: 'client_credentials' }, basic(client.id, client.secret))).body
      .access_token;
  const look = (token: string | readonly string[], by = first, more: object = {}) =>
    ask.post('/oauth/introspect', { token, ...more }, basic(by.id, by.secret));

  test('pitfall 2, RFC 7662 2.2: of a token of another client nothing is said', async () => {
    const token = await own();
    const seen = await look(token);
    assert.equal(seen.body.active, true);
    assert.equal(seen.body.client_id, first.id);
    assert.equal(seen.headers.get('cache-control'), 'no-store');
    assert.equal((await look(token, second)).text, '{"active":false}');
  });
  test('RFC 7662 2.2: what is no token is inactive, like what has ended', async () => {
    const token = await own();
    const [head, payload, signature = ''] = token.split('.');
    const changed = `${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`;
    for (const text of [
      'x',
      '..',
      `${head}.${payload}.`,
      `${head}.${payload}.${changed}`,
      'tok_x',
      `${token}x`,
      'unknown',
    ])
      assert.equal((await look(text)).text, '{"active":false}', text.slice(0, 20));
    const { jti } = JSON.parse(Buffer.from(payload, 'base64url').toString());
    assert.equal((await look(jti)).text, '{"active":false}', 'the name of a token is none');
  });
  test('RFC 7662 2.1: nobody asks without saying who they are', async () => {
    const token = await own();
    for (const [form, headers] of [
      [{ token }, {}],
      [{ token, client_id: first.id }, {}],
      [{ token, client_id: app }, {}],
      [{ token }, basic(first.id, 'wrong')],
      [{ token }, { authorization: `Bearer ${token}` }],
    ] as const) {
      const { status, body } = await ask.post('/oauth/introspect', form, headers);
      assert.ok(status === 401 || status === 400 || body?.active === false, JSON.stringify(body));
    }
  });
  test('pitfall 2, RFC 7009 2.1: another client ends nothing; the own one ends it for good', async () => {
    const token = await own();
    const revoke = (by = first) => ask.post('/oauth/revoke', { token }, basic(by.id, by.secret));
    const foreign = await revoke(second);
    assert.ok([200, 400].includes(foreign.status));
    assert.equal((await ask.call(token)).status, 200);
    assert.equal((await revoke()).status, 200);
    assert.equal((await ask.call(token)).status, 401);
    assert.equal((await look(token)).text, '{"active":false}');
    assert.equal((await revoke()).status, 200);
  });
  test('RFC 7009 2.2: what is no token is answered like what was one', async () => {
    for (const token of ['x', 'a.b.c', random()]) {
      const { status } = await ask.post('/oauth/revoke', { token }, basic(first.id, first.secret));
      assert.equal(status, 200, token);
    }
  });
  test('pitfall 3, RFC 7009 2.1: what comes from a grant ends with it, structured as it is', async () => {
    const { accessToken, refreshToken } = await ask.signIn(app);
    assert.equal((await ask.call(accessToken)).status, 200);
    const { grants } = await served.act('member', 'grants.list', {});
    const { gid } = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    assert.ok(grants.some(({ id }) => id === gid));
    await served.act('member', 'grants.revoke', { grantId: gid });
    assert.equal((await ask.call(accessToken)).status, 401);
    const next = await ask.token({
      grant_type: 'refresh_token',
      client_id: app,
      refresh_token: refreshToken,
    });
    assert.equal(next.body.error, 'invalid_grant');
  });
  test('RFC 7009 2.1: an access token, given back, leaves its grant', async () => {
    const { accessToken, refreshToken } = await ask.signIn(app);
    assert.equal((await ask.post('/oauth/revoke', { token: accessToken, client_id: app })).status, 200);
    assert.equal((await ask.call(accessToken)).status, 401);
    const next = await ask.token({
      grant_type: 'refresh_token',
      client_id: app,
      refresh_token: refreshToken,
    });
    assert.equal(next.status, 200, next.text);
  });
  test('a token of another tenant is inactive here, to every client', async () => {
    const { status } = await ask.post(
      '/oauth/introspect',
      { token: await own() },
      basic(first.id, first.secret),
      'globex',
    );
    assert.equal(status, 401);
  });
});

describe('devices', () => {
  const device = async (clientId = app) =>
    (await ask.post('/oauth/device_authorization', { client_id: clientId, scope: 'channels:read' })).body;
  const poll = (code: string, clientId = app) =>
    ask.token({
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: clientId,
      device_code: code,
    });

  test('RFC 8628 3.4: the code of a device works for its client, once, and a replay ends what it gave', async () => {
    const { device_code, user_code } = await device();
    assert.equal((await poll(device_code, other)).body.error, 'invalid_grant');
    await served.act('member', 'devices.approve', { userCode: user_code });
    assert.equal((await poll(device_code, other)).body.error, 'invalid_grant');
    const { body, text } = await poll(device_code);
    assert.equal((await ask.call(body.access_token)).status, 200, text);
    assert.equal((await poll(device_code)).body.error, 'invalid_grant');
    assert.equal((await ask.call(body.access_token)).status, 401);
  });
  test('RFC 8628 3.5: a refusal is told to the device', async () => {
    const { device_code, user_code } = await device();
    await served.act('member', 'devices.deny', { userCode: user_code });
    assert.equal((await poll(device_code)).body.error, 'access_denied');
  });
  test('RFC 8628 3.4: of eight polls at once at most one gets a token', async () => {
    const { device_code, user_code } = await device();
    await served.act('member', 'devices.approve', { userCode: user_code });
    const answers = await Promise.all(Array.from({ length: 8 }, () => poll(device_code)));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
    assert.ok(answers.every(({ status }) => status < 500));
  });
});
