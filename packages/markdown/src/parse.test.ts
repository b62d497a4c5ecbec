import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, findMentions, type Inline, longestText, parse, textOf, withMarks } from './index.ts';

const shown = (inlines: readonly Inline[]): string =>
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
          return `<a ${inline.href} ${shown(inline.inlines)}${inline.warning === null ? '' : ` !${inline.warning}`}>`;
        case 'mention':
          return `<@${inline.name}>`;
        case 'channel':
          return `<#${inline.name}>`;
        case 'control':
          return `<${inline.name}>`;
        default:
          return `<${inline.kind} ${shown(inline.inlines)}>`;
      }
    })
    .join('');

const show = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      switch (block.kind) {
        case 'paragraph':
          return shown(block.inlines);
        case 'heading':
          return `h${block.level}(${shown(block.inlines)})`;
        case 'code':
          return `code:${block.language}(${block.text})`;
        case 'quote':
          return `quote(${show(block.blocks)})`;
        case 'list':
          return `${block.start ?? ''}list(${block.items.map(({ done, blocks: inner }) => `${done === null ? '' : done ? '[x]' : '[ ]'}${show(inner)}`).join('|')})`;
        case 'table':
          return `table(${[block.head, ...block.rows].map((cells) => cells.map(shown).join(',')).join('/')} ${block.aligns})`;
        default:
          return 'rule';
      }
    })
    .join('¶');

const cases: [string, string][] = [
  ['plain', 'plain'],
  ['one\ntwo\n\nthree', 'one⏎two¶three'],
  ['**bold** and _soft_ and ~~gone~~', '<strong bold> and <emphasis soft> and <strike gone>'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['*waves at @ana*', '<emphasis waves at <@ana>>'],
  ['```js\n**x**\n```\nb', 'code:js(**x**)¶b'],
  ['```\nopen', 'code:(open)'],
  ['    four spaces are no code', 'four spaces are no code'],
  ['# Title\ntext', 'h1(Title)¶text'],
  ['text\n---', 'text¶rule'],
  ['> quoted\n> more\n\nnot', 'quote(quoted⏎more)¶not'],
  ['- one\n- two\n  - deep', 'list(one|two¶list(deep))'],
  ['3. one\n4. two', '3list(one|two)'],
  ['- [ ] to do\n- [x] done @ana', 'list([ ]to do|[x]done <@ana>)'],
  ['|a|b|\n|:-|-:|\n|1|**2**|', 'table(a,b/1,<strong 2> left,right)'],
  ['<b onclick="x">hi</b> <!-- c -->', '<b onclick="x">hi</b> <!-- c -->'],
  ['![alt](https://example.com/x.png)', '!<a https://example.com/x.png alt !example.com>'],
  ['see https://example.com/a_b_(c).', 'see <a https://example.com/a_b_(c) https://example.com/a_b_(c)>.'],
  ['[bank](https://evil.example/x)', '<a https://evil.example/x bank !evil.example>'],
  [
    '[https://bank.example](https://evil.example/)',
    '<a https://evil.example/ https://bank.example !evil.example>',
  ],
  // What is a link leads where it says; the rest is no link.
  ['https://bank.example@evil.example/', '<a https://bank.example/ https://bank.example>@evil.example/'],
  [
    '[x](https://bank.example@evil.example/)',
    '[x](<a https://bank.example/ https://bank.example>@evil.example/)',
  ],
  [
    'https://аpple.example/',
    '<a https://xn--pple-43d.example/ https://аpple.example/ !xn--pple-43d.example>',
  ],
  ['[x](javascript:alert(1)) [y](data:text/html,z)', '[x](javascript:alert(1)) [y](data:text/html,z)'],
  ['ana@example.com', '<a mailto:ana@example.com ana@example.com>'],
  ['ftp://a.example //b.example', 'ftp://a.example //b.example'],
  ['readme.md and www.example.com', 'readme.md and www.example.com'],
  ['in #general-2 and #42 and c#sharp', 'in <#general-2> and #42 and c#sharp'],
  ['`#general @ana`', '<code #general @ana>'],
  ['\\*no\\* \\@ana \\#general', '*no* @ana #general'],
  ['a\u202egpj.exe', 'a<RLO>gpj.exe'],
  ['pay\u200bpal', 'pay<ZWSP>pal'],
  [
    'می\u200cخواهم 👩‍🚀 ❤️ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
    'می\u200cخواهم 👩‍🚀 ❤️ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ],
  ['hi\u{e0069}\u{e0067}\u{e006e} 😀\ufe0f\u{e0110}\u{e0120}', 'hi<TAG…> 😀<VS…>'],
  [
    '[ana@bank.example](mailto:eve@evil.example)',
    '<a mailto:eve@evil.example ana@bank.example !eve@evil.example>',
  ],
  [
    '<mailto:ana@a.example?bcc=eve@evil.example>',
    '<a mailto:ana@a.example mailto:ana@a.example?bcc=eve@evil.example>',
  ],
  ['[a]: https://example.com\n[a]', '[a]: <a https://example.com/ https://example.com>⏎[a]'],
];
for (const [text, expected] of cases)
  test(`${JSON.stringify(text)} reads ${expected}`, () => assert.equal(show(parse(text)), expected));

test('only http, https and mailto are followed, however they are written', () => {
  const schemes = [
    'javascript:',
    'JaVaScRiPt:',
    'vbscript:',
    'data:',
    'file://',
    'blob:https://',
    'ftp://',
    'https://',
  ];
  const wraps = ['%', '[x](%)', '[x](<%>)', '<%>', '**[%](%)**', '[x](&#106;avascript:alert(1))'];
  for (const scheme of schemes)
    for (const rest of ['example.com', 'alert(1)', '\u0001x', '%0aalert(1)'])
      for (const wrap of wraps)
        for (const link of linksIn(parse(wrap.replaceAll('%', scheme + rest))))
          assert.match(link, /^(https?|mailto):/);
});

test('nothing that is written is lost, and no tree is deeper than its bound', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '*',
      '_',
      '**',
      '~~',
      '`',
      '```\n',
      '> ',
      '- ',
      '1. ',
      '|',
      '|-|\n',
      '\n',
      '\n\n',
      '[',
      '](',
      ')',
      '@a',
      '#b',
      '\\',
      '<',
      'https://x.example ',
      '    ',
      'word',
      ' ',
    ),
    fc.string({ maxLength: 6 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('').replace(/[\0\r]/g, '');
      const tree = parse(text);
      assert.ok(depthOf(tree) <= 80);
      const letters = (all: string) => [...all.replace(/[^A-Za-z]/g, '')].sort().join('');
      // Every letter of a text without codes and links is in its tree.
      if (!/[`&[<:@|~]/.test(text)) assert.equal(letters(allText(tree)), letters(text));
    }),
    { numRuns: 500 },
  );
});

const wrapped = (mark: string, times: number) =>
  `${mark.repeat(times)}@ana${[...mark].reverse().join('').repeat(times)}`;
const deepTexts = [
  wrapped('*', 19_990),
  wrapped('_', 19_990),
  wrapped('*_', 9_990),
  wrapped('~~', 9_990),
  `${'**a '.repeat(5_000)}@ana${' a**'.repeat(4_990)}`,
  `${'*a '.repeat(6_600)}[x](https://x.example)@ana${' a*'.repeat(6_500)}`,
  `${'> '.repeat(19_990)}@ana`,
  `${'- '.repeat(19_990)}@ana`,
  '['.repeat(20_000) + ']'.repeat(20_000),
];

test('no text makes a tree too deep to be walked, read aloud or asked for mentions', () => {
  for (const text of deepTexts) {
    const tree = parse(text);
    assert.ok(depthOf(tree) <= 80, `${depthOf(tree)} deep: ${text.slice(0, 12)}`);
    assert.equal(typeof allText(tree), 'string');
    findMentions(text);
  }
  assert.deepEqual(findMentions(wrapped('*', 1_000)).handles, ['ana']);
  // What is not a mark any more is still there.
  assert.equal(allText(parse(wrapped('**', 100))), `${'**'.repeat(70)}@ana${'**'.repeat(70)}`);
});

test('a table that would have more cells than anybody reads is shown as written', () => {
  const wide = `${'|a'.repeat(1_000)}|\n${'|-'.repeat(1_000)}|\n${'|x\n'.repeat(11_600)}`;
  const unbarred = `${'|a'.repeat(1_000)}|\n${'|-'.repeat(1_000)}|\n${'x\n'.repeat(17_000)}`;
  for (const text of [wide, unbarred]) assert.ok(!parse(text).some(({ kind }) => kind === 'table'));
  const usual = `|a|b|c|\n|-|-|-|\n${'|1|2|3|\n'.repeat(300)}`;
  assert.equal(parse(usual)[0]?.kind, 'table');
});

test('hidden characters in code are told apart from what is seen', () => {
  assert.deepEqual(withMarks('if (a) \u202e{ \u2066x'), [
    'if (a) ',
    { name: 'RLO' },
    '{ ',
    { name: 'LRI' },
    'x',
  ]);
  assert.deepEqual(withMarks('plain'), ['plain']);
  assert.deepEqual(withMarks('a\u200b\u200c\u200bb'), ['a', { name: 'ZWSP…' }, 'b']);
});

test('time stays bounded on 40,000 characters of whatever repeats', () => {
  const growing = Array.from({ length: 280 }, (_, index) => '`'.repeat(index)).join('x');
  const pieces = [
    '> ',
    '>',
    '- ',
    '> - ',
    '*a ',
    '**a*',
    '_a__',
    '[',
    '[a](',
    '[a](b) ',
    '`a``',
    '|a|b|\n',
    '😀',
    '@a ',
    '#a ',
    'http://a ',
    '//a.b/',
    'ftp://a.b/',
    'https://a.b/',
    'https://[::1]/',
    'https://a.b:',
    'https://)',
    '~~a',
    'a\n',
    '![',
    '<a ',
    '<!--',
    '&amp;',
    'a@b.c ',
    '[a]: b\n',
    '[^a]',
    '*_~~',
    'a_b_',
    'a.b-c_',
    '\u202e',
    '\\',
    '(',
    '# ',
    '1. ',
    '\t',
  ];
  for (const text of [
    growing,
    `|a|b|\n|-|-|\n${'|a|b|\n'.repeat(6_600)}`,
    ...pieces.map((one) => one.repeat(longestText / one.length)),
  ]) {
    // Time of this process, not of a machine that does other things, too.
    const started = process.cpuUsage();
    parse(text);
    const ms = process.cpuUsage(started).user / 1_000;
    // Work that grows with the square of the length would take minutes.
    assert.ok(ms < 10_000, `${ms} ms for ${JSON.stringify(text.slice(0, 20))}`);
  }
  assert.equal(parse('*'.repeat(longestText + 1)).length, 1);
});

function linksIn(blocks: readonly Block[]): string[] {
  const of = (inlines: readonly Inline[]): string[] =>
    inlines.flatMap((one) => [
      ...(one.kind === 'link' ? [one.href] : []),
      ...('inlines' in one ? of(one.inlines) : []),
    ]);
  return blocks.flatMap((block) => ('inlines' in block ? of(block.inlines) : []));
}

/** Blocks and marks together; without recursion, which is what is to be proved harmless. */
function depthOf(blocks: readonly Block[]): number {
  let deepest = 0;
  const left: [Block | Inline, number][] = blocks.map((block) => [block, 1]);
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, depth] = next;
    deepest = Math.max(deepest, depth);
    const inner: readonly (Block | Inline)[] =
      'inlines' in node
        ? node.inlines
        : node.kind === 'quote'
          ? node.blocks
          : node.kind === 'list'
            ? node.items.flatMap((item) => item.blocks)
            : [];
    for (const one of inner) left.push([one, depth + 1]);
  }
  return deepest;
}

function allText(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if ('inlines' in block) return textOf(block.inlines);
      if (block.kind === 'quote') return allText(block.blocks);
      if (block.kind === 'list') return block.items.map((item) => allText(item.blocks)).join('');
      return block.kind === 'code' ? block.text : '';
    })
    .join('');
}
