import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { base64, base64Bytes, base64url, base64urlBytes, equal, hex, uint, uintOf, utf8 } from './bytes.ts';

const bytes = fc.uint8Array({ maxLength: 70 });

test('texts of bytes are those of Node, and lead back', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      assert.equal(base64(some), Buffer.from(some).toString('base64'));
      assert.equal(base64url(some), Buffer.from(some).toString('base64url'));
      assert.equal(hex(some), Buffer.from(some).toString('hex'));
      assert.ok(equal(base64Bytes(base64(some)) ?? new Uint8Array(99), some));
      assert.ok(equal(base64urlBytes(base64url(some)) ?? new Uint8Array(99), some));
    }),
  );
});

test('a text that another one would do for is refused', () => {
  // RFC 4648, section 3.5: bits behind the last byte; section 3.3: characters outside of the alphabet.
  for (const text of [
    'QQ',
    'QQ=',
    'QR==',
    'QUJ=',
    'QQ==\n',
    ' QQ==',
    'QQ==QQ==',
    '====',
    '=',
    'Q===',
    'Q-__',
    'Qé==',
  ])
    assert.equal(base64Bytes(text), null, text);
  for (const text of ['QQ==', 'QR', 'QUJ', 'Q', 'Q+//', 'QQ '])
    assert.equal(base64urlBytes(text), null, text);
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), (text) => {
      const found = base64Bytes(text);
      if (found) assert.equal(base64(found), text);
    }),
  );
});

test('numbers are big-endian, up to 2^53-1', () => {
  assert.deepEqual(uint(0x01_02_03, 4), Uint8Array.of(0, 1, 2, 3));
  fc.assert(fc.property(fc.maxSafeNat(), (value) => assert.equal(uintOf(uint(value, 8)), value)));
  assert.equal(uintOf(new Uint8Array(8).fill(255)), null);
  assert.equal(uintOf(Uint8Array.of(0, 0x20, 0, 0, 0, 0, 0, 0)), null);
});

test('a lone surrogate has no bytes', () => {
  assert.equal(utf8('\ud83d'), null);
  assert.deepEqual(utf8('€'), Uint8Array.of(0xe2, 0x82, 0xac));
});

test('bytes of a text stay as they are, however many are encoded after it', () => {
  const texts = Array.from({ length: 2_000 }, (_, at) => `${at} größer 漢字 🙂 `.repeat(1 + (at % 150)));
  const encoded = texts.map(utf8);
  for (const [at, text] of texts.entries())
    assert.ok(equal(encoded[at] ?? new Uint8Array(), Buffer.from(text)), text);
});
