/** Proof of possession (RFC 9449) at the token endpoint and at the API: exactly this request, now, once, by this key. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import {
  type Asker,
  accessTokenType,
  askerOf,
  basic,
  exchange,
  newProofKey,
  type ProofKey,
  type Proved,
  random,
} from '../../testing/oauth/client.ts';
import { publicApp, type Served, serveOAuth, serviceClient } from '../../testing/oauth/served.ts';

let served: Served;
let ask: Asker;
let key: ProofKey;
let service: { id: string; secret: string };
let token: string;
before(async () => {
  served = await serveOAuth({ maxConnections: 10 });
  ask = askerOf(served);
  key = await newProofKey();
  service = await serviceClient(served, {
    grantTypes: ['client_credentials', exchange],
    scopes: ['channels:read', 'messages:read'],
  });
  const { body, text } = await issue({ dpop: await key.proof({ url: tokenAt() }) });
  assert.equal(body.token_type, 'DPoP', text);
  token = body.access_token;
});
after(() => served.close());

const tokenAt = () => `${served.origin()}/oauth/token`;
const apiAt = (operation = 'channels.list') => `${served.origin()}/v1/${operation}`;
const issue = (headers: Record<string, string> = {}) =>
  ask.token({ grant_type: 'client_credentials' }, { ...basic(service.id, service.secret), ...headers });
const exchanged = (subject: string, headers: Record<string, string> = {}) =>
  ask.token(
    { grant_type: exchange, subject_token: subject, subject_token_type: accessTokenType },
    { ...basic(service.id, service.secret), ...headers },
  );
const now = () => Math.floor(Date.now() / 1000);
const symmetric = { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url') };

/** What is wrong with a proof, for either place. */
const wrong: Record<string, (url: string) => Partial<Proved>> = {
  'of another method': () => ({ method: 'GET' }),
  'of another address': (url) => ({ url: `${url}/x` }),
  'of another host': (url) => ({ url: url.replace('acme', 'globex') }),
  'of another scheme': (url) => ({ url: url.replace('http:', 'https:') }),
  'without an address': () => ({ claims: { htu: undefined } }),
  'of 61 seconds ago': () => ({ claims: { iat: now() - 63 } }),
  'of a minute to come': () => ({ claims: { iat: now() + 63 } }),
  'without a time': () => ({ claims: { iat: undefined } }),
  'with a time that is a text': () => ({ claims: { iat: String(now()) } }),
  'without an id': () => ({ claims: { jti: undefined } }),
  'with an empty id': () => ({ claims: { jti: '' } }),
  'with a nonce from elsewhere': () => ({ claims: { nonce: 'from elsewhere' } }),
  'of another type': () => ({ header: { typ: 'JWT' } }),
  'without a key': () => ({ header: { jwk: undefined } }),
  'with a symmetric key': () => ({ header: { jwk: symmetric } }),
};

describe('at the API', () => {
  const call = async (more: Partial<Proved> = {}, of = key) =>
    ask.call(token, { proof: await of.proof({ url: apiAt(), token, ...more }) });

  test('RFC 9449 7.1: a bound token works with its proof', async () => {
    const { status, text } = await call();
    assert.equal(status, 200, text);
  });
  for (const [what, more] of Object.entries(wrong))
    test(`RFC 9449 4.3: a proof ${what} is refused`, async () => {
      assert.equal((await call(more(apiAt()))).status, 401);
    });
  test('RFC 9449 4.3: a query and a fragment of the address do not count', async () => {
    assert.equal((await call({ url: `${apiAt()}?a=b#c` })).status, 200);
  });
  test('RFC 9449 4.3: 55 seconds of difference are none', async () => {
    for (const iat of [now() - 55, now() + 55]) assert.equal((await call({ claims: { iat } })).status, 200);
  });
  test('RFC 9449 4.3: a proof for another token is refused, and one for none', async () => {
    assert.equal((await call({ token: `${token}x` })).status, 401);
    assert.equal((await call({ claims: { ath: undefined } })).status, 401);
  });
  test('RFC 9449 6: a proof by another key is refused', async () => {
    assert.equal((await call({}, await newProofKey())).status, 401);
  });
  test('RFC 9449 6: the public key in the header is not proved by another key', async () => {
    const mine = await exportJWK((await generateKeyPair('ES256')).publicKey);
    assert.equal((await call({ header: { jwk: mine } })).status, 401);
  });
  test('RFC 9449 4.3: a proof that carries a private key is refused', async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    assert.equal((await call({ header: { jwk: await exportJWK(privateKey) } })).status, 401);
  });
  test('RFC 9449 7.2: a bound token as bearer token is refused, with a proof, too', async () => {
    assert.equal((await ask.call(token)).status, 401);
    const proof = await key.proof({ url: apiAt(), token });
    assert.equal((await ask.call(token, { proof, scheme: 'Bearer' })).status, 401);
  });
  test('RFC 9449 7.1: the scheme without a proof is refused', async () => {
    assert.ok([401, 403].includes((await ask.call(token, { scheme: 'DPoP' })).status));
  });
  test('RFC 9449 7.1: two proofs are none', async () => {
    const [one, two] = [await key.proof({ url: apiAt(), token }), await key.proof({ url: apiAt(), token })];
    assert.equal((await ask.call(token, { proof: `${one}, ${two}` })).status, 401);
  });
  test('RFC 9449 7.1: a token that is bound to nothing is not taken for a bound one', async () => {
    const { body } = await issue();
    assert.equal(body.token_type, 'Bearer');
    const proof = await key.proof({ url: apiAt(), token: body.access_token });
    assert.equal((await ask.call(body.access_token, { proof })).status, 401);
    assert.equal((await ask.call(body.access_token)).status, 200);
  });
  test('RFC 9449 11.1: a proof works once; of eight at once exactly one goes on', async () => {
    for (let round = 0; round < 5; round += 1) {
      const proof = await key.proof({ url: apiAt(), token });
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask.call(token, { proof })));
      assert.equal(answers.filter(({ status }) => status === 200).length, 1, `round ${round}`);
      assert.equal((await ask.call(token, { proof })).status, 401);
    }
  });
  test('RFC 9449 4.3: the same proof is none for another operation', async () => {
    const proof = await key.proof({ url: apiAt(), token });
    assert.equal((await ask.call(token, { proof, operation: 'principals.list' })).status, 401);
  });
});

const ways = [
  ['client credentials', (headers: Record<string, string>) => issue(headers)],
  [
    'token exchange',
    async (headers: Record<string, string>) => exchanged((await issue()).body.access_token, headers),
  ],
] as const;

for (const [grant, ask1] of ways)
  describe(`at the token endpoint, ${grant}`, () => {
    const proof = (more: Partial<Proved> = {}) => key.proof({ url: tokenAt(), ...more });

    test('RFC 9449 5: a proof binds the token to its key', async () => {
      const { body, text } = await ask1({ dpop: await proof() });
      assert.equal(body.token_type, 'DPoP', text);
      const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
      assert.deepEqual(claims.cnf, { jkt: key.thumbprint });
    });
    for (const [what, more] of Object.entries(wrong))
      test(`RFC 9449 5: a proof ${what} gives no token`, async () => {
        const { status, body, text } = await ask1({ dpop: await proof(more(tokenAt())) });
        assert.deepEqual([status, body?.error], [400, 'invalid_dpop_proof'], text);
      });
    for (const [what, text] of Object.entries({
      'that is no JWT': 'x',
      'of three points': '...',
      'that is long': `${'x'.repeat(8000)}`,
      'with a header that is none': `${Buffer.from('[]').toString('base64url')}.e30.AA`,
    }))
      test(`RFC 9449 5: a proof ${what} gives no token`, async () => {
        const { status, body } = await ask1({ dpop: text });
        assert.deepEqual([status, body?.error], [400, 'invalid_dpop_proof']);
      });
    test('RFC 9449 11.1: of eight requests at once with one proof at most one gets a token', async () => {
      for (let round = 0; round < 3; round += 1) {
        const dpop = await proof();
        const answers = await Promise.all(Array.from({ length: 8 }, () => ask1({ dpop })));
        assert.equal(answers.filter(({ status }) => status === 200).length, 1, `round ${round}`);
        for (const { status } of answers) assert.ok(status < 500);
      }
    });
  });

test('RFC 9449 5: a client that must prove gets nothing without a proof', async () => {
  const strict = await serviceClient(served, { requiresProof: true });
  const form = { grant_type: 'client_credentials' };
  const { status, body } = await ask.token(form, basic(strict.id, strict.secret));
  assert.equal(status, 400);
  assert.match(body.error, /^invalid_(request|dpop_proof|grant)$/);
  const proved = await ask.token(form, {
    ...basic(strict.id, strict.secret),
    dpop: await key.proof({ url: tokenAt() }),
  });
  assert.equal(proved.body.token_type, 'DPoP', proved.text);
});

test('RFC 9449 10: a code that was asked for with a key is redeemed with that key only', async () => {
  const { id } = await publicApp(served);
  const wrongKey = await newProofKey();
  const redeem = async (by: ProofKey | null) => {
    const { form } = await ask.code(id, { dpop_jkt: key.thumbprint });
    return ask.token(form, by === null ? {} : { dpop: await by.proof({ url: tokenAt() }) });
  };
  for (const by of [null, wrongKey]) assert.equal((await redeem(by)).status, 400);
  assert.equal((await redeem(key)).body.token_type, 'DPoP');
});

test('pitfall 8, RFC 9449 6: a bound token is exchanged by its key only, and stays bound', async () => {
  const proofBy = async (by: ProofKey) => ({ dpop: await by.proof({ url: tokenAt() }) });
  for (const headers of [{}, await proofBy(await newProofKey())]) {
    const { status, body } = await exchanged(token, headers);
    assert.deepEqual([status, body.error], [400, 'invalid_request']);
  }
  const { body, text } = await exchanged(token, await proofBy(key));
  assert.equal(body.token_type, 'DPoP', text);
  assert.equal((await ask.call(body.access_token)).status, 401);
  const proof = await key.proof({ url: apiAt(), token: body.access_token });
  assert.equal((await ask.call(body.access_token, { proof })).status, 200);
});

test('RFC 9449 4.2: an id may be as long as a client likes, to a limit, and never a bug', async () => {
  for (const jti of ['x'.repeat(200), 'x'.repeat(3000), `nul \u0000 ${random()}`]) {
    const proof = await key.proof({ url: apiAt(), token, claims: { jti } });
    assert.ok((await ask.call(token, { proof })).status < 500);
    assert.ok((await issue({ dpop: await key.proof({ url: tokenAt(), claims: { jti } }) })).status < 500);
  }
});

test('RFC 9449 4.3: two proofs in two headers are none, at either place', async () => {
  const host = new URL(served.origin()).host;
  const two = async (url: string, of?: string) => {
    const proved = of === undefined ? { url } : { url, token: of };
    return [await key.proof(proved), await key.proof(proved)];
  };
  const form = { 'content-type': 'application/x-www-form-urlencoded', ...basic(service.id, service.secret) };
  const issued = await served.edge.ask({
    ...{ path: '/oauth/token', host, origin: null, body: 'grant_type=client_credentials' },
    headers: { ...form, dpop: await two(tokenAt()) },
  });
  assert.equal(issued.status, 400, issued.text);
  const called = await served.edge.ask({
    ...{ path: '/v1/channels.list', host, origin: null, body: '{}' },
    headers: { authorization: `DPoP ${token}`, dpop: await two(apiAt(), token) },
  });
  assert.ok([401, 403].includes(called.status), called.text);
});

test('RFC 9449 6.2: introspection names the key that a token is bound to', async () => {
  const { body } = await ask.post('/oauth/introspect', { token }, basic(service.id, service.secret));
  assert.deepEqual([body.active, body.token_type, body.cnf], [true, 'DPoP', { jkt: key.thumbprint }]);
});
