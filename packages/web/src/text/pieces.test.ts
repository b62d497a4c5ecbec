import assert from 'node:assert/strict';
import { test } from 'node:test';
import { piecesOf } from './pieces.ts';

test('pieces are the whole list in its order, none longer than twice the size', () => {
  for (const length of [0, 1, 9, 10, 11, 20, 21, 1_000]) {
    const all = Array.from({ length }, (_, at) => at);
    for (const every of [1, 3, 15, 10_000]) {
      const pieces = piecesOf(all, 10, (at) => at % every === 0);
      assert.deepEqual(pieces.flat(), all);
      assert.ok(pieces.every((piece) => piece.length > 0 && piece.length <= 20));
    }
  }
});

test('a piece ends where it may', () => {
  const text = [...'aaaaaaaaaaaa\naaaaaaaaaaaaaaaaaaaaaaa\na'];
  const lengths = piecesOf(text, 10, (one) => one === '\n').map(({ length }) => length);
  assert.deepEqual(lengths, [13, 20, 5]);
});
