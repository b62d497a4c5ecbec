import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { tokensOf } from './cedar-tokens.ts';

test('whatever is written, the tokens put together are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(
        tokensOf(text)
          .map((token) => token.text)
          .join(''),
        text,
      );
    }),
  );
});

test('each word of a policy is shown as what it is', () => {
  const kinds = tokensOf(
    'forbid(principal, action, resource) // no\nwhen { context.time.hour >= 18 && x == "a\\"b" };',
  )
    .filter(({ kind }) => kind !== 'space')
    .map(({ kind, text }) => `${kind} ${text}`);
  for (const expected of [
    ...['keyword forbid', 'keyword context', 'name hour', 'operator >=', 'number 18'],
    ...['comment // no', 'text "a\\"b"', 'operator ;'],
  ])
    assert.ok(kinds.includes(expected), expected);
});

test('a text that is not closed ends with its line', () => {
  const [text, space, next] = tokensOf('"open\nforbid');
  assert.deepEqual([text?.text, space?.text, next?.kind], ['"open', '\n', 'keyword']);
});
