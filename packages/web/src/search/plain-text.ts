/** A message as the eye reads it, without the marks of Markdown: for excerpts and for what is read out. Pure. */
import { type Block, parse, textOf } from '@wardroom/markdown';

export const plainText = (body: string): string => textOfBlocks(parse(body));

const textOfBlocks = (blocks: readonly Block[]): string =>
  blocks
    .map(textOfBlock)
    .filter((text) => text !== '')
    .join('\n');

function textOfBlock(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
      return textOf(block.inlines);
    case 'code':
      return block.text;
    case 'quote':
      return textOfBlocks(block.blocks);
    case 'list':
      return block.items.map(({ blocks }) => textOfBlocks(blocks)).join('\n');
    case 'table':
      return [block.head, ...block.rows].map((row) => row.map(textOf).join(' ')).join('\n');
    default:
      return '';
  }
}
