/** Which keys and which particulars a client may come with. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, it } from 'node:test';
import { WardroomError } from '@wardroom/contract';
import { isDocumentUrl, parseProtocolName } from './client.ts';
import { type Particulars, requireCoherent } from './coherence.ts';
import { problemsOfKeys } from './public-keys.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const okp = generateKeyPairSync('ed25519');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const jwk = (key: { export(options: { format: 'jwk' }): object }, more: object = {}) => ({
  ...key.export({ format: 'jwk' }),
  ...more,
});
const refused = (...keys: object[]) => problemsOfKeys({ keys: keys as never }).length > 0;

describe('public keys of clients', () => {
  it('ES256, EdDSA, RS256 and PS256 are taken', () => {
    assert.deepEqual(
      problemsOfKeys({
        keys: [
          jwk(ec.publicKey, { kid: 'a', alg: 'ES256', use: 'sig' }),
          jwk(okp.publicKey, { kid: 'b', alg: 'EdDSA' }),
          jwk(rsa.publicKey, { kid: 'c', alg: 'RS256' }),
          jwk(rsa.publicKey, { kid: 'd', alg: 'PS256' }),
        ] as never,
      }),
      [],
    );
    assert.equal(refused(jwk(ec.publicKey)), false);
  });

  it('a private or a shared key is refused, whatever it hides behind', () => {
    assert.ok(refused(jwk(ec.privateKey)));
    assert.ok(refused(jwk(okp.privateKey)));
    assert.ok(refused(jwk(rsa.privateKey)));
    assert.ok(refused({ kty: 'oct', k: 'AAAA' }));
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
      assert.ok(refused(jwk(ec.publicKey, { [member]: '' })), member);
  });

  it('weak, foreign, broken and mislabelled keys are refused', () => {
    for (const key of [
      jwk(weak.publicKey),
      jwk(p384.publicKey),
      jwk(ec.publicKey, { alg: 'HS256' }),
      jwk(ec.publicKey, { alg: 'none' }),
      jwk(rsa.publicKey, { alg: 'ES256' }),
      jwk(ec.publicKey, { use: 'enc' }),
      jwk(ec.publicKey, { x5u: 'https://keys.example/one' }),
      jwk(ec.publicKey, { x: 'AAAA' }),
      jwk(rsa.publicKey, { e: 'AQ' }),
      jwk(ec.publicKey, { kid: 7 }),
      { kty: 'EC' },
      {},
    ])
      assert.ok(refused(key), JSON.stringify(key).slice(0, 80));
  });

  it('at most ten keys in 8 KiB, and several have names of their own', () => {
    const named = (kid: string) => jwk(ec.publicKey, { kid });
    assert.ok(refused());
    assert.ok(refused(...Array.from({ length: 11 }, (_, index) => named(`k${index}`))));
    assert.ok(!refused(...Array.from({ length: 10 }, (_, index) => named(`k${index}`))));
    assert.ok(refused(jwk(ec.publicKey, { note: 'x'.repeat(8192) })));
    assert.ok(refused(named('same'), named('same')));
    assert.ok(refused(named('one'), jwk(ec.publicKey)));
  });
});

describe('particulars of clients', () => {
  const plain: Particulars = {
    authentication: 'none',
    grantTypes: ['authorization_code', 'refresh_token'],
    redirectUris: ['https://app.example/back'],
    jwks: null,
    jwksUri: null,
    hasPrincipal: false,
  };
  const keys = { keys: [jwk(ec.publicKey)] } as never;
  const pathsOf = (change: Partial<Particulars>): string[] => {
    try {
      requireCoherent({ ...plain, ...change });
      return [];
    } catch (error) {
      assert.ok(error instanceof WardroomError && error.code === 'invalid_input');
      return (error.options.problems ?? []).map(({ path }) => path);
    }
  };
  const service: Partial<Particulars> = {
    grantTypes: ['client_credentials'],
    authentication: 'client_secret_basic',
    redirectUris: [],
    hasPrincipal: true,
  };

  it('what fits together is taken', () => {
    assert.deepEqual(pathsOf({}), []);
    assert.deepEqual(pathsOf(service), []);
    assert.deepEqual(pathsOf({ ...service, authentication: 'private_key_jwt', jwks: keys }), []);
    assert.deepEqual(
      pathsOf({ ...service, authentication: 'private_key_jwt', jwksUri: 'https://a.example/jwks' }),
      [],
    );
    const device = ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'] as const;
    assert.deepEqual(pathsOf({ grantTypes: device, redirectUris: [] }), []);
  });

  it('nothing acts in its own name without a principal behind it and a proof of who it is', () => {
    assert.deepEqual(pathsOf({ ...service, hasPrincipal: false }), ['/principalId']);
    assert.deepEqual(pathsOf({ ...service, authentication: 'none' }), ['/authentication']);
  });

  it('codes need an address to go to, refresh needs something that people give', () => {
    assert.deepEqual(pathsOf({ redirectUris: [] }), ['/redirectUris']);
    assert.deepEqual(pathsOf({ grantTypes: ['refresh_token'] }), ['/grantTypes']);
  });

  it('private_key_jwt has its keys or their address, and nothing else has either', () => {
    const signing = { authentication: 'private_key_jwt' } as const;
    assert.deepEqual(pathsOf(signing), ['/jwks']);
    assert.deepEqual(pathsOf({ ...signing, jwks: keys, jwksUri: 'https://a.example/jwks' }), ['/jwks']);
    assert.deepEqual(pathsOf({ jwks: keys }), ['/jwks']);
    assert.deepEqual(pathsOf({ jwksUri: 'https://a.example/jwks' }), ['/jwksUri']);
    assert.deepEqual(pathsOf({ ...signing, jwks: { keys: [{ kty: 'oct' }] } }), ['/jwks/keys/0']);
  });
});

describe('names of clients', () => {
  it('an address of a document is https, names more than a host, and has one spelling', () => {
    for (const url of ['https://app.example/client.json', 'https://app.example:8443/a?b=c'])
      assert.ok(isDocumentUrl(url), url);
    for (const url of [
      'http://app.example/client.json',
      'https://app.example',
      'https://app.example/',
      'https://app.example/a#b',
      'https://app.example/a#',
      'https://name@app.example/a',
      'https://app.example/a/../b',
      'https://APP.example/a',
      'https://app.example:443/a',
      `https://app.example/${'a'.repeat(500)}`,
      'https://',
      '',
    ])
      assert.ok(!isDocumentUrl(url), url);
  });

  it('what is neither an id nor an address is nobody’s', () => {
    for (const name of ['', 'cli_', 'cli_zzz', 'key_01h2xcejqtf2nbrexx3vqjhp41', 'app', 'x'.repeat(10_000)])
      assert.equal(parseProtocolName(name), null, name.slice(0, 40));
    assert.ok(parseProtocolName('cli_01h2xcejqtf2nbrexx3vqjhp41') !== null);
  });
});
