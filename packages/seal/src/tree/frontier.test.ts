import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bytesOf, entryNumber, fromHex, rootByDefinition, TiledLog } from '../../test/tiled-log.ts';
import vectors from '../../vectors/tree.json' with { type: 'json' };
import { base64, hex } from '../bytes.ts';
import { SealError } from '../error.ts';
import { sha256 } from '../node.ts';
import { Frontier } from './frontier.ts';
import { leafHash } from './hash.ts';

test('leaves and roots of sizes 0 to 8 are those of the certificate transparency vectors', () => {
  const frontier = Frontier.empty(sha256);
  assert.equal(hex(frontier.root()), vectors.roots[0]);
  for (const [at, leaf] of vectors.leaves.entries()) {
    assert.equal(hex(frontier.append(fromHex(leaf))), vectors.leafHashes[at]);
    assert.equal(hex(frontier.root()), vectors.roots[at + 1]);
  }
});

// golang.org/x/mod, sumdb/tlog/note_test.go, TestFormatTree.
test('a leaf hash is that of Go', () => {
  assert.equal(
    base64(leafHash(sha256, bytesOf('hello world'))),
    'TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=',
  );
});

test('the root is that of the definition, at every size', () => {
  const log = TiledLog.of(300);
  for (let size = 0; size <= 300; size += 1)
    assert.deepEqual(log.root(size), rootByDefinition(log.leaves.slice(0, size)));
});

test('a restored frontier goes on as the one before, with as many hashes as the size has ones', () => {
  fc.assert(
    fc.property(fc.nat(2_000), fc.nat(40), (size, more) => {
      const frontier = Frontier.empty(sha256);
      for (let index = 0; index < size; index += 1) frontier.append(entryNumber(index));
      const bytes = frontier.serialise();
      assert.equal(bytes.length, 8 + 32 * [...size.toString(2)].filter((digit) => digit === '1').length);
      const restored = Frontier.restore(sha256, bytes);
      assert.deepEqual(restored.serialise(), bytes);
      const entries = Array.from({ length: more }, (_, at) => entryNumber(size + at));
      assert.deepEqual(restored.appendAll(entries), frontier.appendAll(entries));
      assert.equal(restored.size, size + more);
      assert.deepEqual(restored.root(), frontier.root());
    }),
    { numRuns: 30 },
  );
});

const outOfRange = (error: unknown) => error instanceof SealError && error.code === 'out_of_range';

test('a frontier of another length than its size asks for is refused', () => {
  const bytes = Frontier.empty(sha256).serialise();
  for (const wrong of [bytes.slice(1), new Uint8Array(9), new Uint8Array(40), new Uint8Array(8).fill(255)])
    assert.throws(() => Frontier.restore(sha256, wrong), outOfRange);
  assert.throws(() => Frontier.empty(sha256).appendLeaf(new Uint8Array(31)), outOfRange);
});

test('a tree ends at 2^53-1 entries, and says so', () => {
  const size = new Uint8Array([0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
  const full = new Uint8Array(8 + 53 * 32);
  full.set(size);
  const frontier = Frontier.restore(sha256, full);
  assert.equal(frontier.size, Number.MAX_SAFE_INTEGER);
  assert.throws(() => frontier.append(entryNumber(0)), outOfRange);
  full.set([0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
  const before = Frontier.restore(sha256, full.slice(0, 8 + 52 * 32));
  before.append(entryNumber(0));
  assert.equal(before.size, Number.MAX_SAFE_INTEGER);
});

test('the hash of a leaf is that of its bytes at every length, whatever was hashed before', () => {
  for (const length of [0, 5_000, 1, 2_046, 3, 2_047, 65, 2_048, 2, 65_535]) {
    const entry = new Uint8Array(length).fill(length % 251);
    const input = new Uint8Array([0, ...entry]);
    assert.equal(hex(leafHash(sha256, entry)), hex(sha256(input)), `${length}`);
  }
});
