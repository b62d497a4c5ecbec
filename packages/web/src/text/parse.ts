/**
 * Message text → tree. React makes elements of the tree; no HTML text exists anywhere. Time is linear in the
 * length of the text whatever it repeats: every scan goes forward, and look-ups of a partner are precomputed.
 */
export type Block =
  | { readonly kind: 'text'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string };

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  /** `name` is what stands after @, in lower case. Whether it names somebody is the reader's business. */
  | { readonly kind: 'mention'; readonly name: string; readonly text: string }
  /** A character that changes the direction of what follows; shown, never obeyed. */
  | { readonly kind: 'control'; readonly name: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly inlines: readonly Inline[] };

export function parseText(text: string): readonly Block[] {
  const blocks: Block[] = [];
  const lines = text.split('\n');
  let plain: string[] = [];
  const flush = () => {
    if (plain.some((line) => line.trim() !== '')) {
      blocks.push({ kind: 'text', inlines: parseInlines(plain.join('\n').replace(/^\n+/, '').trimEnd()) });
    }
    plain = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fence = openingFence(line);
    if (fence === 0) {
      plain.push(line);
      continue;
    }
    const code: string[] = [];
    let end = at + 1;
    for (; end < lines.length && !closesFence(lines[end] ?? '', fence); end += 1) code.push(lines[end] ?? '');
    // A fence that opens nothing is text, for instance the end of a block that began in the middle of a line.
    if (code.length === 0 && end >= lines.length) {
      plain.push(line);
      continue;
    }
    flush();
    at = end;
    blocks.push({ kind: 'code', text: code.join('\n') });
  }
  flush();
  return blocks;
}

/** Number of backticks that open a fenced block on this line; 0 when none does (CommonMark 0.31, section 4.5). */
function openingFence(line: string): number {
  const start = line.length - line.trimStart().length;
  if (start > 3) return 0;
  let end = start;
  while (line[end] === '`') end += 1;
  return end - start >= 3 && !line.includes('`', end) ? end - start : 0;
}

const closesFence = (line: string, fence: number): boolean => {
  const mark = line.trim();
  return mark.length >= fence && mark === '`'.repeat(mark.length);
};

type Token = Exclude<Inline, { kind: 'strong' | 'emphasis' }> | Mark;
interface Mark {
  readonly kind: 'mark';
  readonly text: '**' | '*' | '_';
  readonly opens: boolean;
  readonly closes: boolean;
}

export function parseInlines(text: string): readonly Inline[] {
  return nest(tokenise(text));
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  const spans = codeSpans(text);
  let from = 0;
  let at = 0;
  while (at < text.length) {
    const found = spans.get(at) ?? tokenAt(text, at);
    if (found === null) {
      at += 1;
      continue;
    }
    if (from < at) tokens.push({ kind: 'text', text: text.slice(from, at) });
    tokens.push(found.token);
    at = found.end;
    from = at;
  }
  if (from < text.length) tokens.push({ kind: 'text', text: text.slice(from) });
  return tokens;
}

interface Found {
  readonly token: Token;
  readonly end: number;
}

function tokenAt(text: string, at: number): Found | null {
  switch (text[at]) {
    case '\n':
      return { token: { kind: 'break' }, end: at + 1 };
    case '*':
      return starsAt(text, at);
    case '_':
      return { token: markAt(text, at, '_'), end: at + 1 };
    case '@':
      return mentionAt(text, at);
    case 'h':
      return linkAt(text, at);
    default: {
      const name = controls.get(text.charCodeAt(at));
      return name === undefined ? null : { token: { kind: 'control', name }, end: at + 1 };
    }
  }
}

const word = /[\p{L}\p{N}]/u;
const isWord = (character: string | undefined) => character !== undefined && word.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

function starsAt(text: string, at: number): Found {
  // Of three that close, the single one closes first: it was opened last.
  const three = text.startsWith('***', at) && text[at + 3] !== '*' && text[at - 1] !== '*';
  const mark = text[at + 1] === '*' && !(three && !isSpace(text[at - 1])) ? '**' : '*';
  return { token: markAt(text, at, mark), end: at + mark.length };
}

function markAt(text: string, at: number, mark: Mark['text']): Mark {
  const before = text[at - 1];
  const after = text[at + mark.length];
  const opens = !isSpace(after);
  const closes = !isSpace(before);
  // 2*3*4 and 5*(a+b)*c are sums.
  if (mark === '*')
    return { kind: 'mark', text: mark, opens: opens && !isWord(before), closes: closes && !isWord(after) };
  // snake_case is a word, not emphasis.
  const inWord = mark === '_' && isWord(before) && isWord(after);
  return { kind: 'mark', text: mark, opens: !inWord && opens, closes: !inWord && closes };
}

function mentionAt(text: string, at: number): Found | null {
  if (isWord(text[at - 1])) return null;
  let end = at + 1;
  while (end - at <= 32 && /[A-Za-z0-9._-]/.test(text[end] ?? '')) end += 1;
  while (text[end - 1] === '.') end -= 1;
  if (end === at + 1) return null;
  return {
    token: { kind: 'mention', name: text.slice(at + 1, end).toLowerCase(), text: text.slice(at, end) },
    end,
  };
}

function linkAt(text: string, at: number): Found | null {
  if (!text.startsWith('http://', at) && !text.startsWith('https://', at)) return null;
  if (isWord(text[at - 1])) return null;
  let end = at;
  while (end < text.length && inAddress(text, end)) end += 1;
  const whole = text.slice(at, end);
  const address = withoutTrailing(whole);
  const url = URL.canParse(address) ? new URL(address) : null;
  const safe =
    url !== null &&
    (url.protocol === 'https:' || url.protocol === 'http:') &&
    url.username === '' &&
    url.password === '';
  // An address that is refused is passed over as a whole, so no part of it is looked at twice.
  if (!safe) return { token: { kind: 'text', text: whole }, end };
  return { token: { kind: 'link', href: url.href, text: address }, end: at + address.length };
}

const inAddress = (text: string, at: number) =>
  !/[\s<>"`\\]/.test(text[at] ?? ' ') && !controls.has(text.charCodeAt(at));

/** A sentence's punctuation is not part of the address; a closing bracket is when it was opened inside. */
function withoutTrailing(address: string): string {
  let open = 0;
  for (const character of address) open += character === '(' ? 1 : character === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address[end - 1] ?? '';
    if (last === ')' && open < 0) open += 1;
    else if (!'.,:;!?\'"]}*_'.includes(last)) break;
  }
  return address.slice(0, end);
}

/** Start of each code span → its token (CommonMark 0.31, section 6.1). A run waits for its partner by length. */
function codeSpans(text: string): ReadonlyMap<number, Found> {
  const spans = new Map<number, Found>();
  const runs: { start: number; end: number }[] = [];
  for (let at = text.indexOf('`'); at !== -1; ) {
    let end = at;
    while (text[end] === '`') end += 1;
    runs.push({ start: at, end });
    at = text.indexOf('`', end);
  }
  const nextOfLength = new Map<number, number>();
  const partner = new Map<number, number>();
  for (let index = runs.length - 1; index >= 0; index -= 1) {
    const run = runs[index];
    if (run === undefined) continue;
    const closing = nextOfLength.get(run.end - run.start);
    if (closing !== undefined) partner.set(index, closing);
    nextOfLength.set(run.end - run.start, index);
  }
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    const closing = runs[partner.get(index) ?? -1];
    if (run === undefined || closing === undefined) continue;
    const code = text.slice(run.end, closing.start).replaceAll('\n', ' ');
    spans.set(run.start, { token: { kind: 'code', text: code.trim() || code }, end: closing.end });
    index = partner.get(index) ?? index;
  }
  return spans;
}

interface Open {
  readonly mark: Mark['text'];
  readonly inlines: Inline[];
}

/** At most one mark of each kind is open at a time, so the stack is never deeper than three. */
function nest(tokens: readonly Token[]): readonly Inline[] {
  const outer: Inline[] = [];
  const stack: Open[] = [];
  const current = () => stack.at(-1)?.inlines ?? outer;
  const unwind = () => {
    const open = stack.pop();
    if (open !== undefined) append(current(), [{ kind: 'text', text: open.mark }, ...open.inlines]);
  };
  for (const token of tokens) {
    if (token.kind !== 'mark') {
      append(current(), [token]);
      continue;
    }
    const opened = stack.findIndex((open) => open.mark === token.text);
    const empty = stack.at(opened)?.inlines.length === 0 && opened === stack.length - 1;
    if (token.closes && opened !== -1 && !empty) {
      while (stack.length - 1 > opened) unwind();
      const open = stack.pop();
      append(current(), [
        { kind: token.text === '**' ? 'strong' : 'emphasis', inlines: open?.inlines ?? [] },
      ]);
    } else if (token.opens && opened === -1) {
      stack.push({ mark: token.text, inlines: [] });
    } else {
      append(current(), [{ kind: 'text', text: token.text }]);
    }
  }
  while (stack.length > 0) unwind();
  return outer;
}

function append(inlines: Inline[], more: readonly Inline[]): void {
  for (const inline of more) {
    const last = inlines.at(-1);
    if (inline.kind === 'text' && last?.kind === 'text')
      inlines[inlines.length - 1] = { kind: 'text', text: last.text + inline.text };
    else inlines.push(inline);
  }
}

/** Unicode 17, UAX 9: explicit formatting and marks. A reader must see that they are there. */
const controls: ReadonlyMap<number, string> = new Map([
  [0x061c, 'ALM'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
]);
