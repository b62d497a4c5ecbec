import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predictableRandomNotForProduction, systemRandom } from './random.ts';

test('the system generator never gives the same nonce twice, also across refills of its pool', () => {
  const seen = new Set<string>();
  for (let i = 0; i < 20_000; i++) seen.add(systemRandom.bytes(12).toString('hex'));
  assert.equal(seen.size, 20_000);
});

test('bytes given out belong to the caller: erasing them does not disturb the next ones', () => {
  const first = systemRandom.bytes(16).fill(0);
  assert.equal(systemRandom.bytes(16).equals(first), false);
});

test('a request of any size is filled to the end', () => {
  for (const size of [0, 1, 12, 16, 17, 32, 33, 5000]) assert.equal(systemRandom.bytes(size).length, size);
  const tails = Array.from({ length: 64 }, () => systemRandom.bytes(33)[32]);
  assert.ok(new Set(tails).size > 1);
});

test('the predictable generator repeats itself for one seed and differs for another', () => {
  const take = (seed: string) => {
    const random = predictableRandomNotForProduction(seed);
    return Buffer.concat([random.bytes(12), random.bytes(40)]).toString('hex');
  };
  assert.equal(take('a'), take('a'));
  assert.notEqual(take('a'), take('b'));
});
