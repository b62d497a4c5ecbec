/** The tokens of one block's text → inlines: marks, links, and what the words in between name. */
import type { Token } from 'markdown-it';
import { placeToShow, safeAddress } from './links.ts';
import type { Inline } from './tree.ts';
import { readWords } from './words.ts';

/** Marks within marks beyond this are shown as written: 20,000 stars would make a tree that no browser can draw. */
const deepestMarks = 30;

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

export function inlinesOf({ children }: Token): readonly Inline[] {
  const builder = new InlineBuilder();
  for (const token of children ?? []) builder.add(token);
  return builder.finish();
}

class InlineBuilder {
  readonly #outer: Inline[] = [];
  readonly #stack: Open[] = [];
  /** For each mark that is open, whether it is in the tree or too deep for it. */
  readonly #isKept: boolean[] = [];
  readonly #plain = new PlainText();

  add(token: Token): void {
    const { type, nesting, content } = token;
    const kind = marks[type.replace(/_(open|close)$/, '')];
    if (type === 'text' || type === 'text_special') this.#plain.add(content, type === 'text_special');
    else if (kind !== undefined && nesting === 1) this.#open(kind, token);
    else if (kind !== undefined && nesting === -1) this.#close(token);
    else this.#put(token);
  }

  finish(): readonly Inline[] {
    this.#flush();
    for (let open = this.#stack.pop(); open !== undefined; open = this.#stack.pop())
      this.#current.push(...finished(open));
    return this.#outer;
  }

  get #current(): Inline[] {
    return this.#stack.at(-1)?.inlines ?? this.#outer;
  }

  #open(kind: Open['kind'], token: Token): void {
    // Links do not nest: one more level for the address that would be lost otherwise.
    const kept = kind === 'link' || this.#stack.length < deepestMarks;
    this.#isKept.push(kept);
    if (kept) {
      this.#flush();
      this.#stack.push({ kind, href: String(token.attrGet('href') ?? ''), inlines: [] });
    } else this.#plain.add(token.markup, true);
  }

  #close(token: Token): void {
    if (this.#isKept.pop() === false) {
      this.#plain.add(token.markup, true);
      return;
    }
    this.#flush();
    const closed = this.#stack.pop();
    if (closed === undefined) return;
    this.#current.push(...finished(closed));
    // What runs on after an address is no name: https://bank.example@evil.example
    if (closed.kind === 'link') this.#plain.joinNext();
  }

  #put({ type, content }: Token): void {
    this.#flush();
    if (type === 'softbreak' || type === 'hardbreak') this.#current.push({ kind: 'break' });
    else if (type === 'code_inline') this.#current.push({ kind: 'code', text: content });
    else if (content !== '') this.#current.push({ kind: 'text', text: content });
  }

  #flush(): void {
    const words = this.#plain.take();
    if (words === null) return;
    const inLink = this.#stack.some(({ kind }) => kind === 'link');
    const inlines = readWords(words);
    for (const inline of inLink ? withoutNames(inlines) : inlines) this.#current.push(inline);
  }
}

function finished({ kind, href, inlines }: Open): readonly Inline[] {
  if (kind !== 'link') return [{ kind, inlines }];
  const url = safeAddress(href);
  if (url === null) return inlines;
  return [{ kind: 'link', href: url.href, inlines, warning: placeToShow(url, textOf(inlines)) }];
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

  /** The next character continues a word. */
  joinNext(): void {
    this.#literal.add(0);
  }

  take() {
    if (this.#text === '') return null;
    const taken = { text: this.#text, literal: new Set(this.#literal) };
    this.#text = '';
    this.#literal.clear();
    return taken;
  }
}
