/** Documents make promises too. Here: that what they point at exists, and that nothing they must name is missing. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { auditTypes, errorCodes, operations } from '@wardroom/contract';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const documents = globSync(['*.md', 'docs/**/*.md', 'packages/**/README.md'], {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).sort();

/** Links of a document that leave it, relative to the tree. */
function linksOf(path: string, text: string): string[] {
  return [...text.replace(/```[\s\S]*?```/g, '').matchAll(/\]\(([^)#\s]+)(?:#[^)\s]*)?\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => normalize(join(dirname(path), target)));
}

/** Paths of the tree that a document names as code. */
function pathsOf(text: string): string[] {
  return [...text.matchAll(/`((?:packages|docs|scripts|bench)\/[^`\s<>*…]+)`/g)].map(([, path = '']) => path);
}

for (const path of documents) {
  test(`${path} points at nothing that is not there`, () => {
    const text = read(path);
    const missing = [...linksOf(path, text), ...pathsOf(text)].filter(
      (target) => !existsSync(join(root, target)),
    );
    assert.deepEqual(missing, []);
  });
}

test('a link that leads nowhere and a path that does not exist are found', () => {
  assert.deepEqual(linksOf('docs/a.md', '[x](../nowhere.ts) [y](https://example.com) [z](#here)'), [
    'nowhere.ts',
  ]);
  assert.deepEqual(pathsOf('see `packages/none/src` and `npm test`'), ['packages/none/src']);
});

/** Requirements that have something to show; a new surface brings its ids here. */
const controlled =
  'TEN-01 TEN-04 TEN-05 TEN-06 TEN-07 TEN-08 TEN-09 TEN-10 TEN-11 TEN-12 TEN-14 TEN-15 TEN-17 IDN-01 IDN-02 IDN-03 IDN-06 IDN-08 IDN-10 ' +
  'TOK-01 TOK-02 TOK-03 TOK-04 TOK-05 TOK-06 TOK-07 TOK-08 TOK-09 TOK-10 TOK-11 TOK-12 AUZ-01 AUZ-02 AUZ-03 AUZ-04 AUZ-05 AUZ-06 AUZ-07 AUZ-08 AUZ-09 AUZ-10 AUZ-11 CHT-01 CHT-02 CHT-03 KEY-01 KEY-02 KEY-04 KEY-06 NET-01 NET-04 HOK-01 AUD-01 AUD-02 AUD-03 AUD-04 AUD-05 AUD-06 AUD-07 AUD-08 LIM-01 LIM-02 ' +
  'SCL-01 ADM-01 ADM-03 ADM-06';

/** Cells of the rows of all tables of a document. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| id '))
    .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()));

test('every control says how far it holds, by which code and by which test', () => {
  const rows = rowsOf(read('docs/controls.md'));
  assert.deepEqual(
    rows.map(([id]) => id),
    controlled.split(' '),
  );
  for (const [id, today, because = '', code = '', proof = ''] of rows) {
    assert.ok(today === 'whole' || today === 'part', `${id} is ${today}`);
    assert.ok(because.length > 40, `${id} says why`);
    assert.notDeepEqual(linksOf('docs/controls.md', code), [], `${id} names code`);
    const tests = linksOf('docs/controls.md', proof);
    assert.ok(tests.length > 0 && tests.every((path) => /\.test\.[jt]s$/.test(path)), `${id} names tests`);
  }
});

test('every threat has a counter-measure and a test', () => {
  const text = read('docs/threat-model.md');
  const threats = rowsOf(text).filter(([kind = '']) => /^[STRIDE]$/.test(kind));
  assert.deepEqual([...new Set(threats.map(([kind]) => kind))].sort(), ['D', 'E', 'I', 'R', 'S', 'T']);
  for (const [, threat, measure = '', proof = ''] of threats) {
    assert.ok(measure.length > 20, threat);
    const tests = linksOf('docs/threat-model.md', proof);
    assert.ok(tests.length > 0 && tests.every((path) => /\.test\.[jt]s$/.test(path)), threat);
  }
  const cases = rowsOf(text.slice(text.indexOf('## Six cases')));
  for (const name of [
    'token theft',
    'webhook forgery',
    'tenant bypass',
    'thread export',
    'bot impersonation',
    'lateral movement',
  ])
    assert.ok(
      cases.some(([story, , , proof = '']) => story === name && proof.includes('.test.ts')),
      name,
    );
});

test('every operation is in openapi, and nothing else is', () => {
  const { paths } = JSON.parse(read('packages/server/golden/openapi.json')) as {
    paths: Record<string, unknown>;
  };
  const described = Object.keys(paths).map((path) => path.replace(/^\/v1\//, ''));
  assert.deepEqual(described.sort(), Object.keys(operations).sort());
});

test('every error code is in errors.txt, with a sentence', () => {
  const lines = read('packages/server/golden/errors.txt').split('\n');
  for (const code of Object.keys(errorCodes))
    assert.ok(
      lines.some((line) => line.startsWith(`${code} `) && line.length > 60),
      code,
    );
});

test('every audit type that an operation declares is one of the registry', () => {
  for (const { name, audit } of Object.values(operations))
    if (typeof audit === 'string') assert.ok(Object.hasOwn(auditTypes, audit), name);
});

test('every command that a document shows exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  for (const path of documents) {
    const text = read(path);
    for (const [, script = ''] of text.matchAll(/npm run ([a-z:]+)/g))
      assert.ok(scripts[script], `${path}: ${script}`);
  }
  const shown = read('README.md');
  for (const command of ['npm start', 'npm test', 'npm run demo', 'npm run test:mutations'])
    assert.ok(shown.includes(command), command);
});

interface Mutation {
  readonly id: string;
  readonly file: string;
  readonly find: string;
  readonly suites: readonly string[];
}
const mutations = globSync('scripts/mutations/*.json', { cwd: root }).flatMap(
  (path) => JSON.parse(read(path)) as Mutation[],
);

test('there are as many mutations as the README says', () => {
  const said = Number(/more than (\d+) defences/.exec(read('README.md'))?.[1]);
  assert.ok(mutations.length > said && mutations.length < said + 50, `${mutations.length} mutations`);
});

test('every mutation still finds what it takes away, and names suites that exist', () => {
  const lost = mutations.filter(({ file, find }) => read(file).split(find).length !== 2).map(({ id }) => id);
  assert.deepEqual(lost, [], 'the code has moved on: bring scripts/mutations along');
  for (const { id, suites } of mutations)
    for (const suite of suites) assert.ok(existsSync(join(root, suite)), `${id}: ${suite}`);
});

test('the glossary explains each word once, and documents avoid the words that it replaces', () => {
  const words = rowsOf(read('docs/glossary.md')).map(([word]) => word ?? '');
  assert.ok(words.length > 40);
  assert.equal(new Set(words).size, words.length);
  for (const path of ['README.md', 'docs/architecture.md', 'docs/controls.md', 'docs/threat-model.md'])
    assert.doesNotMatch(read(path), /\b(users?|whitelist|blacklist)\b/i, path);
});
