/**
 * Message text → tree: CommonMark with tables, strikethrough, task lists and bare addresses (GFM), without HTML, images
 * and reference definitions. A line break is a line break. The tokeniser is markdown-it, which stays fast on text that
 * is made to be slow (ADR 0014); the tree, the links and the words are ours.
 */
import MarkdownIt, { type Token } from 'markdown-it';
import { hostToShow, safeAddress } from './links.ts';
import type { Align, Block, Inline, ListItem } from './tree.ts';
import { readWords } from './words.ts';

/** Longer text is one paragraph of plain text; messages are never longer. */
export const longestText = 40_000;
/** Nesting beyond this stays text. */
const deepest = 30;

const tokeniser = new MarkdownIt('default', {
  html: false,
  linkify: true,
  breaks: true,
  maxNesting: deepest,
}).disable(['image', 'reference', 'lheading', 'code', 'text_join', 'html_block', 'html_inline']);
// Only addresses with a scheme, and e-mail addresses: `readme.md` is a file, not a host in Moldova.
tokeniser.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
// What an address may be is decided once, in links.ts.
tokeniser.validateLink = (address) => safeAddress(address) !== null;
tokeniser.normalizeLink = (address) => address;
tokeniser.normalizeLinkText = (text) => text;

export function parse(text: string): readonly Block[] {
  if (text.length > longestText) return [{ kind: 'paragraph', inlines: [{ kind: 'text', text }] }];
  return new Builder(tokeniser.parse(text, {})).blocks('');
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

interface Open {
  readonly kind: 'strong' | 'emphasis' | 'strike' | 'link';
  readonly href: string;
  readonly inlines: Inline[];
}

const marks: Readonly<Record<string, Open['kind']>> = {
  strong: 'strong',
  em: 'emphasis',
  s: 'strike',
  link: 'link',
};

function inlinesOf({ children }: Token): readonly Inline[] {
  const outer: Inline[] = [];
  const stack: Open[] = [];
  const plain = new PlainText();
  const current = () => stack.at(-1)?.inlines ?? outer;
  const inLink = () => stack.some(({ kind }) => kind === 'link');
  const flush = () => {
    const words = plain.take();
    if (words !== null) current().push(...(inLink() ? withoutNames(readWords(words)) : readWords(words)));
  };
  for (const token of children ?? []) {
    if (token.type === 'text' || token.type === 'text_special') {
      plain.add(token.content, token.type === 'text_special');
      continue;
    }
    flush();
    const mark = marks[token.type.replace(/_(open|close)$/, '')];
    if (token.type === 'softbreak' || token.type === 'hardbreak') current().push({ kind: 'break' });
    else if (token.type === 'code_inline') current().push({ kind: 'code', text: token.content });
    else if (mark !== undefined && token.nesting === 1)
      stack.push({ kind: mark, href: String(token.attrGet('href') ?? ''), inlines: [] });
    else if (mark !== undefined && token.nesting === -1) {
      const closed = stack.pop();
      if (closed !== undefined) current().push(...finished(closed));
    } else if (token.content !== '') current().push({ kind: 'text', text: token.content });
  }
  flush();
  for (let open = stack.pop(); open !== undefined; open = stack.pop()) current().push(...finished(open));
  return outer;
}

function finished({ kind, href, inlines }: Open): readonly Inline[] {
  if (kind !== 'link') return [{ kind, inlines }];
  const url = safeAddress(href);
  if (url === null) return inlines;
  return [{ kind: 'link', href: url.href, inlines, warning: hostToShow(url, textOf(inlines)) }];
}

/** A name inside a link addresses nobody. */
const withoutNames = (inlines: readonly Inline[]): Inline[] =>
  inlines.map((inline) =>
    inline.kind === 'mention' || inline.kind === 'channel' ? { kind: 'text', text: inline.text } : inline,
  );

/** What the eye reads, without marks. */
export function textOf(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if ('inlines' in inline) return textOf(inline.inlines);
      if (inline.kind === 'break') return '\n';
      return inline.kind === 'control' ? '' : inline.text;
    })
    .join('');
}

/** Text that the tokeniser has cut at marks that were none, put together again; escapes keep being escapes. */
class PlainText {
  #text = '';
  readonly #literal = new Set<number>();

  add(text: string, escaped: boolean): void {
    if (escaped) for (let at = 0; at < text.length; at += 1) this.#literal.add(this.#text.length + at);
    this.#text += text;
  }

  take() {
    if (this.#text === '') return null;
    const taken = { text: this.#text, literal: new Set(this.#literal) };
    this.#text = '';
    this.#literal.clear();
    return taken;
  }
}
