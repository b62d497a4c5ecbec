/** What a browser has to load before somebody who is signed in can read and write: it must not grow unseen. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist', import.meta.url));
const assets = join(dist, 'assets');

/** Bytes of JavaScript after gzip, everything that the first page of a signed-in person waits for. */
const mostBytes = 230_000;

/** What a piece cannot run without; what it loads later, by `import()`, is not among it. */
const neededBy = (code: string): readonly string[] =>
  [...code.matchAll(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(([, file = '']) => file);

function withAllNeeded(first: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const open = [...first];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    const code = readFileSync(join(assets, file), 'utf8');
    found.set(file, code);
    open.push(...neededBy(code));
  }
  return found;
}

function firstLoad(): Map<string, string> {
  const page = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...page.matchAll(/\/assets\/([\w.-]+\.js)/g)].map(([, file = '']) => file);
  const entry = withAllNeeded(named);
  // The entry chooses between the pages of the operator and those of a workspace; here it is the second.
  const workspace = [...entry.values()].flatMap((code) =>
    [...code.matchAll(/import\(["'`]\.\/(tenant-[\w-]+\.js)["'`]\)/g)].map(([, file = '']) => file),
  );
  assert.equal(workspace.length, 1, 'the entry loads the pages of a workspace');
  return withAllNeeded([...named, ...workspace]);
}

const skip = existsSync(join(dist, 'index.html')) ? false : 'the web app was not built';

test('the first page of a signed-in person waits for no more JavaScript than planned', { skip }, () => {
  const sizes = [...firstLoad()]
    .map(([file, code]) => ({ file, bytes: gzipSync(code, { level: 9 }).length }))
    .toSorted((one, other) => other.bytes - one.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = sizes.slice(0, 5).map(({ file, bytes }) => `${file} ${bytes}`);
  console.log(`first load: ${total} bytes of JavaScript after gzip in ${sizes.length} files`);
  assert.ok(sizes.length >= 4 && total > 100_000, 'a page without React and router was measured');
  assert.ok(total <= mostBytes, `${total} of ${mostBytes} bytes; the largest: ${largest.join(', ')}`);
});

test('what only some need is loaded when they need it', { skip }, () => {
  const first = [...firstLoad()];
  // Words that survive minification: the schema library, the grammars of highlighting, the names of the emoji.
  for (const [what, words] of [
    ['the schema library', 'invalid_union'],
    ['highlighting', 'hljs'],
    ['the list of emoji', '"hexcode":"1F1E6'],
  ] as const)
    for (const [file, code] of first) assert.ok(!code.includes(words), `${what} is in ${file}`);
});
