import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { coded } from '../../test/signers.ts';
import { decodeBundle, encodeBundle, maxEntryBytes } from './bundle.ts';

const malformed = coded('bundle_malformed');

test('a bundle is the length of each entry in two bytes, then the entry', () => {
  const bytes = encodeBundle([Uint8Array.of(7, 8), new Uint8Array(), new Uint8Array(258).fill(1)]);
  assert.deepEqual(bytes.subarray(0, 9), Uint8Array.of(0, 2, 7, 8, 0, 0, 1, 2, 1));
  assert.equal(bytes.length, 6 + 260);
});

test('a bundle gives back its entries', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(entries, (some) => {
      const back = decodeBundle(encodeBundle(some), some.length);
      assert.deepEqual(
        back.map((entry) => [...entry]),
        some.map((entry) => [...entry]),
      );
    }),
  );
  const full = Array.from({ length: 256 }, () => new Uint8Array(1));
  assert.equal(decodeBundle(encodeBundle(full), 256).length, 256);
});

test('an entry of 65,535 bytes fits and one more is refused', () => {
  const largest = new Uint8Array(maxEntryBytes).fill(9);
  assert.deepEqual(decodeBundle(encodeBundle([largest]), 1), [largest]);
  assert.throws(() => encodeBundle([new Uint8Array(maxEntryBytes + 1)]), malformed);
  assert.throws(() => encodeBundle([]), malformed);
  assert.throws(() => encodeBundle(Array.from({ length: 257 }, () => new Uint8Array())), malformed);
});

test('a bundle that is cut, longer, or of another count is refused', () => {
  const bytes = encodeBundle([Uint8Array.of(1, 2, 3), Uint8Array.of(4)]);
  for (let length = 0; length < bytes.length; length += 1)
    assert.throws(() => decodeBundle(bytes.slice(0, length), 2), malformed);
  assert.throws(() => decodeBundle(new Uint8Array([...bytes, 0]), 2), malformed);
  for (const count of [0, 1, 3, 257, -1, 1.5, Number.NaN])
    assert.throws(() => decodeBundle(bytes, count), malformed);
});
