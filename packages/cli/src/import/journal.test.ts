import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { UsageError } from '../failure.ts';
import { openJournal } from './journal.ts';

async function withPath(use: (path: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-journal-'));
  try {
    await use(join(folder, 'cache', 'import.journal'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const tenantId = 'ten_a';
const acknowledged = [
  { digest: 'one', channelId: 'chn_a', messages: 500 },
  { digest: 'two', channelId: 'chn_a', messages: 300 },
  { digest: 'three', channelId: 'chn_b', messages: 5 },
];
const lastSeqs = new Map([
  ['chn_a', 800],
  ['chn_b', 5],
]);

async function written(path: string) {
  const journal = await openJournal({ path, tenantId, lastSeqs: new Map() });
  for (const entry of acknowledged) await journal.record(entry);
}

const known = (journal: { has(digest: string): boolean }) =>
  acknowledged.filter(({ digest }) => journal.has(digest)).map(({ digest }) => digest);

test('what was acknowledged is known to the next run, and to the one after', async () => {
  await withPath(async (path) => {
    await written(path);
    for (let run = 0; run < 2; run += 1)
      assert.deepEqual(known(await openJournal({ path, tenantId, lastSeqs })), ['one', 'two', 'three']);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
  });
});

test('a line torn by the end of a process, or anything else in the file, is passed over', async () => {
  await withPath(async (path) => {
    await written(path);
    await appendFile(path, 'null\n[]\n{"digest":1}\n{"digest":"four","channelId":"chn_a","mess');
    assert.deepEqual(known(await openJournal({ path, tenantId, lastSeqs })), ['one', 'two', 'three']);
    assert.ok(!(await readFile(path, 'utf8')).includes('four'));
  });
});

test('a journal of another workspace counts for nothing', async () => {
  await withPath(async (path) => {
    await written(path);
    assert.deepEqual(known(await openJournal({ path, tenantId: 'ten_b', lastSeqs })), []);
  });
});

test('a channel that holds fewer messages than were acknowledged is imported again', async () => {
  await withPath(async (path) => {
    await written(path);
    const restored = new Map([...lastSeqs, ['chn_a', 799]]);
    assert.deepEqual(known(await openJournal({ path, tenantId, lastSeqs: restored })), ['three']);
  });
});

test('a file that is no journal is not written over', async () => {
  await withPath(async (path) => {
    await written(path);
    for (const content of ['alias ll="ls -l"\n', '{"wardroomImport":2}\n', 'null']) {
      await writeFile(path, content);
      await assert.rejects(openJournal({ path, tenantId, lastSeqs }), UsageError);
      assert.equal(await readFile(path, 'utf8'), content);
    }
  });
});
