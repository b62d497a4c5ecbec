import assert from 'node:assert/strict';
import { test } from 'node:test';
import { everybody, isCreatedAt, tarOfPruned, tarOfTiny, unnoticed } from './every-bit.ts';
import { verify } from './verifying.ts';

test('one bit of every third byte of a small export cannot be flipped unnoticed', async () => {
  const tar = tarOfTiny();
  assert.equal((await verify(tar, { trusted: everybody })).verdict, 'intact');
  const bits = Array.from({ length: Math.floor(tar.length / 3) }, (_, n) => n * 24 + ((n * 5) % 8));
  const missed = await unnoticed(tar, bits);
  assert.deepEqual(
    missed.filter((bit) => !isCreatedAt(tar, bit)),
    [],
  );
});

test('a sample of all bits of a pruned export cannot be flipped unnoticed', async () => {
  const tar = tarOfPruned();
  assert.equal((await verify(tar, { trusted: everybody })).verdict, 'intact');
  const bits = Array.from({ length: 60 }, (_, n) => (n * 1_299_709) % (tar.length * 8));
  const missed = await unnoticed(tar, bits);
  assert.deepEqual(
    missed.filter((bit) => !isCreatedAt(tar, bit)),
    [],
  );
});
