/**
 * How deep a policy goes, estimated from its text. Cedar works recursively on a small stack: from about 100 brackets or
 * 200 operators within each other on, it dies, and with it the answers to every tenant of this process. So no text
 * that may be deeper than a small part of that ever reaches it. The estimate may be too high, never too low.
 */

/** Brackets count two, operators one; `&&`, `||` and commas begin a new branch. People rarely write more than 20. */
export const maxDepth = 64;

/** The lexer of Cedar: comments end at CR, too; strings may hold anything but a bare quote. */
const token =
  /\/\/[^\n\r]*|"(?:\\[^\n]|[^"\\])*"|&&|\|\||[=!<>]=|[()[\]{},;.+\-*<>!%/"]|[A-Za-z_][A-Za-z0-9_]*|\d+/g;
const operators: ReadonlySet<string> = new Set([
  ...['.', '+', '-', '*', '/', '%', '!', '<', '>', '<=', '>=', '==', '!='],
  ...['then', 'else', 'has', 'like', 'in', 'is'],
]);
/** Those that join conditions side by side; the tree still grows by one for each. */
const joints: ReadonlySet<string> = new Set(['&&', '||', 'when', 'unless']);

interface Level {
  joined: number;
  operators: number;
}

/** The offset (UTF-16 units) where the text becomes too deep, or null. */
export function tooDeepAt(text: string): number | null {
  const levels: Level[] = [{ joined: 0, operators: 0 }];
  let below = 0;
  for (const { 0: found, index } of text.matchAll(token)) {
    const level = levels.at(-1);
    if (level === undefined) return index;
    if (found === '"') return null;
    if (found === '(' || found === '[' || found === '{') {
      // It stays after it is closed: `a["b"]["c"]` is a chain, too.
      level.operators += 1;
      below += 1 + level.joined + level.operators;
      levels.push({ joined: 0, operators: 0 });
    } else if (found === ')' || found === ']' || found === '}') {
      // An unmatched closing bracket ends parsing: nothing behind it can be deep.
      levels.pop();
      const outer = levels.at(-1);
      if (outer === undefined) return null;
      below -= 1 + outer.joined + outer.operators;
    } else if (found === ',' || found === ';') {
      level.joined = 0;
      level.operators = 0;
    } else if (joints.has(found)) {
      level.joined += 1;
      level.operators = 0;
    } else if (found === 'if') {
      // What follows `else` stands inside it, whatever joins it.
      level.joined += 2;
    } else if (operators.has(found)) level.operators += 1;
    if (below + (levels.at(-1)?.joined ?? 0) + (levels.at(-1)?.operators ?? 0) > maxDepth) return index;
  }
  return null;
}
