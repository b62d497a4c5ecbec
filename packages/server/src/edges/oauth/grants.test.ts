/** Every grant, with an unmodified client (oauth4webapi). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { personId, publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let issuer: oauth.AuthorizationServer;
before(async () => {
  served = await serveOAuth();
  const at = new URL(served.origin());
  const response = await oauth.discoveryRequest(at, { ...loose(), algorithm: 'oauth2' });
  issuer = await oauth.processDiscoveryResponse(at, response);
});
after(() => served.close());

const loose = () => ({ [oauth.customFetch]: served.fetch, [oauth.allowInsecureRequests]: true });

test('client credentials (OAuth 2.1, 4.2): a service gets a token that works on its channel and for nothing else', async () => {
  const { id, secret } = await serviceClient(served);
  const client = { client_id: id };
  const response = await oauth.clientCredentialsGrantRequest(
    issuer,
    client,
    oauth.ClientSecretBasic(secret),
    { scope: 'channels:read' },
    loose(),
  );
  const answer = await oauth.processClientCredentialsResponse(issuer, client, response);
  assert.equal(answer.token_type, 'bearer');
  assert.equal(answer.scope, 'channels:read');
  assert.equal(answer.expires_in, 300);
  const call = await served.edge.ask({
    path: '/v1/channels.list',
    host: new URL(served.origin()).host,
    headers: { authorization: `Bearer ${answer.access_token}` },
  });
  assert.equal(call.status, 200, call.text);
  const refused = await served.edge.ask({
    path: '/v1/principals.list',
    headers: { authorization: `Bearer ${answer.access_token}` },
  });
  assert.equal(refused.status, 403, refused.text);
});

interface SignedIn {
  readonly answer: oauth.TokenEndpointResponse;
  readonly client: oauth.Client;
}

/** From the authorisation endpoint over consent to the token endpoint, as a browser goes. */
async function signIn(
  client: oauth.Client,
  scope = 'messages:read channels:read offline_access',
): Promise<SignedIn> {
  const verifier = oauth.generateRandomCodeVerifier();
  const redirectUri = 'http://127.0.0.1:4711/callback';
  const url = new URL(issuer.authorization_endpoint ?? '');
  const asked = {
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    state: 'a-state',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  const sent = await served.fetch(url.href, { redirect: 'manual' });
  assert.equal(sent.status, 303, await sent.text());
  const page = sent.headers.get('location') ?? '';
  const authorizationId = page.split('/').at(-1) ?? '';
  assert.match(page, /^\/authorize\//);
  const cookie = sent.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  assert.match(cookie, new RegExp(`^__Host-wardroom-authorization-${authorizationId}=1$`));
  const { request } = await served.act('member', 'authorizations.show', { authorizationId }, [
    authorizationId,
  ]);
  assert.equal(request.clientName, 'An app');
  assert.equal(request.isLasting, scope.includes('offline_access'));
  const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
    authorizationId,
  ]);
  const back = await served.fetch(`${served.origin()}${continueAt}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  assert.equal(back.status, 303, await back.text());
  const location = new URL(back.headers.get('location') ?? '');
  assert.equal(location.searchParams.get('iss'), issuer.issuer);
  const params = oauth.validateAuthResponse(issuer, client, location, 'a-state');
  const response = await oauth.authorizationCodeGrantRequest(
    ...([issuer, client, oauth.None(), params, redirectUri, verifier, loose()] as const),
  );
  return { answer: await oauth.processAuthorizationCodeResponse(issuer, client, response), client };
}

test('authorisation code with PKCE (OAuth 2.1, 4.1): a person grants, the app acts for them', async () => {
  const { id } = await publicApp(served);
  const { answer, client } = await signIn({ client_id: id });
  assert.equal(answer.expires_in, 600);
  assert.ok(answer.refresh_token);
  const me = await served.edge.ask({
    path: '/v1/channels.list',
    headers: { authorization: `Bearer ${answer.access_token}` },
  });
  assert.equal(me.status, 200, me.text);
  const refreshed = await oauth.refreshTokenGrantRequest(
    issuer,
    client,
    oauth.None(),
    answer.refresh_token,
    loose(),
  );
  const next = await oauth.processRefreshTokenResponse(issuer, client, refreshed);
  assert.notEqual(next.refresh_token, answer.refresh_token);
  const again = await oauth.refreshTokenGrantRequest(
    issuer,
    client,
    oauth.None(),
    answer.refresh_token,
    loose(),
  );
  const same = await oauth.processRefreshTokenResponse(issuer, client, again);
  assert.equal(same.refresh_token, next.refresh_token);
  assert.equal(same.access_token, next.access_token);
});

test('device code (RFC 8628): a code that a person enters elsewhere', async () => {
  const { id } = await publicApp(served);
  const client = { client_id: id };
  const asked = await oauth.deviceAuthorizationRequest(
    issuer,
    client,
    oauth.None(),
    { scope: 'channels:read' },
    loose(),
  );
  const device = await oauth.processDeviceAuthorizationResponse(issuer, client, asked);
  assert.equal(device.verification_uri, `${issuer.issuer}/device`);
  const poll = () => oauth.deviceCodeGrantRequest(issuer, client, oauth.None(), device.device_code, loose());
  await assert.rejects(
    poll().then((response) => oauth.processDeviceCodeResponse(issuer, client, response)),
    { error: 'authorization_pending' },
  );
  await served.act('member', 'devices.approve', { userCode: device.user_code });
  const answer = await oauth.processDeviceCodeResponse(issuer, client, await poll());
  assert.equal(answer.scope, 'channels:read');
  const [token] = (await served.act('member', 'tokens.list', {})).tokens.slice(-1);
  assert.equal(token?.principalId, personId(served, 'member'));
});

test('introspection (RFC 7662) and revocation (RFC 7009) know access tokens and refresh tokens', async () => {
  const { id, secret } = await serviceClient(served);
  const client = { client_id: id };
  const auth = oauth.ClientSecretBasic(secret);
  const issue = await oauth.clientCredentialsGrantRequest(issuer, client, auth, {}, loose());
  const { access_token: token } = await oauth.processClientCredentialsResponse(issuer, client, issue);
  const look = async () =>
    oauth.processIntrospectionResponse(
      issuer,
      client,
      await oauth.introspectionRequest(issuer, client, auth, token, loose()),
    );
  const seen = await look();
  assert.equal(seen.active, true);
  assert.equal(seen.aud, issuer.issuer);
  await oauth.processRevocationResponse(await oauth.revocationRequest(issuer, client, auth, token, loose()));
  assert.deepEqual(await look(), { active: false });
  const call = await served.edge.ask({
    path: '/v1/channels.list',
    headers: { authorization: `Bearer ${token}` },
  });
  assert.equal(call.status, 401);
});
