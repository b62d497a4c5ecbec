import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';

import { makeScratch, removeScratch } from './scratch.js';

const place = 'packages/contract/src/planted';
const gate = `${place}/gate.ts`;
const suite = `${place}/gate.test.ts`;
const gateCode = 'export function opens(key: string): boolean {\n  return key === "right";\n}\n';
const suiteCode = [
  "import assert from 'node:assert/strict';",
  "import { test } from 'node:test';",
  "import { opens } from './gate.ts';",
  "test('a wrong key does not open', () => assert.equal(opens('wrong'), false));",
  "test('the right key opens', () => assert.equal(opens('right'), true));",
  '',
].join('\n');

let scratch;
before(() => {
  scratch = makeScratch();
});
after(() => removeScratch(scratch));
beforeEach(() => {
  rmSync(join(scratch, place), { recursive: true, force: true });
  rmSync(join(scratch, 'planted-mutations'), { recursive: true, force: true });
  write(gate, gateCode);
  write(suite, suiteCode);
});

function write(path, content) {
  mkdirSync(dirname(join(scratch, path)), { recursive: true });
  writeFileSync(join(scratch, path), content);
}

function run(script, args, extra = {}) {
  const env = { ...process.env, ...extra };
  for (const name of ['NODE_TEST_CONTEXT', 'WARDROOM_TEST_SUMMARY', 'CI'])
    if (!(name in extra)) delete env[name];
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: scratch,
    env,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr, last: stdout.trimEnd().split('\n').at(-1) };
}

const runTests = (extra) => run('scripts/test.js', [place], extra);

describe('the test runner', () => {
  test('ends with the closing line and exits 0 when everything passed', () => {
    const { status, last } = runTests();
    assert.deepEqual({ status, last }, { status: 0, last: '2 passed, 0 failed, 0 skipped' });
  });
  test('prints what a test has counted, and nothing of its own counts', () => {
    write(suite, `${suiteCode}test('keys are counted', (t) => t.diagnostic('7 keys, seed 11'));\n`);
    const { output, last } = runTests();
    assert.ok(output.includes(`noted: 7 keys, seed 11 (${suite})`), output);
    assert.equal(output.match(/noted:/g).length, 1, output);
    assert.equal(last, '3 passed, 0 failed, 0 skipped');
  });
  test('exits 1 when a test failed', () => {
    write(gate, gateCode.replace('=== "right"', '!== ""'));
    const { status, last } = runTests();
    assert.deepEqual({ status, last }, { status: 1, last: '1 passed, 1 failed, 0 skipped' });
  });
  test('a file that does not start is a failure', () => {
    write(`${place}/broken.test.ts`, 'const = ;\n');
    const { status, last } = runTests();
    assert.deepEqual({ status, last }, { status: 1, last: '2 passed, 1 failed, 0 skipped' });
  });
  test('a file without a test is a failure', () => {
    write(`${place}/empty.test.ts`, 'export const a = 1;\n');
    const { status, last } = runTests();
    assert.deepEqual({ status, last }, { status: 1, last: '2 passed, 1 failed, 0 skipped' });
  });
  test('a filter that matches nothing is a failure', () => {
    assert.equal(run('scripts/test.js', ['packages/nowhere']).status, 1);
  });
  test('a skip is counted with its reason, and fails in CI', () => {
    write(
      `${place}/skip.test.ts`,
      "import { test } from 'node:test';\ntest('later', { skip: 'no peer here' }, () => {});\n",
    );
    const here = runTests();
    assert.deepEqual([here.status, here.last], [0, '2 passed, 0 failed, 1 skipped']);
    assert.match(here.output, /no peer here/);
    const ci = runTests({ CI: 'true' });
    assert.deepEqual([ci.status, ci.last], [1, '2 passed, 0 failed, 1 skipped']);
  });
  test('what fails once is looked at again, and said to be unsteady; what fails twice has failed', () => {
    const journey = `${place}/harbour.test.ts`;
    const marker = join(scratch, place, 'seen');
    const walk = (steady) =>
      [
        "import { existsSync, writeFileSync } from 'node:fs';",
        "import { test } from 'node:test';",
        "test('it arrives', () => {",
        `  if (${steady} && existsSync(${JSON.stringify(marker)})) return;`,
        `  writeFileSync(${JSON.stringify(marker)}, '');`,
        "  throw new Error('not yet');",
        '});',
        '',
      ].join('\n');
    write(journey, walk(true));
    const unsteady = runTests();
    assert.deepEqual([unsteady.status, unsteady.last], [0, '3 passed, 0 failed, 0 skipped']);
    assert.match(unsteady.output, /FAILED packages\/.*: it arrives/);
    assert.match(unsteady.output, /1 passed only when run once more/);
    write(journey, walk(false));
    assert.deepEqual(runTests().last, '2 passed, 1 failed, 0 skipped');
    write(journey, 'export const a = 1;\n');
    assert.deepEqual(runTests().last, '2 passed, 1 failed, 0 skipped');
    for (const name of ['harbour', 'quay', 'pier', 'mole', 'lock', 'slip', 'berth'])
      write(journey.replace('harbour', name), walk(false));
    const many = runTests();
    assert.equal(many.last, '2 passed, 7 failed, 0 skipped');
    assert.match(many.output, /no accident/);
  });
  test('soak suites run only when asked for', () => {
    write(
      `${place}/long.soak.test.ts`,
      "import { test } from 'node:test';\ntest('long', () => {\n  if (process.env.WARDROOM_SOAK !== '1') throw new Error('not soaking');\n});\n",
    );
    assert.equal(runTests().last, '2 passed, 0 failed, 0 skipped');
    assert.equal(run('scripts/test.js', ['--soak', place]).last, '3 passed, 0 failed, 0 skipped');
  });
});

describe('the mutation runner', () => {
  const mutation = {
    id: 'any-key',
    title: 'the gate opens for any key',
    file: gate,
    find: 'key === "right"',
    replace: 'key !== ""',
    suites: [suite],
  };
  function mutate(...list) {
    write('planted-mutations/list.json', JSON.stringify(list));
    return run('scripts/mutations.js', ['--from=planted-mutations']);
  }

  test('names the test that killed a mutation and leaves the tree as it was', () => {
    const { status, output } = mutate(mutation);
    assert.match(output, /any-key +killed .* a wrong key does not open/);
    assert.equal(status, 0);
    assert.equal(readFileSync(join(scratch, gate), 'utf8'), gateCode);
  });
  test('fails when a mutation survives', () => {
    const { status, output } = mutate(mutation, { ...mutation, id: 'harmless', replace: 'key == "right"' });
    assert.match(output, /harmless +SURVIVED/);
    assert.match(output, /1 of 2 mutations killed/);
    assert.equal(status, 1);
  });
  test('an edit that only breaks the syntax kills nothing', () => {
    const { status, output } = mutate({ ...mutation, replace: 'key === (' });
    assert.match(output, /BROKEN/);
    assert.equal(status, 1);
  });
  test('refuses a mutation whose text is not there exactly once', () => {
    const { status, output } = mutate({ ...mutation, find: 'key' });
    assert.match(output, /occurs 2 times/);
    assert.equal(status, 1);
  });
  test('refuses to judge with suites that are red already', () => {
    write(
      `${place}/red.test.ts`,
      "import { test } from 'node:test';\ntest('red', () => {\n  throw new Error('red');\n});\n",
    );
    const { status, output } = mutate({ ...mutation, suites: [place] });
    assert.match(output, /not green without a mutation/);
    assert.equal(status, 1);
  });
});
