import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { bytesOf, fromHex } from '../test/tiled-log.ts';
import vectors from '../vectors/ed25519.json' with { type: 'json' };
import { hex } from './bytes.ts';
import { SealError } from './error.ts';
import { ed25519Key, ed25519Verify, hmac, sha256 } from './node.ts';

const publicKey = fromHex(vectors.publicKey);

test('signatures are accepted and refused as Wycheproof says', () => {
  for (const [message = '', signature = ''] of vectors.valid)
    assert.equal(ed25519Verify(publicKey, fromHex(signature), fromHex(message)), true, message);
  const { message, r, s } = vectors.special;
  for (const left of r)
    for (const right of s)
      assert.equal(ed25519Verify(publicKey, fromHex(left + right), fromHex(message)), false, left + right);
});

test('a signature of another length or by a key that is none is refused, not thrown', () => {
  const [message = '', signature = ''] = vectors.valid[1] ?? [];
  const bytes = fromHex(signature);
  for (const wrong of [new Uint8Array(), bytes.slice(1), new Uint8Array([...bytes, 0])])
    assert.equal(ed25519Verify(publicKey, wrong, fromHex(message)), false);
  for (const key of [new Uint8Array(), publicKey.slice(1), new Uint8Array(32).fill(255), new Uint8Array(33)])
    assert.equal(ed25519Verify(key, bytes, fromHex(message)), false);
});

test('a key from a seed signs as RFC 8032 says', async () => {
  const { seed, publicKey: expected, signature } = vectors.rfc8032;
  const key = ed25519Key(fromHex(seed));
  assert.equal(hex(key.publicKey), expected);
  assert.equal(hex(await key.sign(new Uint8Array())), signature);
  assert.throws(
    () => ed25519Key(new Uint8Array(31)),
    (error) => error instanceof SealError && error.code === 'key_malformed',
  );
});

test('hashes are SHA-256 (FIPS 180-4, “abc”) and HMAC-SHA-256 (RFC 4231, test case 2)', () => {
  assert.equal(
    hex(sha256(bytesOf('abc'))),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  assert.equal(
    hex(hmac(bytesOf('Jefe'), bytesOf('what do ya want for nothing?'))),
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('only node.ts knows Node', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  );
  assert.ok(files.length > 20);
  const platform = files.filter((file) => {
    const code = readFileSync(new URL(file, folder), 'utf8');
    return /from '(?!\.)|node\.ts'|\bBuffer\b|\bprocess\b/.test(code);
  });
  assert.deepEqual(platform, ['node.ts']);
});
