import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { goldenPath } from '../../verifier/test/goldens.ts';
import { checkpointOf, keys, plainLog } from '../../verifier/test/writer/export.ts';
import { testKey } from '../../verifier/test/writer/keys.ts';
import { runCommandLine } from '../src/program.ts';
import type { Surroundings } from '../src/surroundings.ts';
import { run } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'wardroom-audit-'));
after(() => rmSync(folder, { recursive: true }));
const pinned = ['--key', keys.log.vkey, '--witness', keys.witness.vkey];
const verify = (...words: string[]) => run(['audit', 'verify', ...words]);

test('an intact export ends with 0 and says what it is, without any server', async () => {
  const { code, stdout, stderr } = await verify(goldenPath('pruned'), ...pinned);
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout);
  assert.deepEqual([report.ok, report.verdict, report.facts.pruned.before], [true, 'intact', 512]);
});

test('a tampered export ends with 1 and names the entry', async () => {
  const { code, stdout } = await verify(goldenPath('tampered'), '--key', keys.log.vkey);
  const { findings } = JSON.parse(stdout);
  assert.equal(code, 1);
  assert.deepEqual([findings[0].code, findings[0].at.index], ['root_mismatch', 0]);
});

test('an export that ends before what somebody has kept ends with 1', async () => {
  const held = join(folder, 'held');
  writeFileSync(held, checkpointOf(plainLog(6), 6));
  const { code, stdout } = await verify(goldenPath('small'), ...pinned, '--held', held);
  assert.equal(code, 1);
  assert.equal(JSON.parse(stdout).findings[0].code, 'rolled_back');
});

test('without a pinned key nothing is proven: ends with 2, and says which key to compare', async () => {
  const { code, stdout } = await verify(goldenPath('small'));
  const { verdict, warnings } = JSON.parse(stdout);
  assert.deepEqual([code, verdict], [2, 'unpinned']);
  assert.equal(warnings[0].found, keys.log.vkey);
});

test('a key that is none and a file that is not there are wrong usage', async () => {
  for (const words of [
    [goldenPath('small'), '--key', 'nonsense'],
    [join(folder, 'nothing.tar'), ...pinned],
    [goldenPath('small'), '--held', join(folder, 'nothing')],
    [folder, ...pinned],
  ]) {
    const { code, stderr, stdout } = await verify(...words);
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.match(stderr, /^wardroom: .*\(usage\)/);
  }
});

test('a proof of today and one of the first version end with 0; a pinned witness that has not seen it with 1', async () => {
  for (const name of ['proof-1', 'proof-2']) {
    const { code, stdout, stderr } = await verify(goldenPath(name, 'json'), ...pinned);
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).facts.index, 3);
  }
  const unpinned = await verify(goldenPath('proof-2', 'json'));
  assert.equal(unpinned.code, 2);
  assert.equal(JSON.parse(unpinned.stdout).warnings[0].found, keys.nextLog.vkey);
  const { vkey } = testKey('other.example.org', 4, 'another witness');
  const unseen = await verify(goldenPath('proof-2', 'json'), '--key', keys.log.vkey, '--witness', vkey);
  assert.equal(unseen.code, 1);
  assert.equal(JSON.parse(unseen.stdout).findings[0].code, 'cosignature_invalid');
});

test('how far a verification is stands beside the report, twice a second', async () => {
  let now = 0;
  const printed = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof printed) => ({
    write(text: string) {
      printed[name] += text;
      return true;
    },
  });
  const surroundings = {
    arguments: ['audit', 'verify', goldenPath('pruned'), ...pinned, '--json'],
    ...{ environment: {}, stdout: streamTo('stdout'), stderr: streamTo('stderr') },
    // Every file of the archive takes a tenth of a second.
    now: () => (now += 100),
  } as unknown as Surroundings;
  assert.equal(await runCommandLine(surroundings, 'test'), 0, printed.stderr);
  assert.equal(JSON.parse(printed.stdout).verdict, 'intact');
  const lines = printed.stderr.trimEnd().split('\n');
  assert.ok(lines.length >= 2 && lines.length <= now / 500, printed.stderr);
  for (const line of lines) assert.match(line, /^\d+ %, \d+ of 18 entries$/);
});
