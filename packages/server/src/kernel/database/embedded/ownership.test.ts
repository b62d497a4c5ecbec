import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { claimByFile, forgetOwner } from './ownership.ts';
import { startToken } from './processes.ts';
import { temporaryDirectory } from './testing.ts';

test('without flock(1) a living owner is refused, and one that let go is not', (context) => {
  const directory = temporaryDirectory(context);
  mkdirSync(directory);
  claimByFile(directory);
  assert.throws(() => claimByFile(directory), {
    code: 'data_directory_in_use',
    message: new RegExp(`in use by another Wardroom \\(process ${process.pid}\\)`),
  });
  forgetOwner(directory);
  claimByFile(directory);
  assert.deepEqual(readdirSync(directory), ['owner.json']);
});

test('without flock(1) an owner is dead when its number is gone or belongs to a later process', (context) => {
  const directory = temporaryDirectory(context);
  mkdirSync(directory);
  const stale = [
    { pid: 2 ** 22 + 1, startToken: startToken(process.pid) },
    { pid: process.pid, startToken: '1' },
  ];
  for (const owner of stale) {
    writeFileSync(join(directory, 'owner.json'), JSON.stringify(owner));
    claimByFile(directory);
    const now = JSON.parse(readFileSync(join(directory, 'owner.json'), 'utf8')) as object;
    assert.deepEqual(now, { pid: process.pid, startToken: startToken(process.pid) });
  }
});
