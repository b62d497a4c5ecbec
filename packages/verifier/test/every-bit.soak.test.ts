import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCreatedAt, tarOfTiny, unnoticed } from './every-bit.ts';

test('no bit of a small export can be flipped unnoticed', async () => {
  const tar = tarOfTiny();
  const bits = Array.from({ length: tar.length * 8 }, (_, bit) => bit);
  const missed = await unnoticed(tar, bits);
  assert.deepEqual(
    missed.filter((bit) => !isCreatedAt(tar, bit)),
    [],
  );
});
