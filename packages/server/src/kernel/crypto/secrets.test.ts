import assert from 'node:assert/strict';
import { createSecretKey } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { predictableRandomNotForProduction, systemRandom } from '../random.ts';
import {
  apiKeyKinds,
  digestSecret,
  isSecret,
  keyedDigest,
  newApiKey,
  newSecret,
  parseApiKey,
  sameSecret,
} from './secrets.ts';

test('a secret carries 256 bits and is recognised by its form', () => {
  const secret = newSecret(systemRandom);
  assert.equal(Buffer.from(secret, 'base64url').length, 32);
  assert.ok(isSecret(secret));
  for (const other of [
    '',
    secret.slice(1),
    `${secret}A`,
    `${secret.slice(0, 42)}+`,
    `${secret.slice(0, 42)}\n`,
  ]) {
    assert.equal(isSecret(other), false);
  }
});

test('a new API key of every kind and mode is recognised, with what may be shown of it', () => {
  for (const kind of apiKeyKinds) {
    for (const mode of ['live', 'test'] as const) {
      const key = newApiKey(systemRandom, { mode, kind });
      assert.match(key, /^wr_(live|test)_[a-z]+_[0-9A-Za-z]{49}$/);
      assert.deepEqual(parseApiKey(key), {
        mode,
        kind,
        prefix: `wr_${mode}_${kind}_`,
        lastFour: key.slice(-10, -6),
      });
    }
  }
});

test('an API key with any one character changed is refused by its checksum', () => {
  const key = newApiKey(predictableRandomNotForProduction('key'), { mode: 'live', kind: 'svc' });
  for (let at = 0; at < key.length; at++) {
    for (const character of ['0', 'a', 'Z', '_', ' ']) {
      if (key[at] === character) continue;
      assert.equal(parseApiKey(key.slice(0, at) + character + key.slice(at + 1)), null, `position ${at}`);
    }
  }
});

test('an API key relabelled to another kind or mode is refused', () => {
  const key = newApiKey(systemRandom, { mode: 'test', kind: 'bot' });
  assert.equal(parseApiKey(key.replace('_bot_', '_adm_')), null);
  assert.equal(parseApiKey(key.replace('_test_', '_live_')), null);
});

test('no arbitrary text is taken for an API key', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 100 }),
      (text) => parseApiKey(text) === null && parseApiKey(`wr_live_svc_${text}`) === null,
    ),
  );
  assert.equal(parseApiKey(`${newApiKey(systemRandom, { mode: 'live', kind: 'hook' })}\n`), null);
});

test('the checksum is CRC-32 of all that precedes it, in base62: a known answer', () => {
  const body = `wr_live_svc_${'A'.repeat(43)}`;
  assert.equal(parseApiKey(`${body}${knownChecksum(body)}`)?.kind, 'svc');
});

/** An independent CRC-32 (ISO-HDLC, reflected 0xEDB88320), bit by bit. */
function knownChecksum(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let i = 0; i < 8; i++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let rest = BigInt((crc ^ 0xffffffff) >>> 0);
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let out = '';
  for (let i = 0; i < 6; i++) {
    out = `${digits[Number(rest % 62n)]}${out}`;
    rest /= 62n;
  }
  return out;
}

test('all 62 characters are equally likely in API keys', () => {
  const counts = new Map<string, number>();
  const random = predictableRandomNotForProduction('spread');
  for (let i = 0; i < 1_000; i++) {
    const body = newApiKey(random, { mode: 'live', kind: 'svc' }).slice('wr_live_svc_'.length, -6);
    for (const character of body) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  const expected = 43_000 / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 61 degrees of freedom: 118 is exceeded by chance once in a hundred thousand; taking bytes modulo 62 gives about 800.
  assert.equal(counts.size, 62);
  assert.ok(chiSquare < 118, `chi-square ${chiSquare}`);
});

test('the digest at rest depends on the pepper, and comparison is by content', () => {
  const one = createSecretKey(systemRandom.bytes(32));
  const other = createSecretKey(systemRandom.bytes(32));
  const secret = newSecret(systemRandom);
  assert.ok(sameSecret(keyedDigest(one, secret), keyedDigest(one, secret)));
  assert.equal(sameSecret(keyedDigest(one, secret), keyedDigest(other, secret)), false);
  assert.equal(sameSecret('a', 'ab'), false);
  assert.ok(sameSecret('é', Buffer.from('é')));
  // FIPS 180-4 example "abc".
  assert.equal(
    digestSecret('abc').toString('hex'),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});
