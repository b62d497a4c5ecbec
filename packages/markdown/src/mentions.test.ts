import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findMentions, mostMentions } from './mentions.ts';

const cases: [string, string[], boolean?][] = [
  ['hello @ana and @Bob-2', ['ana', 'bob-2']],
  ['@ana @ana @ANA', ['ana']],
  ['ask @ana.', ['ana']],
  ['(@ana), **@bob**: "@cy_"', ['ana', 'bob', 'cy_']],
  ['@channel look', [], true],
  ['@everyone and @ana', ['ana'], true],
  ['@channels is a handle', ['channels']],
  ['write to ana@example.com or a.b+c@example.com', []],
  ['@ana@example.social', []],
  ['http://example.com/@ana and https://example.com/?q=x @bob', ['bob']],
  ['<https://example.com/ @ana> <mailto:@bob>', ['ana']],
  ['[@ana](https://example.com/@bob) @cy', ['cy']],
  ['[@ana] (no link)', ['ana']],
  ['`@ana` and ``@bob ` x`` and @cy', ['cy']],
  ['one ` is no span @ana', ['ana']],
  ['```\n@ana\n```\n@bob', ['bob']],
  ['```js\n@ana', []],
  ['~~~\n@ana\n```\n@cy\n~~~\n@bob', ['bob']],
  ['```@ana``` @bob', ['bob']],
  ['\\@ana @bob', ['bob']],
  ['\\`@ana`', ['ana']],
  ['é@ana 你@bob @cy', ['cy']],
  ['你好，@ana', ['ana']],
  ['@ @- @_x @.y', []],
  [`@${'x'.repeat(33)}`, []],
  [`@${'x'.repeat(32)}`, ['x'.repeat(32)]],
];

for (const [text, handles, all = false] of cases) {
  test(`mentions of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(findMentions(text), { handles, all });
  });
}

test('at most 64 people are mentioned', () => {
  const text = Array.from({ length: 200 }, (_, index) => `@p${index}`).join(' ');
  assert.equal(findMentions(text).handles.length, mostMentions);
});

test('time grows with the length of the text, whatever it repeats', () => {
  const unit = (piece: string, length: number) =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const seconds = (text: string) => {
    const start = process.hrtime.bigint();
    findMentions(text);
    return Number(process.hrtime.bigint() - start) / 1e9;
  };
  const growing = Array.from({ length: 280 }, (_, index) => '`'.repeat(index + 1)).join('@');
  const pieces = [
    '`',
    '` ',
    '[',
    '[](',
    '](',
    '<',
    '<@',
    '://',
    '@',
    '@a',
    '@a@',
    '\\',
    '```\n',
    '~~~ ',
    'a@',
    '[@a](',
    growing,
  ];
  for (const piece of pieces) {
    findMentions(unit(piece, 1000));
    // A message has at most 40,000 characters; work that grows with the square of them would take minutes.
    assert.ok(seconds(unit(piece, 40_000)) < 20, `slow on ${JSON.stringify(piece.slice(0, 20))}`);
  }
});
