import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { diffLines } from './line-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', '{', '}'), { minLength: 1, maxLength: 12 });

test('without what was added it is the text before, without what was removed the text after', () => {
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const diff = diffLines(a.join('\n'), b.join('\n'));
      const textOf = (without: 'added' | 'removed') =>
        diff.filter(({ change }) => change !== without).map(({ text }) => text);
      assert.deepEqual(textOf('added'), a);
      assert.deepEqual(textOf('removed'), b);
    }),
  );
});

test('a line that was put in between is all that is shown as changed', () => {
  const diff = diffLines('a\nb\nc', 'a\nx\nb\nc');
  assert.deepEqual(
    diff.filter(({ change }) => change !== 'same'),
    [{ change: 'added', text: 'x' }],
  );
});
