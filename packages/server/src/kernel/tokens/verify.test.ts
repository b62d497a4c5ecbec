/** What is not an access token of this tenant, however much it looks like one (RFC 8725, RFC 9068, RFC 6750). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { encodeId, type Uuid, WardroomError } from '@wardroom/contract';
import {
  CompactSign,
  type CryptoKey,
  exportJWK,
  exportSPKI,
  generateKeyPair,
  importJWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { createHarness, type Harness } from '../../testing/harness.ts';
import type { Clock } from '../clock.ts';
import type { Signer } from './signing-keys.ts';
import { claimsOf, type TokenFacts, TokenRefusal } from './token.ts';
import { TokenVerifier } from './verify.ts';

const text = new TextEncoder();
const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('verification of access tokens', () => {
  let h: Harness;
  let signer: Signer;
  let foreign: Signer;
  let stranger: CryptoKey;
  const time = { now: Date.now() };
  const clock: Clock = { now: () => time.now };
  let verifier: TokenVerifier;
  before(async () => {
    h = await createHarness({ clock });
    signer = await h.kernel.tokens.signer(h.acme.tenant.id);
    foreign = await h.kernel.tokens.signer(h.globex.tenant.id);
    stranger = (await generateKeyPair('ES256')).privateKey;
    verifier = new TokenVerifier({ keys: h.kernel.tokens.keys, clock });
  });
  after(() => h.close());

  const origin = 'http://acme.localhost';
  const facts = (): TokenFacts => {
    const issuedAt = Math.floor(time.now / 1000) * 1000;
    return {
      tokenId: h.parts.ids.next(),
      tenantId: h.acme.tenant.id,
      principalId: h.acme.principals.member.uuid,
      clientId: 'wardroom',
      keyId: null,
      sessionId: h.acme.principals.member.identity.id,
      via: [],
      grantId: null,
      proofKey: null,
      actors: [],
      ancestors: [],
      scopes: new Set(['messages:read', 'workspace:read']),
      prefix: null,
      heldTo: null,
      operation: null,
      once: false,
      orgId: null,
      subjectEpoch: 0,
      tenantEpoch: 0,
      issuedAt,
      expiresAt: issuedAt + 600_000,
    };
  };
  const claims = (more: Record<string, unknown> = {}) => ({ ...claimsOf(facts(), origin), ...more });
  const without = (name: string) => {
    const { [name]: _left, ...rest } = claims() as Record<string, unknown>;
    return rest;
  };
  const header = (more: Record<string, unknown> = {}) => ({
    alg: 'ES256',
    typ: 'at+jwt',
    kid: signer.kid,
    ...more,
  });
  /** Signed with the real key, whatever is in it: what an issuer with a bug would make. */
  const sign = (payload: unknown, more: Record<string, unknown> = {}, key: CryptoKey = signer.key) =>
    new CompactSign(text.encode(typeof payload === 'string' ? payload : JSON.stringify(payload)))
      .setProtectedHeader(header(more) as never)
      .sign(key, { crit: { b64: true } });
  const reasonOf = async (token: string, tenantId: Uuid = h.acme.tenant.id, at = origin): Promise<string> => {
    try {
      await verifier.verify(token, { tenantId, origin: at });
      return 'verified';
    } catch (error) {
      assert.ok(error instanceof WardroomError && error.options.cause instanceof TokenRefusal, String(error));
      return `${error.code}: ${error.options.cause.reason}`;
    }
  };

  it('a token as it should be is verified, and again from memory', async () => {
    const token = await sign(claims());
    assert.equal(await reasonOf(token), 'verified');
    assert.equal(await reasonOf(token), 'verified');
  });

  const attacks: Readonly<Record<string, () => Promise<string>>> = {
    'alg none': async () => `${encode({ ...header(), alg: 'none' })}.${encode(claims())}.`,
    'alg none with a signature': async () => {
      const [, body, signature] = (await sign(claims())).split('.');
      return `${encode({ ...header(), alg: 'none' })}.${body}.${signature}`;
    },
    'HS256 with the public key as secret': async () => {
      const [jwk] = (await h.kernel.tokens.published(h.acme.tenant.id)).keys;
      const key = await importJWK(jwk ?? {}, 'ES256', { extractable: true });
      const pem = await exportSPKI(key as CryptoKey);
      return new SignJWT(claims() as JWTPayload)
        .setProtectedHeader(header({ alg: 'HS256' }) as never)
        .sign(text.encode(pem));
    },
    'HS256 with the published key as secret': async () => {
      const [jwk] = (await h.kernel.tokens.published(h.acme.tenant.id)).keys;
      return new SignJWT(claims() as JWTPayload)
        .setProtectedHeader(header({ alg: 'HS256' }) as never)
        .sign(text.encode(JSON.stringify(jwk)));
    },
    'EdDSA under the key id of an ES256 key': async () => {
      const { privateKey } = await generateKeyPair('EdDSA');
      return new SignJWT(claims() as JWTPayload)
        .setProtectedHeader(header({ alg: 'EdDSA' }) as never)
        .sign(privateKey);
    },
    'a key of its own in the header': async () => {
      const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
      return sign(claims(), { jwk: await exportJWK(publicKey) }, privateKey);
    },
    'jku of the attacker': () => sign(claims(), { jku: 'https://attacker.example/jwks.json' }, stranger),
    'jku of ours': () => sign(claims(), { jku: `${origin}/.well-known/jwks.json` }),
    x5u: () => sign(claims(), { x5u: 'https://attacker.example/cert.pem' }, stranger),
    'a header member that is critical': () => sign(claims(), { crit: ['b64'], b64: true }),
    'another type': () => sign(claims(), { typ: 'JWT' }),
    'a delegation link': () => sign(claims(), { typ: 'dlg+jwt' }),
    'the media type written out': () => sign(claims(), { typ: 'application/at+jwt' }),
    'no type': () => sign(claims(), { typ: undefined }),
    'no key id': () => sign(claims(), { kid: undefined }),
    'a key id that is a path': () => sign(claims(), { kid: `../../${'a'.repeat(37)}` }),
    'a made-up key id': () => sign(claims(), { kid: 'a'.repeat(43) }),
    'the key of another tenant under its own id': () => sign(claims(), { kid: foreign.kid }, foreign.key),
    'the key of another tenant under ours': () => sign(claims(), {}, foreign.key),
    'the key of nobody': () => sign(claims(), {}, stranger),
    'an ID token': () =>
      sign(
        { iss: origin, sub: 'prn', aud: 'client', iat: 1, exp: 2_000_000_000, nonce: 'n' },
        { typ: 'JWT' },
      ),
    'an ID token called an access token': () =>
      sign({ iss: origin, sub: 'prn', aud: 'client', iat: 1, exp: 2_000_000_000, nonce: 'n' }),
    'another issuer': () => sign(claims({ iss: 'http://globex.localhost' })),
    'another audience': () => sign(claims({ aud: 'http://globex.localhost' })),
    'a list of audiences with ours': () => sign(claims({ aud: [origin, 'http://globex.localhost'] })),
    'a list of one audience': () => sign(claims({ aud: [origin] })),
    'another tenant': () => sign(claims({ tenant_id: encodeId('tenant', h.globex.tenant.id) })),
    'a prefix of another tenant': () =>
      sign(
        claims({ resource_prefix: `${encodeId('tenant', h.globex.tenant.id)}/chan/${h.acme.general.id}/` }),
      ),
    'a prefix without its end': () =>
      sign(claims({ resource_prefix: `${encodeId('tenant', h.acme.tenant.id)}/chan/${h.acme.general.id}` })),
    'a prefix of the whole tenant': () =>
      sign(claims({ resource_prefix: `${encodeId('tenant', h.acme.tenant.id)}/` })),
    'a proof of possession that nobody asks for': () => sign(claims({ cnf: { jkt: 'x' } })),
    'a chain of delegation': () => sign(claims({ dlg: {} })),
    'a claim that nobody knows': () => sign(claims({ scope_limit: 'none' })),
    'four levels': () =>
      sign(claims({ anc: Array.from({ length: 3 }, () => encodeId('token', h.parts.ids.next())) })),
    'a subject that is no principal': () => sign(claims({ sub: 'root' })),
    'once as a word': () => sign(claims({ once: 'false' })),
    'an epoch that is no integer': () => sign(claims({ sep: 0.5 })),
    'an epoch as text': () => sign(claims({ tep: '0' })),
    'expired by six seconds': () => sign(claims({ iat: at(-600), exp: at(-6) })),
    'issued in six seconds': () => sign(claims({ iat: at(7), exp: at(600) })),
    'not before six seconds': () => sign(claims({ nbf: at(7) })),
    'a life of more than an hour': () => sign(claims({ exp: at(3_602) })),
    'times as text': () => sign(claims({ exp: String(at(600)) })),
    'a fraction of a second': () => sign(claims({ exp: at(600) + 0.5 })),
    'no expiry': () => sign(without('exp')),
    'no time of issue': () => sign(without('iat')),
    'no id': () => sign(without('jti')),
    'no subject': () => sign(without('sub')),
    'no audience': () => sign(without('aud')),
    'no issuer': () => sign(without('iss')),
    'no client': () => sign(without('client_id')),
    'no epoch of the subject': () => sign(without('sep')),
    'no epoch of the tenant': () => sign(without('tep')),
    'a claim twice': async () => {
      const doubled = JSON.stringify(claims()).replace('{', '{"scope":"audit:read",');
      return sign(doubled);
    },
    'claims that are a list': () => sign('[]'),
    'claims that are no JSON': () => sign('{'),
    'claims with white space': () => sign(JSON.stringify(claims(), null, 1)),
    'a prototype': () => sign(JSON.stringify(claims()).replace('{', '{"__proto__":{"scope":"x"},')),
    'a header member twice': async () => {
      const [, body] = (await sign(claims())).split('.');
      const head = encode(JSON.stringify(header()).replace('{', '{"alg":"none",'));
      return `${head}.${body}.${'A'.repeat(86)}`;
    },
    'a truncated signature': async () => (await sign(claims())).slice(0, -1),
    'a signature of zeros': async () =>
      `${(await sign(claims())).split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`,
    'a signature in another spelling': async () => {
      const token = await sign(claims());
      // The last character carries two bits; the other four must be zero.
      const last = token.at(-1) ?? '';
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return token.slice(0, -1) + alphabet[alphabet.indexOf(last) + 1];
    },
    'a signature in DER': async () =>
      `${(await sign(claims())).split('.').slice(0, 2).join('.')}.${'MEUC'.repeat(24)}`,
    padding: async () => `${await sign(claims())}==`,
    'claims that were changed': async () => {
      const [head, , signature] = (await sign(claims())).split('.');
      return `${head}.${encode(claims({ scope: 'audit:read' }))}.${signature}`;
    },
    encrypted: async () => `${await sign(claims())}.x.y`,
    'too long': () => sign(claims({ acr: 'x'.repeat(4_000) })),
    nothing: async () => '',
    'three empty parts': async () => '..',
  };
  const at = (seconds: number) => Math.floor(time.now / 1000) + seconds;

  for (const [what, make] of Object.entries(attacks)) {
    it(`refused alike, also the second time: ${what}`, async () => {
      const token = await make();
      assert.match(await reasonOf(token), /^unauthenticated: /);
      assert.match(await reasonOf(token), /^unauthenticated: /);
      // Through the whole pipeline: one answer.
      const { answer } = await h.call(h.acme, { kind: 'token', secret: token }, 'tenants.show', {});
      assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated');
    });
  }

  it('RFC 6750, 3.1: whole, but without tenant or scope, it is refused for what it lacks', async () => {
    assert.equal(await reasonOf(await sign(without('tenant_id'))), 'insufficient_scope: tenant');
    assert.equal(await reasonOf(await sign(without('scope'))), 'insufficient_scope: scope');
    assert.equal(
      await reasonOf(await sign(claims({ scope: 'openid profile' }))),
      'insufficient_scope: scope',
    );
  });

  it('differences of clocks count up to five seconds', async () => {
    const accepted = [
      claims({ iat: at(-600), exp: at(-4) }),
      claims({ iat: at(5), exp: at(600) }),
      claims({ nbf: at(5) }),
      claims({ iat: at(0), exp: at(3_600) }),
    ];
    for (const one of accepted) assert.equal(await reasonOf(await sign(one)), 'verified');
  });

  it('memory outlives neither the token nor a minute', async () => {
    const token = await sign(claims({ iat: at(-590), exp: at(10) }));
    assert.equal(await reasonOf(token), 'verified');
    time.now += 16_000;
    assert.equal(await reasonOf(token), 'unauthenticated: expired');
  });

  it('what was refused too early is accepted when its time has come', async () => {
    const token = await sign(claims({ nbf: at(20) }));
    assert.equal(await reasonOf(token), 'unauthenticated: not_yet');
    time.now += 16_000;
    assert.equal(await reasonOf(token), 'verified');
  });

  it('a token of one tenant is none at another host, and memory is no bridge', async () => {
    const token = await sign(claims());
    assert.equal(await reasonOf(token), 'verified');
    assert.match(await reasonOf(token, h.globex.tenant.id, 'http://globex.localhost'), /^unauthenticated/);
    assert.match(await reasonOf(token, h.globex.tenant.id, origin), /^unauthenticated/);
    assert.match(await reasonOf(token, h.acme.tenant.id, 'http://globex.localhost'), /^unauthenticated/);
  });

  it('the other signature of the same pair is the same token: one id, one use', async () => {
    // ECDSA: with (r, s), (r, n - s) verifies, too. Nothing is keyed by the text of a token but memory.
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const issued = await h.succeed<{ accessToken: string; token: { id: string } }>(
      h.acme,
      'member',
      'tokens.issue',
      {
        scopes: ['workspace:read'],
        once: true,
      },
    );
    const [head, body, signature = ''] = issued.accessToken.split('.');
    const bytes = Buffer.from(signature, 'base64url');
    const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
    const other = Buffer.concat([
      bytes.subarray(0, 32),
      Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex'),
    ]);
    const twin = `${head}.${body}.${other.toString('base64url')}`;
    const use = async (secret: string) => {
      const { answer } = await h.call(h.acme, { kind: 'token', secret }, 'tenants.show', {});
      return answer.ok ? 'ok' : answer.error.code;
    };
    assert.notEqual(twin, issued.accessToken);
    assert.equal(await reasonOf(twin), 'verified');
    assert.deepEqual([await use(twin), await use(issued.accessToken)], ['ok', 'unauthenticated']);
  });

  it('made-up key ids are looked for once in a while, not each time', async () => {
    let reads = 0;
    const database = {
      read: (...args: Parameters<typeof h.kernel.database.read>) => {
        reads += 1;
        return h.kernel.database.read(...args);
      },
      write: h.kernel.database.write.bind(h.kernel.database),
    };
    const { SigningKeys } = await import('./signing-keys.ts');
    const keys = new SigningKeys({
      database: database as never,
      keyring: h.parts.keyring,
      clock,
      ids: h.parts.ids,
    });
    const find = () =>
      Promise.all(Array.from({ length: 20 }, () => keys.find(h.acme.tenant.id, 'b'.repeat(43))));
    await find();
    await find();
    assert.equal(reads, 1);
    time.now += 2_001;
    await find();
    assert.equal(reads, 2);
  });
});
