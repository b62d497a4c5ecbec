/** A second unmodified client (openid-client): what one library understands, another must, too. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { callback } from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
before(async () => {
  served = await serveOAuth();
});
after(() => served.close());

async function discover(
  id: string,
  authentication: client.ClientAuth,
  metadata: Partial<client.ClientMetadata> = {},
): Promise<client.Configuration> {
  return client.discovery(new URL(served.origin()), id, metadata, authentication, {
    algorithm: 'oauth2',
    [client.customFetch]: served.fetch as never,
    execute: [client.allowInsecureRequests],
  });
}

/** A call with what the client has, by the client. */
const list = async (config: client.Configuration, token: string, DPoP?: client.DPoPHandle) =>
  client.fetchProtectedResource(
    config,
    token,
    new URL(`${served.origin()}/v1/channels.list`),
    'POST',
    '{}',
    new Headers({ 'content-type': 'application/json' }),
    DPoP === undefined ? {} : { DPoP },
  );

/** As the browser of a person. */
async function consent(url: URL): Promise<URL> {
  const sent = await served.fetch(url.href, { redirect: 'manual' });
  const authorizationId = sent.headers.get('location')?.split('/').at(-1) ?? '';
  const cookie = sent.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
    authorizationId,
  ]);
  const back = await served.fetch(`${served.origin()}${continueAt}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  return new URL(back.headers.get('location') ?? '');
}

test('discovery (RFC 8414) finds the issuer and its endpoints', async () => {
  const config = await discover('any', client.None());
  const metadata = config.serverMetadata();
  assert.equal(metadata.issuer, served.origin());
  assert.ok(metadata.supportsPKCE());
});

for (const kind of ['with bearer tokens', 'with tokens of its own key (RFC 9449)'] as const)
  test(`code, PKCE, pushed request (RFC 9126) and refresh, ${kind}`, async () => {
    const { id } = await publicApp(served);
    const config = await discover(id, client.None());
    const DPoP =
      kind === 'with bearer tokens'
        ? undefined
        : client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
    const options = DPoP === undefined ? {} : { DPoP };
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const parameters = {
      ...{ redirect_uri: callback, scope: 'channels:read offline_access', state: expectedState },
      ...{
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      },
    };
    const url = await client.buildAuthorizationUrlWithPAR(config, parameters, options);
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const back = await consent(url);
    const tokens = await client.authorizationCodeGrant(
      config,
      back,
      { pkceCodeVerifier, expectedState },
      undefined,
      options,
    );
    assert.equal(tokens.token_type, DPoP === undefined ? 'bearer' : 'dpop');
    assert.equal((await list(config, tokens.access_token, DPoP)).status, 200);
    const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, options);
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    assert.equal((await list(config, next.access_token, DPoP)).status, 200);
    await client.tokenRevocation(config, next.refresh_token ?? '');
    assert.equal(await refusalOf(list(config, next.access_token, DPoP)), 401);
  });

const refusalOf = (work: Promise<Response>): Promise<number> =>
  work.then(
    ({ status }) => status,
    (error) => (error instanceof client.WWWAuthenticateChallengeError ? error.status : Promise.reject(error)),
  );

test('client credentials with private_key_jwt (RFC 7523)', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = 'first';
  const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid, alg: 'ES256', use: 'sig' }] };
  const { id } = await serviceClient(served, { authentication: 'private_key_jwt', jwks });
  const key = await crypto.subtle.importKey(
    ...([
      'jwk',
      privateKey.export({ format: 'jwk' }),
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign'],
    ] as const),
  );
  const config = await discover(id, client.PrivateKeyJwt({ key, kid }));
  const tokens = await client.clientCredentialsGrant(config, { scope: 'channels:read' });
  assert.equal((await list(config, tokens.access_token)).status, 200);
  const seen = await client.tokenIntrospection(config, tokens.access_token);
  assert.equal(seen.active, true);
});

test('client credentials with a secret, and a refusal that the client can read', async () => {
  const { id, secret } = await serviceClient(served);
  const config = await discover(id, client.ClientSecretBasic(secret));
  const tokens = await client.clientCredentialsGrant(config);
  assert.equal((await list(config, tokens.access_token)).status, 200);
  const wrong = await discover(id, client.ClientSecretBasic('wrong'));
  await assert.rejects(client.clientCredentialsGrant(wrong), (error) => {
    assert.ok(error instanceof client.WWWAuthenticateChallengeError);
    assert.deepEqual([error.status, error.cause[0]?.scheme], [401, 'basic']);
    return true;
  });
});

test('device code (RFC 8628)', async () => {
  const { id } = await publicApp(served);
  const config = await discover(id, client.None());
  const device = await client.initiateDeviceAuthorization(config, { scope: 'channels:read' });
  await served.act('member', 'devices.approve', { userCode: device.user_code });
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0.05 });
  assert.equal(tokens.scope, 'channels:read');
  assert.equal((await list(config, tokens.access_token)).status, 200);
});

test('token exchange (RFC 8693), as a generic grant', async () => {
  const type = 'urn:ietf:params:oauth:token-type:access_token';
  const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const { id, secret } = await serviceClient(served, { grantTypes: ['client_credentials', grant] });
  const config = await discover(id, client.ClientSecretBasic(secret));
  const { access_token: subject_token } = await client.clientCredentialsGrant(config);
  const tokens = await client.genericGrantRequest(config, grant, {
    ...{ subject_token, subject_token_type: type, scope: 'channels:read' },
  });
  assert.equal(tokens['issued_token_type'], type);
  assert.equal((await list(config, tokens.access_token)).status, 200);
});

test('registration by itself (RFC 7591), where it is open', async () => {
  await served.act('owner', 'access.configure', { selfRegistration: 'open' });
  const config = await client.dynamicClientRegistration(
    new URL(served.origin()),
    {
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
      client_name: 'A tool',
    },
    client.None(),
    {
      algorithm: 'oauth2',
      [client.customFetch]: served.fetch as never,
      execute: [client.allowInsecureRequests],
    },
  );
  assert.match(config.clientMetadata().client_id, /^cli_/);
});
