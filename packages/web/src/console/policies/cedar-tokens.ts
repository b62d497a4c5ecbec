/** Cedar, cut into what is shown in different ways. Not a parser: what is right and wrong, the server says. */
export type TokenKind = 'keyword' | 'text' | 'number' | 'comment' | 'operator' | 'name' | 'space' | 'unknown';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const keywords: ReadonlySet<string> = new Set(
  'permit forbid when unless principal action resource context in is has like if then else true false'.split(
    ' ',
  ),
);

/** In this order: a comment begins as an operator does. */
const rules: readonly (readonly [TokenKind, RegExp])[] = [
  ['space', /\s+/y],
  ['comment', /\/\/[^\n]*/y],
  // One that is not closed ends with its line.
  ['text', /"(?:[^"\\\n]|\\.)*"?/y],
  ['number', /\d+/y],
  ['name', /@?[A-Za-z_]\w*/y],
  ['operator', /==|!=|<=|>=|&&|\|\||::|[<>!+\-*.,;:()[\]{}?@]/y],
  ['unknown', /[\s\S]/uy],
];

/** Put together again, the tokens are the text. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(text: string, at: number): Token {
  for (const [kind, rule] of rules) {
    rule.lastIndex = at;
    const [found] = rule.exec(text) ?? [];
    if (found !== undefined)
      return { kind: kind === 'name' && keywords.has(found) ? 'keyword' : kind, text: found };
  }
  return { kind: 'unknown', text: text.slice(at, at + 1) };
}
