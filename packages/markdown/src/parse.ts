/**
 * Message text → tree: CommonMark with tables, strikethrough, task lists and bare addresses (GFM), without HTML, images
 * and reference definitions. A line break is a line break. The tokeniser is markdown-it, which stays fast on text that
 * is made to be slow (ADR 0014); the tree, the links and the words are ours.
 */
import MarkdownIt, { type Token, type MarkdownIt as Tokeniser } from 'markdown-it';
import { inlinesOf } from './inlines.ts';
import { longestAddress, safeAddress } from './links.ts';
import { hasHugeTable } from './table-size.ts';
import type { Align, Block, Inline, ListItem } from './tree.ts';

/** Longer text is one paragraph of plain text; messages are never longer. */
export const longestText = 40_000;
/** Nesting beyond this stays text: of blocks, and again of marks within one. Deep trees exhaust the stack of whoever walks them. */
const deepest = 30;

const tokeniser = createTokeniser();
const tokeniserWithoutTables = createTokeniser().disable('table');

function createTokeniser(): Tokeniser {
  const made = new MarkdownIt('default', {
    html: false,
    linkify: true,
    breaks: true,
    maxNesting: deepest,
  }).disable(['image', 'reference', 'lheading', 'code', 'text_join', 'html_block', 'html_inline']);
  // Only addresses with a scheme, and e-mail addresses: `readme.md` is a file, not a host in Moldova.
  made.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true, maxLength: longestAddress });
  // These are not followed; looking for them would cost the square of the length.
  made.linkify.add('//', null).add('ftp:', null);
  // What an address may be is decided once, in links.ts.
  made.validateLink = (address) => safeAddress(address) !== null;
  made.normalizeLink = (address) => address;
  made.normalizeLinkText = (text) => text;
  return made;
}

export function parse(text: string): readonly Block[] {
  if (text.length > longestText) return [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }];
  const chosen = hasHugeTable(text) ? tokeniserWithoutTables : tokeniser;
  return new Builder(chosen.parse(text, {})).blocks('');
}

/** Walks the flat list of tokens once. */
class Builder {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Blocks up to a closing token, which is passed over. */
  blocks(end: string): Block[] {
    const blocks: Block[] = [];
    for (;;) {
      const token = this.#next();
      if (token === undefined || token.type === end) return blocks;
      const block = this.#block(token);
      if (block !== null) blocks.push(block);
    }
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    return token;
  }

  #block(token: Token): Block | null {
    switch (token.type) {
      case 'paragraph_open':
        return { kind: 'paragraph', inlines: this.#inlines('paragraph_close') };
      case 'heading_open':
        return { kind: 'heading', level: levelOf(token), inlines: this.#inlines('heading_close') };
      case 'fence':
      case 'code_block':
        return { kind: 'code', language: languageOf(token), text: token.content.replace(/\n$/, '') };
      case 'blockquote_open':
        return { kind: 'quote', blocks: this.blocks('blockquote_close') };
      case 'bullet_list_open':
        return { kind: 'list', start: null, items: this.#items('bullet_list_close') };
      case 'ordered_list_open':
        return {
          kind: 'list',
          start: Number(token.attrGet('start') ?? 1),
          items: this.#items('ordered_list_close'),
        };
      case 'table_open':
        return this.#table();
      case 'hr':
        return { kind: 'rule' };
      case 'inline':
        return { kind: 'paragraph', inlines: inlinesOf(token) };
      default:
        return null;
    }
  }

  #inlines(end: string): readonly Inline[] {
    let inlines: readonly Inline[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next())
      if (token.type === 'inline') inlines = inlinesOf(token);
    return inlines;
  }

  #items(end: string): ListItem[] {
    const items: ListItem[] = [];
    for (let token = this.#next(); token !== undefined && token.type !== end; token = this.#next())
      if (token.type === 'list_item_open') items.push(asTask(this.blocks('list_item_close')));
    return items;
  }

  #table(): Block {
    const rows: (readonly Inline[])[][] = [];
    const aligns: Align[] = [];
    for (
      let token = this.#next();
      token !== undefined && token.type !== 'table_close';
      token = this.#next()
    ) {
      if (token.type === 'tr_open') rows.push([]);
      if (token.type === 'th_open') aligns.push(alignOf(token));
      if (token.type === 'inline') rows.at(-1)?.push(inlinesOf(token));
    }
    const [head = [], ...body] = rows;
    return { kind: 'table', aligns, head, rows: body };
  }
}

const levelOf = (token: Token) =>
  Math.min(6, Math.max(1, Number(token.tag.slice(1)))) as 1 | 2 | 3 | 4 | 5 | 6;
const languageOf = (token: Token): string =>
  /^[\w+#-]{1,30}/.exec(token.info.trim())?.[0].toLowerCase() ?? '';

function alignOf(token: Token): Align {
  const style = String(token.attrGet('style') ?? '');
  return (['left', 'center', 'right'] as const).find((side) => style.endsWith(side)) ?? null;
}

/** `[ ] text` and `[x] text` at the start of an item. */
function asTask(blocks: readonly Block[]): ListItem {
  const [first, ...rest] = blocks;
  if (first?.kind !== 'paragraph') return { done: null, blocks };
  const [lead, ...others] = first.inlines;
  const box = lead?.kind === 'text' ? /^\[([ xX])\] /.exec(lead.text) : null;
  if (box === null || lead?.kind !== 'text') return { done: null, blocks };
  const inlines = [{ kind: 'text', text: lead.text.slice(4) } as const, ...others];
  return { done: box[1] !== ' ', blocks: [{ kind: 'paragraph', inlines }, ...rest] };
}
