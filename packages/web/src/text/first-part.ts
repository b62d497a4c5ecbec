/** As much of a long message as can be seen while it is folded: drawing what is cut off would cost as much as all of it. */
import type { Block, Inline, ListItem } from '@wardroom/markdown';

/** More than the folded height shows at any width. */
const mostNodes = 1_500;
const mostCharacters = 12_000;

export function firstPart(blocks: readonly Block[]): readonly Block[] {
  return new Cut().blocks(blocks);
}

class Cut {
  #nodes = mostNodes;
  #characters = mostCharacters;

  blocks(blocks: readonly Block[]): readonly Block[] {
    return this.#while(blocks, (block) => this.#block(block));
  }

  #while<T>(all: readonly T[], cut: (one: T) => T): readonly T[] {
    const kept: T[] = [];
    for (const one of all) {
      if (this.#nodes <= 0 || this.#characters <= 0) break;
      this.#nodes -= 1;
      kept.push(cut(one));
    }
    return kept;
  }

  #text(text: string): string {
    const kept = text.slice(0, this.#characters).toWellFormed();
    this.#characters -= text.length;
    return kept;
  }

  #block(block: Block): Block {
    switch (block.kind) {
      case 'paragraph':
      case 'heading':
        return { ...block, inlines: this.#inlines(block.inlines) };
      case 'code':
        // Whole, because it can be copied; it is one piece of text for the browser.
        this.#text(block.text);
        return block;
      case 'quote':
        return { ...block, blocks: this.blocks(block.blocks) };
      case 'list':
        return { ...block, items: this.#while(block.items, (item) => this.#item(item)) };
      case 'table':
        return {
          ...block,
          head: this.#cells(block.head),
          rows: this.#while(block.rows, (row) => this.#cells(row)),
        };
      default:
        return block;
    }
  }

  #item(item: ListItem): ListItem {
    return { ...item, blocks: this.blocks(item.blocks) };
  }

  #cells(cells: readonly (readonly Inline[])[]): readonly (readonly Inline[])[] {
    return this.#while(cells, (cell) => this.#inlines(cell));
  }

  #inlines(inlines: readonly Inline[]): readonly Inline[] {
    return this.#while(inlines, (inline) => this.#inline(inline));
  }

  #inline(inline: Inline): Inline {
    if ('inlines' in inline) return { ...inline, inlines: this.#inlines(inline.inlines) };
    return inline.kind === 'text' || inline.kind === 'code'
      ? { ...inline, text: this.#text(inline.text) }
      : inline;
  }
}
