/** The authorisation endpoint and its codes: whoever is not exactly right gets nothing, and a code twice is a theft. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Asker,
  askerOf,
  basic,
  callback,
  challengeOf,
  newVerifier,
  random,
  recorded,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
let app: string;
let other: string;
before(async () => {
  served = await serveOAuth();
  ask = askerOf(served);
  [app, other] = [(await publicApp(served)).id, (await publicApp(served)).id];
});
after(() => served.close());

const asked = (more: Record<string, string | readonly string[] | undefined> = {}) => ({
  ...{ client_id: app, redirect_uri: callback, response_type: 'code', scope: 'channels:read', state: 's' },
  ...{ code_challenge: challengeOf(newVerifier()), code_challenge_method: 'S256', ...more },
});

for (const [what, more] of Object.entries({
  'plain, said': { code_challenge_method: 'plain' },
  'plain, by leaving the method out': { code_challenge_method: undefined },
  'no challenge': { code_challenge: undefined, code_challenge_method: undefined },
  'an empty challenge': { code_challenge: '' },
  'a method that is none': { code_challenge_method: 's256' },
  'a challenge of the wrong form': { code_challenge: 'x'.repeat(20) },
}))
  test(`OAuth 2.1 4.1.1, RFC 7636 4.3: ${what} is refused, and nobody is asked`, async () => {
    const { back, authorizationId } = await ask.authorize(asked(more));
    assert.equal(authorizationId, '');
    assert.equal(back.get('error'), 'invalid_request');
    assert.equal(back.get('state'), 's');
    assert.equal(back.get('iss'), served.origin());
  });

for (const [what, more, error] of [
  ['an implicit answer', { response_type: 'token' }, /^(unsupported_response_type|invalid_request)$/],
  ['a hybrid answer', { response_type: 'code id_token' }, /^(unsupported_response_type|invalid_request)$/],
  ['an answer in a fragment', { response_mode: 'fragment' }, /^unsupported_response_mode$|^invalid_request$/],
  ['a request object', { request: 'e30.e30.' }, /request_not_supported|invalid_request/],
  ['no question at all', { prompt: 'none' }, /consent_required|login_required/],
  ['another tenant’s resource', { resource: 'http://globex.localhost/' }, /invalid_target/],
  ['a resource that is none', { resource: 'not an address' }, /invalid_target/],
] as const)
  test(`RFC 6749 4.1.2.1, RFC 9207 2: ${what} comes back as an error with iss`, async () => {
    const { headers, status, authorizationId } = await ask.authorize(asked(more));
    assert.equal(authorizationId, '');
    assert.equal(status, 303);
    const { search, hash } = new URL(headers.get('location') ?? '');
    const back = new URLSearchParams(search || hash.slice(1));
    assert.match(back.get('error') ?? '', error);
    assert.equal(back.get('iss'), served.origin());
    assert.equal(back.get('code'), null);
  });

test('RFC 9126 and RFC 9101: an address of a request object is not fetched', async () => {
  const { status, back } = await ask.authorize(asked({ request_uri: 'https://evil.example/request' }));
  assert.ok(status === 400 || back.get('error') === 'request_uri_not_supported', String(status));
});

test('no answer takes another form than a query', async () => {
  for (const response_mode of ['fragment', 'form_post', 'web_message', 'jwt']) {
    const { authorizationId } = await ask.authorize(asked({ response_mode }));
    assert.equal(authorizationId, '', response_mode);
  }
});

for (const [what, redirectUri] of Object.entries({
  'another host': 'http://evil.example/callback',
  'another path': 'http://127.0.0.1:4711/callback/more',
  'a path that climbs': 'http://127.0.0.1:4711/x/../callback/',
  'a query': `${callback}?a=b`,
  'a fragment': `${callback}#a`,
  'a name before the host': 'http://127.0.0.1:4711@evil.example/callback',
  'the other loopback': 'http://[::1]:4711/callback',
  'localhost by name': 'http://localhost:4711/callback',
  'another scheme': 'https://127.0.0.1/callback',
  'a script': 'javascript:alert(1)//callback',
  'a longer host': 'http://127.0.0.1.evil.example/callback',
}))
  test(`OAuth 2.1 2.3.1, RFC 9700 2.1: ${what} is no registered address, and no browser goes there`, async () => {
    const answer = await ask.authorize(asked({ redirect_uri: redirectUri }));
    assert.equal(answer.status, 400, String(answer.headers.get('location')));
    assert.equal(answer.headers.get('location'), null);
    assert.ok(!answer.text.includes('evil'), 'what was sent is on no page');
  });

test('RFC 8252 7.3: on the loopback the port is free', async () => {
  for (const port of ['', ':1', ':65535']) {
    const answer = await ask.authorize(asked({ redirect_uri: `http://127.0.0.1${port}/callback` }));
    assert.notEqual(answer.authorizationId, '', `${port} ${answer.text}`);
  }
});

test('RFC 6749 3.1.2: a registered https address is compared as a text, its port too', async () => {
  const { id } = await publicApp(served, { redirectUris: ['https://app.example/answer'] });
  const at = (redirect_uri: string) => ask.authorize(asked({ client_id: id, redirect_uri }));
  assert.notEqual((await at('https://app.example/answer')).authorizationId, '');
  for (const uri of [
    ...['https://app.example:443/answer', 'https://app.example:444/answer', 'https://APP.example/answer'],
    ...['https://app.example/answer/', 'https://app.example/answer?', 'https://app.example/%61nswer'],
  ])
    assert.equal((await at(uri)).status, 400, uri);
});

test('RFC 6749 3.1: a query with a question mark in it arrives whole', async () => {
  const form = asked({ scope: undefined, state: undefined });
  const query = new URLSearchParams(JSON.parse(JSON.stringify(form)) as Record<string, string>);
  const { client_id, ...others } = Object.fromEntries(query);
  const answer = await ask.authorize(`client_id=${client_id}&state=where?to&${new URLSearchParams(others)}`);
  assert.notEqual(answer.authorizationId, '', answer.text);
});

test('RFC 9207 2: the answer names the issuer', async () => {
  const { back } = await ask.code(app);
  assert.deepEqual([back.get('iss'), back.get('state')], [served.origin(), 'a-state']);
});

test('RFC 9207 2: a refusal by the person names the issuer, too', async () => {
  const { authorizationId, cookie } = await ask.authorize(asked());
  const { continueAt } = await served.act('member', 'authorizations.deny', { authorizationId }, [
    authorizationId,
  ]);
  const answer = await ask.get(continueAt, { cookie });
  const back = new URL(answer.headers.get('location') ?? '').searchParams;
  assert.deepEqual([back.get('error'), back.get('iss')], ['access_denied', served.origin()]);
});

test('RFC 9700 4.7: another browser cannot carry on with a request, whatever it sends', async () => {
  const { authorizationId, cookie } = await ask.authorize(asked());
  const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
    authorizationId,
  ]);
  for (const headers of [{}, { cookie: `_interaction_resume=${authorizationId}` }, { cookie: 'a=b' }]) {
    const answer = await ask.get(continueAt, headers);
    assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
    assert.equal(answer.headers.get('location'), null);
  }
  assert.equal((await ask.get(continueAt, { cookie })).status, 303);
});

test('RFC 6749 4.1.2: going on twice gives no second code', async () => {
  const { authorizationId, cookie } = await ask.authorize(asked());
  const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
    authorizationId,
  ]);
  const codes = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const { headers } = await ask.get(continueAt, { cookie });
      return URL.parse(headers.get('location') ?? '')?.searchParams.get('code') ?? null;
    }),
  );
  assert.ok(codes.filter((code) => code !== null).length <= 1, JSON.stringify(codes));
});

for (const [what, more] of Object.entries({
  'a wrong verifier': { code_verifier: newVerifier() },
  'no verifier': { code_verifier: undefined },
  'the challenge as verifier': { code_verifier: 'challenge' },
  'another redirect address': { redirect_uri: 'http://127.0.0.1:4712/callback' },
  'no redirect address': { redirect_uri: undefined },
  'another client': { client_id: 'other' },
  'another code': { code: random() },
}))
  test(`OAuth 2.1 4.1.3, RFC 7636 4.6: a code with ${what} gives nothing`, async () => {
    const { form, verifier } = await ask.code(app);
    const sent: Record<string, string | undefined> = { ...form, ...more };
    if (sent['client_id'] === 'other') sent['client_id'] = other;
    if (sent['code_verifier'] === 'challenge') sent['code_verifier'] = challengeOf(verifier);
    const { status, body, headers } = await ask.token(sent);
    assert.equal(status, 400);
    assert.match(body.error, /^invalid_(grant|request)$/);
    assert.equal(headers.get('cache-control'), 'no-store');
  });

test('a code is worth nothing at another tenant’s server', async () => {
  const { form } = await ask.code(app);
  const { status, body } = await ask.token(form, {}, 'globex');
  assert.deepEqual([status, body.error], [401, 'invalid_client']);
  const own = await ask.token(form);
  assert.equal(own.status, 200, own.text);
});

test('OAuth 2.1 4.1.3, RFC 9700 2.1.1: a code twice ends the grant and every token of it', async () => {
  const { form } = await ask.code(app);
  const { body } = await ask.token(form);
  assert.equal((await ask.call(body.access_token)).status, 200);
  const refresh = (token: string) =>
    ask.token({ grant_type: 'refresh_token', client_id: app, refresh_token: token });
  const next = (await refresh(body.refresh_token)).body;
  const again = await ask.token(form);
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant']);
  for (const token of [body.access_token, next.access_token])
    assert.equal((await ask.call(token)).status, 401);
  assert.equal((await refresh(next.refresh_token)).body.error, 'invalid_grant');
  assert.ok((await recorded(served, 'grant.replayed')) >= 1);
});

test('RFC 8707 2, RFC 9068 3: the one audience is the tenant’s own origin', async () => {
  const { accessToken } = await ask.signIn(app, { asked: { resource: served.origin() } });
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  const header = JSON.parse(Buffer.from(accessToken.split('.')[0] ?? '', 'base64url').toString());
  assert.deepEqual([claims.aud, claims.iss, header.typ], [served.origin(), served.origin(), 'at+jwt']);
  const { form } = await ask.code(app);
  const elsewhere = await ask.token({ ...form, resource: served.origin('globex') });
  assert.deepEqual([elsewhere.status, elsewhere.body.error], [400, 'invalid_target']);
});

test('RFC 6749 3.3: a person who grants less gives less, now and with each refresh', async () => {
  const { authorizationId, cookie } = await ask.authorize(
    asked({ scope: 'channels:read messages:read offline_access' }),
  );
  const approval = { authorizationId, scopes: ['channels:read'] };
  const { continueAt } = await served.act('member', 'authorizations.approve', approval, [authorizationId]);
  const { headers } = await ask.get(continueAt, { cookie });
  const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';
  assert.notEqual(code, '');
  const refused = await ask.token({
    grant_type: 'authorization_code',
    client_id: app,
    code,
    redirect_uri: callback,
  });
  assert.equal(refused.status, 400);
  const whole = await ask.signIn(app, { scope: 'channels:read offline_access' });
  const { body } = await ask.token({
    ...{ grant_type: 'refresh_token', client_id: app, refresh_token: whole.refreshToken },
    scope: 'channels:read messages:read',
  });
  assert.equal(body.error, 'invalid_scope');
});

test('RFC 6749 4.4: a public client asks for nothing in its own right', async () => {
  const { status, body } = await ask.token({ grant_type: 'client_credentials', client_id: app });
  assert.equal(status, 400);
  assert.match(body.error, /^(unauthorized_client|invalid_request)$/);
});

test('TOK-02: a client whose scopes were narrowed gets no more than is left, from an old grant, too', async () => {
  const { id } = await publicApp(served);
  const { refreshToken, accessToken } = await ask.signIn(id, {
    scope: 'channels:read messages:read offline_access',
  });
  await served.act('owner', 'clients.update', { clientId: id, scopes: ['channels:read'] });
  const { body, text } = await ask.token({
    grant_type: 'refresh_token',
    client_id: id,
    refresh_token: refreshToken,
  });
  assert.ok(body.scope === undefined || body.scope === 'channels:read', text);
  const channelId = served.harness.acme.general.id;
  assert.notEqual(
    (await ask.call(accessToken, { operation: 'messages.list', input: { channelId } })).status,
    200,
  );
});

test('no page of another origin reads an answer (Fetch, CORS)', async () => {
  const { form } = await ask.code(app);
  const { headers, status } = await ask.token(form, { origin: 'https://evil.example' });
  assert.ok(status === 200 || status === 403, String(status));
  for (const name of ['access-control-allow-origin', 'access-control-allow-credentials'])
    assert.equal(headers.get(name), null);
});

test('RFC 8707 2.2: no grant gives a token for the resource of another tenant', async () => {
  const { id, secret } = await serviceClient(served);
  const { refreshToken } = await ask.signIn(app);
  const resource = served.origin('globex');
  const device = { client_id: app, scope: 'channels:read', resource };
  for (const { status, body, text } of [
    await ask.token({ grant_type: 'client_credentials', resource }, basic(id, secret)),
    await ask.token(
      { grant_type: 'client_credentials', resource: [served.origin(), resource] },
      basic(id, secret),
    ),
    await ask.token({ grant_type: 'refresh_token', client_id: app, refresh_token: refreshToken, resource }),
    await ask.post('/oauth/device_authorization', device),
  ])
    assert.deepEqual([status, body.error], [400, 'invalid_target'], text);
});

for (const [name, value] of Object.entries({
  ...{
    id_token_hint: 'x.y.z',
    login_hint: '\u0000',
    max_age: '-1',
    acr_values: 'x',
    claims: '{',
    ui_locales: '%%',
  },
  ...{
    prompt: 'none login',
    nonce: 'x'.repeat(3000),
    dpop_jkt: 'x',
    registration: '{}',
    authorization_details: '[',
  },
  ...{
    display: 'x',
    claims_locales: 'x',
    request_uri: 'urn:ietf:params:oauth:request_uri:',
    response_type: 'none',
  },
}))
  test(`OAuth 2.1 4.1.1: whatever is said in ${name}, a person is asked or the app is refused`, async () => {
    const { status, text } = await ask.authorize(asked({ [name]: value }));
    assert.ok(status === 303 || status === 400, `${status} ${text}`);
  });
