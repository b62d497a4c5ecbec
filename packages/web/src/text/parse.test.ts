import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Inline, parseInlines, parseText } from './parse.ts';

const show = (inlines: readonly Inline[]): string =>
  inlines
    .map((inline) => {
      switch (inline.kind) {
        case 'text':
          return inline.text;
        case 'break':
          return '⏎';
        case 'code':
          return `<code ${inline.text}>`;
        case 'link':
          return `<a ${inline.href}>`;
        case 'mention':
          return `<@${inline.name}>`;
        case 'control':
          return `<${inline.name}>`;
        default:
          return `<${inline.kind} ${show(inline.inlines)}>`;
      }
    })
    .join('');

const cases: [string, string][] = [
  ['plain', 'plain'],
  ['one\ntwo', 'one⏎two'],
  ['**bold** and _soft_', '<strong bold> and <emphasis soft>'],
  ['**a _b_ c**', '<strong a <emphasis b> c>'],
  ['**a _b** c_', '<strong a _b> c_'],
  ['snake_case_name', 'snake_case_name'],
  ['*waves at @ana*', '<emphasis waves at <@ana>>'],
  ['(*soft*), **bold** and *_x_*', '(<emphasis soft>), <strong bold> and <emphasis <emphasis x>>'],
  ['**a *b* c** *a **b** c*', '<strong a <emphasis b> c> <emphasis a <strong b> c>'],
  ['***both***', '<strong <emphasis both>>'],
  ['**a**b**c**', '<strong a>b<strong c>'],
  ['2*3*4 and 5*(a+b)*c', '2*3*4 and 5*(a+b)*c'],
  ['* one\n* two * three', '* one⏎* two * three'],
  ['rm *.log *.tmp', 'rm *.log *.tmp'],
  ['*open', '*open'],
  ['*https://example.com/*', '<emphasis <a https://example.com/>>'],
  ['2 ** 3 ** 4', '2 ** 3 ** 4'],
  ['****', '****'],
  ['**open', '**open'],
  ['`a_b_c` **`x`**', '<code a_b_c> <strong <code x>>'],
  ['``a ` b``', '<code a ` b>'],
  ['one ` only', 'one ` only'],
  ['`**x**`', '<code **x**>'],
  ['see https://example.com/a_b_(c).', 'see <a https://example.com/a_b_(c)>.'],
  ['(https://example.com/)', '(<a https://example.com/>)'],
  ['[bank](https://example.com/x)', '[bank](<a https://example.com/x>)'],
  ['javascript:alert(1)', 'javascript:alert(1)'],
  ['data:text/html,x ftp://x.org', 'data:text/html,x ftp://x.org'],
  ['https://user:secret@example.com/', 'https://user:secret@example.com/'],
  ['https://', 'https://'],
  ['xhttps://example.com', 'xhttps://example.com'],
  ['**https://example.com/**', '<strong <a https://example.com/>>'],
  ['@ana and @Bob.', '<@ana> and <@bob>.'],
  ['mail ana@example.com', 'mail ana@example.com'],
  ['a\u202egpj.exe', 'a<RLO>gpj.exe'],
  ['https://example.com/\u202egro', '<a https://example.com/><RLO>gro'],
  ['<b onclick="x">&amp;</b>', '<b onclick="x">&amp;</b>'],
];
for (const [text, expected] of cases) {
  test(`inline ${JSON.stringify(text)}`, () => assert.equal(show(parseInlines(text)), expected));
}

test('fenced blocks keep their text as it is; an open fence runs to the end', () => {
  assert.deepEqual(parseText('a\n```js\n**x**\n```\nb'), [
    { kind: 'text', inlines: [{ kind: 'text', text: 'a' }] },
    { kind: 'code', text: '**x**' },
    { kind: 'text', inlines: [{ kind: 'text', text: 'b' }] },
  ]);
  assert.deepEqual(
    parseText('x: ```\n```').map(({ kind }) => kind),
    ['text'],
  );
  assert.deepEqual(parseText('````\n```\nx'), [{ kind: 'code', text: '```\nx' }]);
});

test('only http and https become links, however they are written', () => {
  const collect = (inlines: readonly Inline[]): string[] =>
    inlines.flatMap((inline) =>
      inline.kind === 'link'
        ? [new URL(inline.href).protocol]
        : inline.kind === 'strong' || inline.kind === 'emphasis'
          ? collect(inline.inlines)
          : [],
    );
  const schemes = [
    'javascript:',
    'JaVaScRiPt:',
    'vbscript:',
    'data:',
    'file://',
    'blob:https://',
    'https:',
    'http:',
  ];
  for (const scheme of schemes)
    for (const rest of ['//example.com', 'alert(1)', '\u0001//x', ' //x'])
      for (const protocol of collect(parseInlines(`x ${scheme}${rest} **${scheme}${rest}**`)))
        assert.match(protocol, /^https?:$/);
  assert.deepEqual(collect(parseInlines('https://example.com')), ['https:']);
});

test('time grows with the length of the text, whatever it repeats', () => {
  const seconds = (text: string) => {
    const start = process.hrtime.bigint();
    parseText(text);
    return Number(process.hrtime.bigint() - start) / 1e9;
  };
  const growing = Array.from({ length: 280 }, (_, index) => '`'.repeat(index + 1)).join('x');
  const pieces = [
    '`',
    '**',
    '_',
    '**_',
    '_a',
    '*',
    '***',
    '*a',
    ' *a',
    '*a* ',
    '*a ** _',
    '** ',
    '@',
    '@a',
    'http://',
    'https://)',
    '(',
    ')',
    '```\n',
    '\n',
    '_ **a',
  ];
  for (const text of [growing, ...pieces.map((piece) => piece.repeat(40_000 / piece.length))])
    assert.ok(seconds(text) < 0.25, `slow for ${JSON.stringify(text.slice(0, 20))}`);
  assert.ok(seconds(`https://x${')'.repeat(40_000)}`) < 0.25);
});
