import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { goldenPath } from './goldens.ts';
import { checkpointOf, keys, plainLog } from './writer/export.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wardroom-verifier-'));
after(() => rmSync(folder, { recursive: true }));

const run = (...typed: string[]) => spawnSync(process.execPath, [main, ...typed], { encoding: 'utf8' });
const held = (size: number): string => {
  const path = join(folder, `held-${size}`);
  writeFileSync(path, checkpointOf(plainLog(size), size));
  return path;
};

test('ends with 0 for an intact export, and shows how far it is beside', () => {
  const { status, stdout, stderr } = run(
    goldenPath('small'),
    '--key',
    keys.log.vkey,
    '--witness',
    keys.witness.vkey,
    '--held',
    held(3),
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^INTACT/);
  assert.match(stderr, /5 of 5 entries/);
});

test('ends with 1 for a broken export, and says where in JSON', () => {
  const { status, stdout } = run(goldenPath('tampered'), '--key', keys.log.vkey, '--json');
  assert.equal(status, 1);
  const report = JSON.parse(stdout);
  assert.equal(report.verdict, 'broken');
  assert.deepEqual(report.findings[0].at, { file: 'tile/entries/000.p/5', index: 0 });
});

test('ends with 1 when the reader holds a larger checkpoint', () => {
  const { status, stdout } = run(goldenPath('small'), '--key', keys.log.vkey, '--held', held(6));
  assert.equal(status, 1);
  assert.match(stdout, /rolled_back in held\/0/);
});

test('ends with 2 where nothing can be said: no pinned key, no file, no sense', () => {
  const unpinned = run(goldenPath('small'));
  assert.equal(unpinned.status, 2);
  assert.match(unpinned.stdout, /^UNPINNED/);
  for (const typed of [
    [],
    ['--key'],
    [join(folder, 'nothing.tar')],
    [goldenPath('small'), '--key', 'nonsense'],
    ['a', 'b'],
  ])
    assert.equal(run(...typed).status, 2, typed.join(' '));
});
