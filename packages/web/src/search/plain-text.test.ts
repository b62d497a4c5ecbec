import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainText } from './plain-text.ts';

test('marks of Markdown are not part of what is read', () => {
  assert.equal(plainText('The **gateway** answers `503`'), 'The gateway answers 503');
  assert.equal(plainText('# Title\n\n- one\n- _two_\n\n> quoted'), 'Title\none\ntwo\nquoted');
  assert.equal(plainText('```ts\nconst a = 1;\n```').trim(), 'const a = 1;');
  assert.equal(plainText('| a | b |\n|---|---|\n| 1 | **2** |'), 'a b\n1 2');
  assert.equal(plainText(''), '');
});

test('what only looks like a mark stays', () => {
  assert.equal(plainText('2 * 3 * 4 and snake_case_name'), '2 * 3 * 4 and snake_case_name');
});
