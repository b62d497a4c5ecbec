import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { WardroomError } from '@wardroom/contract';
import type { KnownAuthors } from './authors.ts';
import { type ImportBatch, maxBatchMessages } from './batch.ts';
import { planImport } from './plan.ts';

const handleRule = /^[a-z0-9][a-z0-9._-]{0,31}$/;

async function withFolder(
  files: Record<string, string | Uint8Array>,
  use: (folder: string) => Promise<void>,
) {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-irc-'));
  try {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function planned(path: string, known?: KnownAuthors) {
  const batches: ImportBatch[] = [];
  for await (const batch of planImport(path, known)) batches.push(batch);
  const report = batches.at(-1)?.report;
  assert.ok(report, 'the last batch carries the report');
  return { batches, report, messages: batches.flatMap((batch) => batch.messages) };
}

/** What must hold of any plan, whatever was read. */
function assertSound({ batches, report, messages }: Awaited<ReturnType<typeof planned>>) {
  const [ids, handles, channels] = [new Map<string, string>(), new Set<string>(), new Set<string>()];
  const lastAt = new Map<string, number>();
  const roots = new Set<string>();
  for (const batch of batches) {
    assert.ok(batch.messages.length <= maxBatchMessages);
    for (const { name } of batch.channels) channels.add(name);
    for (const { handle } of batch.authors) {
      assert.match(handle, handleRule);
      assert.ok(!handles.has(handle), `two authors are @${handle}`);
      handles.add(handle);
    }
    for (const message of batch.messages) {
      assert.ok(channels.has(message.channel) && handles.has(message.authorHandle));
      assert.ok(!ids.has(message.externalId), message.externalId);
      assert.ok(message.sentAt > (lastAt.get(message.channel) ?? -1), message.externalId);
      assert.ok(message.text.length > 0 && message.text.length <= 40_000);
      if (message.replyToExternalId !== null) {
        assert.equal(
          ids.get(message.replyToExternalId),
          message.channel,
          'the root comes first, in the same channel',
        );
        roots.add(message.replyToExternalId);
      }
      ids.set(message.externalId, message.channel);
      lastAt.set(message.channel, message.sentAt);
    }
  }
  for (const { externalId, replyToExternalId } of messages) {
    assert.ok(!(roots.has(externalId) && replyToExternalId !== null), 'threads have one level');
  }
  const skipped = Object.values(report.skipped).reduce((sum, count) => sum + count, 0);
  assert.equal(report.lines, messages.length + skipped, 'every line is a message or counted as skipped');
  assert.deepEqual(
    [report.messages, report.authors, report.channels],
    [messages.length, handles.size, channels.size],
  );
  assert.deepEqual([report.filesDone, report.bytesDone], [report.filesTotal, report.bytesTotal]);
}

const monday = `=== anna [~a@example.org]  has joined #galley
[23:58] <anna> who has the keys?
[23:58] <Bert[1]> anna: I do
=== anna looks relieved
=== nobody-here vanishes
[00:02] <bert-1> unrelated: soup is ready
[00:02]  * anna runs
[00:03] <anna>
garbage
`;

test('a log with annotations becomes channel, people, threads and times', async () => {
  const files = {
    'galley.2020-03-02.a.raw.txt': monday,
    'galley.2020-03-02.a.annotation.txt': '0 1 -\n1 2 -\n3 2 -\n6 5 -\n8 8 -\nx\n',
  };
  await withFolder(files, async (folder) => {
    const plan = await planned(folder);
    assertSound(plan);
    const id = (line: number) => `irc:galley.2020-03-02.a:${line}`;
    const seen = plan.messages.map((message) => [
      message.externalId,
      message.authorHandle,
      message.text,
      message.replyToExternalId,
    ]);
    assert.deepEqual(seen, [
      [id(1), 'anna', 'who has the keys?', null],
      [id(2), 'bert-1', '@anna I do', id(1)],
      [id(3), 'anna', 'looks relieved', id(1)],
      [id(5), 'bert-1-2', 'unrelated: soup is ready', null],
      [id(6), 'anna', 'runs', id(5)],
    ]);
    assert.equal(plan.messages[3]?.sentAt, Date.UTC(2020, 2, 3, 0, 2));
    assert.deepEqual(
      plan.messages.map((message) => message.isAction),
      [false, false, true, false, true],
    );
    assert.deepEqual(plan.report.skipped, { join: 1, other: 1, empty: 1, unparsable: 1 });
    assert.deepEqual(plan.report.unparsableAt, ['galley.2020-03-02.a:8']);
    assert.deepEqual(
      [plan.report.mentions, plan.report.links.threads, plan.report.links.malformed],
      [1, 2, 1],
    );
  });
});

test('the days of one channel are read in date order, the raw form is preferred, other files are named', async () => {
  const files = {
    'deck.2020-03-03.raw.txt': '[10:00] <anna> second\n',
    'deck.2020-03-02.ascii.txt': '[10:00] <anna> f?rst\n',
    'deck.2020-03-02.raw.txt': '[10:00] <anna> först\n',
    'bridge.1.ascii.txt': 'bridge 2020-01-02 [10:00:00] <anna> later\n',
    'bridge.2.ascii.txt': 'bridge 2020-01-01 [10:00:00] <anna> earlier\n',
    'LICENSE.txt': 'You may do as you like.\nAt your own risk.\n',
  };
  await withFolder(files, async (folder) => {
    const plan = await planned(folder);
    assertSound(plan);
    assert.deepEqual(
      plan.messages.map((message) => `${message.channel} ${message.text}`),
      ['bridge earlier', 'bridge later', 'deck först', 'deck second'],
    );
    assert.deepEqual(plan.report.ignoredFiles, ['LICENSE.txt', 'deck.2020-03-02.ascii.txt']);
  });
});

test('planning again, or one file alone, gives the same ids', async () => {
  const lines = Array.from({ length: 450 }, (_, number) => `[10:00] <anna> message ${number}`).join('\n');
  await withFolder(
    { 'deck.2020-03-02.log': lines, 'zoo.2020-03-02.log': '[10:00] <anna> hi' },
    async (folder) => {
      const first = await planned(folder);
      assertSound(first);
      assert.deepEqual(
        first.batches.map((batch) => batch.messages.length),
        [200, 200, 50, 1, 0],
      );
      assert.deepEqual(await planned(folder), first);
      const alone = await planned(join(folder, 'deck.2020-03-02.log'));
      assert.deepEqual(alone.messages, first.messages.slice(0, 450));
    },
  );
});

test('bytes that are not UTF-8 stop nothing', async () => {
  const bytes = Buffer.concat([
    Buffer.from('[10:00] <anna> caf'),
    Buffer.from([0xe9, 0x0a]),
    Buffer.from('[10:01] <anna> café\n'),
  ]);
  await withFolder({ 'deck.2020-03-02.raw.txt': bytes }, async (folder) => {
    const plan = await planned(folder);
    assertSound(plan);
    assert.deepEqual(
      plan.messages.map((message) => message.text),
      ['café', 'café'],
    );
    assert.equal(plan.report.repairedLines, 1);
  });
});

test('an imported nick never gets a reserved handle, and keeps the one of an earlier import', async () => {
  const log = '[10:00] <priya> hi\n[10:00] <all> hi\n[10:00] <Tom> hi\n[10:01] <PRIYA> again\n';
  await withFolder({ 'deck.2020-03-02.log': log }, async (folder) => {
    const plan = await planned(folder, {
      reservedHandles: ['priya'],
      handlesByNick: new Map([['tom', 'tom-7']]),
    });
    assert.deepEqual(
      plan.messages.map((message) => message.authorHandle),
      ['priya-2', 'all-2', 'tom-7', 'priya-2'],
    );
  });
});

test('a path without logs is refused with the reason', async () => {
  await withFolder({ 'notes.txt': 'just\nprose\n' }, async (folder) => {
    for (const path of [folder, join(folder, 'absent')]) {
      await assert.rejects(
        planned(path),
        (error) => error instanceof WardroomError && error.code === 'invalid_input',
      );
    }
  });
});

const realLogs =
  process.env['WARDROOM_IRC_DATA'] ??
  fileURLToPath(new URL('../../../../../../shared/data/irc', import.meta.url));

/** A busy day of our own making, for machines without the real logs: 1,400 lines, a reply to every eighth. */
function busyDay(): Record<string, string> {
  const lines = Array.from({ length: 1_400 }, (_, at) => {
    const minute = `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;
    return `[${minute}] <nick${at % 40}> line ${at} of the day`;
  });
  const links = lines.flatMap((_, at) => (at % 8 === 0 ? [`${at} ${at} -`, `${at} ${at + 1} -`] : []));
  const base = 'ubuntu.2005-02-08.train-a';
  return {
    [`${base}.raw.txt`]: `${lines.join('\n')}\n`,
    [`${base}.annotation.txt`]: `${links.join('\n')}\n`,
  };
}

async function assertBusy(path: string): Promise<void> {
  const plan = await planned(path);
  assertSound(plan);
  assert.ok(plan.messages.length > 1_000 && plan.report.links.threads > 100);
  assert.ok(
    (plan.report.skipped.unparsable ?? 0) * 1_000 < plan.report.lines,
    'hardly a line is not understood',
  );
}

test('many lines give a sound plan: the real logs where there are some, else a day of our own', () =>
  existsSync(realLogs) ? assertBusy(realLogs) : withFolder(busyDay(), assertBusy));
