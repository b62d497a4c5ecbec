import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { ChannelId, PrincipalId } from '@wardroom/contract';
import { allPages } from '../src/connection/pages.ts';
import { run, start } from './command.ts';
import { type Deployment, passwords, startDeployment } from './deployment.ts';

const slugs = ['acme', 'globex', 'initech'] as const;
const channels = ['bridge', 'deck', 'galley', 'hold'];
const linesEach = 1_500;
const requestsInAll = channels.length * Math.ceil(linesEach / 500);

let deployment: Deployment;
let logs: string;
let passwordFile: string;

before(async () => {
  deployment = await startDeployment();
  passwordFile = await deployment.file('owner.password', passwords.owner);
  for (const slug of slugs.slice(1)) {
    const { code, stderr } = await run([
      ...['tenants', 'create', slug, '--name', slug, '--owner-handle', 'olga', '--owner-name', 'Olga'],
      ...[
        '--owner-password-file',
        passwordFile,
        '--key-file',
        deployment.keyFile,
        '--server',
        deployment.platform,
      ],
    ]);
    assert.equal(code, 0, stderr);
  }
  logs = join(deployment.folder, 'logs');
  await mkdir(logs);
  for (const [position, channel] of channels.entries()) {
    const name = join(logs, `${channel}.2020-03-0${position + 1}`);
    await writeFile(`${name}.raw.txt`, log());
    const replies = Array.from(
      { length: linesEach / 20 },
      (_, thread) => `${thread * 20 + 7} ${thread * 20} -`,
    );
    await writeFile(`${name}.annotation.txt`, `${replies.join('\n')}\n`);
  }
});
after(() => deployment.close());

/** Seven people, two of whose nicks want one handle, one of whom is named like the owner; some lines in windows-1252. */
function log(): Uint8Array {
  const nicks = ['anna', 'Bert[1]', 'bert-1', 'olga', 'Zoë', 'dan', 'eve'];
  const lines = Array.from({ length: linesEach }, (_, number) => {
    const minute = Math.floor(number / 2);
    const clock = `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    const text = `[${clock}] <${nicks[number % nicks.length]}> line ${number} café €`;
    // In windows-1252 the euro is 0x80.
    return number % 100 === 3
      ? Buffer.from(`${text}\n`.replace('€', '\u0080'), 'latin1')
      : Buffer.from(`${text}\n`, 'utf8');
  });
  return Buffer.concat(lines);
}

const importInto = (slug: string, ...more: string[]) => [
  ...['import', 'irc', logs, '--server', deployment.addressOf(slug)],
  ...[
    '--as',
    'olga',
    '--password-file',
    passwordFile,
    '--state',
    join(deployment.folder, `${slug}.journal`),
    ...more,
  ],
];

const acknowledged = async (slug: string): Promise<number> =>
  (await readFile(join(deployment.folder, `${slug}.journal`), 'utf8').catch(() => '\n')).split('\n').length -
  2;

/** Everything that was said, with names in the place of ids. */
async function contentOf(slug: string) {
  const connection = await deployment.signedIn(slug);
  try {
    const people = await allPages(async (after: { after?: PrincipalId }) => {
      const { principals, next } = await connection.call('principals.list', { limit: 500, ...after });
      return { rows: principals, next };
    });
    const handles = new Map(people.map(({ id, handle, status }) => [id, `${handle} ${status}`]));
    const open = await allPages(async (after: { after?: ChannelId }) => {
      const page = await connection.call('channels.directory', { limit: 500, ...after });
      return { rows: page.channels, next: page.next };
    });
    const content: Record<string, unknown[]> = {};
    for (const { id, name } of open) {
      const bodies = new Map<string, string>();
      const messages: unknown[] = [];
      for (let after = 0; ; ) {
        const page = await connection.call('messages.list', {
          channelId: id,
          after,
          replies: true,
          limit: 200,
        });
        for (const message of page.messages) {
          bodies.set(message.id, message.body ?? '');
          const root = message.threadRootId === null ? null : bodies.get(message.threadRootId);
          messages.push([
            message.channelSeq,
            handles.get(message.authorId),
            message.sentAt,
            message.body,
            root,
          ]);
          after = message.channelSeq;
        }
        if (!page.hasAfter || page.messages.length === 0) break;
      }
      content[name] = messages;
    }
    return content;
  } finally {
    await connection.close();
  }
}

test('an import that is killed half-way and run again gives what an uninterrupted one gives', async () => {
  const whole = await run(importInto('acme'));
  assert.equal(whole.code, 0, whole.stderr);
  const report = JSON.parse(whole.stdout);
  assert.deepEqual(
    [report.complete, report.imported, report.repeated, report.orphaned, report.plan.repairedLines],
    [true, channels.length * linesEach, 0, 0, (channels.length * linesEach) / 100],
  );

  const killed = start(importInto('globex'));
  while ((await acknowledged('globex')) < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  killed.child.kill('SIGKILL');
  assert.equal((await killed.ended).signal, 'SIGKILL');
  const atKill = await acknowledged('globex');
  assert.ok(atKill < requestsInAll, 'it was killed before the end');

  const resumed = await run(importInto('globex'));
  assert.equal(resumed.code, 0, resumed.stderr);
  const second = JSON.parse(resumed.stdout);
  assert.ok(second.alreadyAcknowledged > 0, 'what was acknowledged is not sent again');
  const content = await contentOf('acme');
  assert.deepEqual(await contentOf('globex'), content);
  assert.deepEqual(
    Object.values(content).map((messages) => messages.length),
    channels.map(() => linesEach),
  );
});

test('bytes that are not UTF-8 arrive as what was meant, and nobody here gets words put into their mouth', async () => {
  const { galley = [] } = await contentOf('acme');
  // The second line of its minute.
  const sentAt = Date.UTC(2020, 2, 3, 0, 1) + 1;
  assert.deepEqual(galley[3], [4, 'olga-2 imported', sentAt, 'line 3 café €', null]);
  assert.deepEqual((galley[7] as unknown[])[4], 'line 0 café €', 'a reply is in the thread of its root');
});

test('running it again imports nothing, with the journal and without', async () => {
  const withJournal = JSON.parse((await run(importInto('acme'))).stdout);
  const all = channels.length * linesEach;
  assert.deepEqual([withJournal.imported, withJournal.alreadyAcknowledged], [0, all]);
  const without = await run(importInto('acme', '--state', join(deployment.folder, 'another.journal')));
  const report = JSON.parse(without.stdout);
  assert.deepEqual([report.imported, report.repeated, report.authorsCreated], [0, all, 0]);
});

test('a journal of another workspace is not believed', async () => {
  const stale = join(deployment.folder, 'acme.journal');
  const { stdout } = await run(importInto('initech', '--state', stale, '--channel-prefix', 'old-'));
  const report = JSON.parse(stdout);
  assert.deepEqual([report.imported, report.alreadyAcknowledged], [channels.length * linesEach, 0]);
  const content = await contentOf('initech');
  assert.deepEqual(
    Object.keys(content).sort(),
    channels.map((name) => `old-${name}`),
  );
});

test('Ctrl-C ends what is under way, says how to go on, and the next run goes on', async () => {
  const stopped = start(importInto('initech'));
  while ((await acknowledged('initech')) < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  stopped.child.kill('SIGINT');
  const { code, stdout, stderr } = await stopped.ended;
  assert.deepEqual([code, /run the same command again/.test(stderr)], [1, true], stderr);
  const first = JSON.parse(stdout);
  assert.equal(first.complete, false);
  const second = JSON.parse((await run(importInto('initech'))).stdout);
  assert.equal(second.complete, true);
  assert.equal(first.imported + second.imported, channels.length * linesEach);
  assert.equal(second.alreadyAcknowledged, first.imported);
});

test('a person without the right cannot import', async () => {
  const memberPassword = await deployment.file('member.password', 'planted-member-marmalade');
  const owner = await deployment.signedIn('acme');
  const password = 'planted-member-marmalade';
  await owner.call('principals.create', { handle: 'mia', displayName: 'Mia', role: 'member', password });
  await owner.close();
  const { code, stderr } = await run([
    ...['import', 'irc', logs, '--server', deployment.addressOf('acme'), '--as', 'mia'],
    ...['--password-file', memberPassword, '--state', join(deployment.folder, 'mia.journal')],
  ]);
  assert.deepEqual([code, /\(forbidden, request req_/.test(stderr)], [4, true], stderr);
});
