import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLong, onlyEmoji } from './measure.ts';

test('a few emoji alone are large; with words, in floods and as digits they are not', () => {
  assert.deepEqual(['🎉', '👍🏽 👩‍👩‍👧', '🇩🇪🇫🇷'].map(onlyEmoji), [true, true, true]);
  assert.deepEqual(['', 'a🎉', '1', '🎉'.repeat(9), '🎉'.repeat(20_000)].map(onlyEmoji), [
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('forty lines are shown whole, more are folded, as are 4,001 characters', () => {
  assert.equal(isLong('x\n'.repeat(40)), false);
  assert.equal(isLong('x\n'.repeat(41)), true);
  assert.equal(isLong('x'.repeat(4_001)), true);
});
