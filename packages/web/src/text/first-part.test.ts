import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Block, type Inline, parse } from '@wardroom/markdown';
import { firstPart } from './first-part.ts';

function size(blocks: readonly Block[]): number {
  const of = (inlines: readonly Inline[]): number =>
    inlines.reduce((sum, one) => sum + 1 + ('inlines' in one ? of(one.inlines) : 0), 0);
  return blocks.reduce((sum, block) => {
    if ('inlines' in block) return sum + 1 + of(block.inlines);
    if (block.kind === 'quote') return sum + 1 + size(block.blocks);
    if (block.kind === 'list')
      return sum + block.items.reduce((inner, item) => inner + 1 + size(item.blocks), 1);
    if (block.kind !== 'table') return sum + 1;
    return sum + [block.head, ...block.rows].flat().reduce((inner, cell) => inner + 1 + of(cell), 1);
  }, 0);
}

test('what is folded away is not drawn, whatever it is made of', () => {
  for (const piece of ['*a* ', '#a ', '- a\n', 'a\n\n', '[a](https://b.example) ', '> a\n\n', 'a\n', '😀']) {
    const all = parse(piece.repeat(40_000 / piece.length));
    assert.ok(size(firstPart(all)) <= 1_600, piece);
  }
  const table = parse(`|a|b|\n|-|-|\n${'|1|2|\n'.repeat(1_200)}`);
  assert.equal(table[0]?.kind, 'table');
  assert.ok(size(firstPart(table)) < size(table) / 2);
  assert.equal(firstPart(parse('a'.repeat(30_000))).length, 1);
  assert.ok(JSON.stringify(firstPart(parse('a'.repeat(30_000)))).length < 13_000);
});

test('code that is copied while folded is the whole code', () => {
  const code = 'x'.repeat(30_000);
  assert.deepEqual(firstPart(parse(`\`\`\`\n${code}\n\`\`\``)), [{ kind: 'code', language: '', text: code }]);
});

test('a message that is long by its lines alone is there as a whole', () => {
  const all = parse('one line of an ordinary length\n'.repeat(60));
  assert.deepEqual(firstPart(all), all);
});
