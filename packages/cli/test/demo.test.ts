import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { OperationName } from '@wardroom/contract';
import { createClient } from '@wardroom/sdk';
import { createCookieFetch } from '../src/connection/cookie-fetch.ts';
import { readLink } from '../src/connection/secret-link.ts';
import { type Running, run, start } from './command.ts';
import { unsafeButFast } from './deployment.ts';

interface Demo {
  readonly address: string;
  readonly people: readonly { workspace: string; handle: string; role: string; link: string }[];
  readonly bots: readonly { workspace: string; handle: string; keyFile: string }[];
}

let folder: string;
let running: Running | null = null;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wardroom-demo-'));
});
after(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

const words = (directory: string, ...more: string[]) => [
  'demo',
  '--data-dir',
  join(folder, directory),
  ...more,
  '--port',
  '0',
];

async function startDemo(directory: string, ...more: string[]): Promise<Demo> {
  running = start(words(directory, ...more), { environment: unsafeButFast });
  await running.says(/Running until Ctrl-C/);
  const [text] = await running.says(/^\{[\s\S]*\n\}\n/);
  return JSON.parse(text);
}

async function stop() {
  running?.child.kill('SIGINT');
  const ended = await running?.ended;
  running = null;
  return ended;
}

/** Signs in with a link; what comes back calls operations. */
async function enter(link: string) {
  const { server, secret } = readLink(link);
  const network = createCookieFetch(new URL(server));
  const client = createClient(
    { origin: server },
    {
      fetch: network.fetch,
      openSocket: () => {
        throw new TypeError('no sockets here');
      },
      random: () => 0.5,
      newClientKey: () => 'unused-in-tests',
      schedule(work, delayMs) {
        const timer = setTimeout(work, delayMs);
        return () => clearTimeout(timer);
      },
    },
  );
  await client.call('sessions.redeem', { secret });
  return { client, close: () => network.close() };
}

const linkOf = (demo: Demo, workspace: string, handle: string): string =>
  demo.people.find((person) => person.workspace === workspace && person.handle === handle)?.link ?? '';

/** Channels of this person: name → number of messages. */
async function channelsOf(link: string): Promise<Record<string, number>> {
  const { client, close } = await enter(link);
  try {
    const { channels } = await client.call('sync.snapshot', {});
    const named = channels.filter(({ kind }) => kind !== 'direct');
    return Object.fromEntries(named.map(({ name, lastSeq }) => [name, lastSeq]));
  } finally {
    close();
  }
}

test('two workspaces with every kind of person, whose links work once and reach their own workspace only', async () => {
  const demo = await startDemo('first');
  for (const workspace of ['acme', 'globex']) {
    const people = demo.people.filter((person) => person.workspace === workspace);
    assert.deepEqual([...new Set(people.map(({ role }) => role))].sort(), [
      'admin',
      'guest',
      'member',
      'owner',
    ]);
    for (const { link } of people) assert.equal(new URL(link).hostname, `${workspace}.localhost`);
  }
  const link = linkOf(demo, 'acme', 'lena');
  assert.deepEqual(Object.keys(await channelsOf(link)).sort(), ['chat-rollout', 'general', 'incidents']);
  await assert.rejects(enter(link), (error) => Reflect.get(error as object, 'code') === 'link_refused');
  const foreign = linkOf(demo, 'acme', 'tom').replace('//acme.', '//globex.');
  await assert.rejects(enter(foreign), (error) => Reflect.get(error as object, 'code') === 'link_refused');
  assert.equal(
    Object.keys(await channelsOf(linkOf(demo, 'acme', 'noor'))).length,
    1,
    'a guest is in one channel',
  );
  assert.ok('leads' in (await channelsOf(linkOf(demo, 'acme', 'tom'))));
});

test('the people of a demonstration have titles, write to each other, react, pin and arrange their sidebar', async () => {
  const [text] = (await running?.says(/^\{[\s\S]*\n\}\n/)) ?? ['{}'];
  const demo = JSON.parse(text) as Demo;
  const { client, close } = await enter(linkOf(demo, 'acme', 'priya'));
  try {
    const { people, channels, preferences, me } = await client.call('sync.snapshot', {});
    assert.ok(people.every(({ kind, title }) => kind !== 'person' || title !== ''));
    const direct = channels.filter(({ kind }) => kind === 'direct');
    assert.deepEqual(direct.map(({ participants, lastSeq }) => [participants.length, lastSeq]).sort(), [
      [2, 3],
      [3, 3],
    ]);
    assert.deepEqual(
      preferences.sections.map(({ title, channelIds }) => [title, channelIds.length]),
      [
        ['Rollout', 2],
        ['Watching', 1],
      ],
    );
    const rollout = channels.find(({ name }) => name === 'chat-rollout')?.id ?? me.id;
    const { messages } = await client.call('messages.list', { channelId: rollout as never, limit: 200 });
    const marked = messages.filter(({ reactions }) => reactions.length > 0);
    assert.equal(marked.length, 4);
    assert.equal(messages.filter(({ pinnedAt }) => pinnedAt !== null).length, 2);
    const general = channels.find(({ name }) => name === 'general')?.id ?? me.id;
    const page = await client.call('messages.list', { channelId: general as never, limit: 200 });
    assert.deepEqual(
      page.messages.filter(({ replyCount }) => replyCount > 0).map(({ replyCount }) => replyCount),
      [2],
    );
  } finally {
    close();
  }
});

test('the bots have keys that work, in files that only their owner can read', async () => {
  const state = JSON.parse(await readFile(join(folder, 'first', 'demo.json'), 'utf8'));
  assert.equal(state.populated.length, 2);
  for (const slug of ['acme', 'globex']) {
    const keyFile = join(folder, 'first', `${slug}-bot.key`);
    assert.equal((await stat(keyFile)).mode & 0o777, 0o600);
    const [address] = (await running?.says(/http:\/\/localhost:\d+/)) ?? [''];
    const server = address.replace('//', `//${slug}.`);
    const operation: OperationName = 'sessions.show';
    const { code, stdout, stderr } = await run(['api', operation, '--server', server, '--key-file', keyFile]);
    assert.deepEqual([code, code === 0 && JSON.parse(stdout).principal.kind], [0, 'bot'], stderr);
  }
});

test('a second run has the same data, fresh links, and ends with 0', async () => {
  const ended = await stop();
  assert.equal(ended?.code, 0, ended?.stderr);
  const old = JSON.parse(ended?.stdout ?? '{}') as Demo;
  const demo = await startDemo('first');
  assert.deepEqual(
    demo.people.map(({ workspace, handle }) => [workspace, handle]),
    old.people.map(({ workspace, handle }) => [workspace, handle]),
  );
  const links = new Set([...old.people, ...demo.people].map(({ link }) => new URL(link).hash));
  assert.equal(links.size, 2 * demo.people.length);
  const channels = await channelsOf(linkOf(demo, 'globex', 'ines'));
  assert.deepEqual(Object.keys(channels).sort(), ['general', 'leads', 'release-planning']);
  assert.ok((channels['release-planning'] ?? 0) > 10);
  const second = await stop();
  assert.equal(second?.code, 0, second?.stderr);
  assert.ok(!/imported/.test(second?.stderr ?? ''), 'nothing is imported twice');
});

test('logs go to acme; globex has its sample and the smallest channel; a stopped import goes on', async () => {
  const logs = join(folder, 'logs');
  await mkdir(logs);
  const lines = (count: number) =>
    Array.from({ length: count }, (_, number) => `[10:00] <anna> line ${number}`).join('\n');
  await writeFile(join(logs, 'big.2020-03-02.log'), lines(6_000));
  await writeFile(join(logs, 'small.2020-03-02.log'), lines(20));
  running = start(words('logs', '--from', logs), { environment: unsafeButFast });
  await running.says(/Acme: people and channels/);
  const journal = join(folder, 'logs', 'acme.journal');
  const acknowledged = async () => (await readFile(journal, 'utf8').catch(() => '')).split('\n').length;
  while ((await acknowledged()) < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  const stopped = await stop();
  assert.deepEqual([stopped?.code, /run the same command again/.test(stopped?.stderr ?? '')], [1, true]);

  const demo = await startDemo('logs', '--from', logs);
  assert.deepEqual(await channelsOf(linkOf(demo, 'acme', 'priya')), {
    big: 6_000,
    small: 20,
    general: 6,
    leads: 0,
  });
  const globex = await channelsOf(linkOf(demo, 'globex', 'oskar'));
  assert.deepEqual([globex['small'], 'big' in globex, 'release-planning' in globex], [20, false, true]);
  assert.equal((await stop())?.code, 0);
});

test('a deployment that is no demonstration is left alone', async () => {
  const directory = join(folder, 'real');
  const server = start(['serve', '--port', '0', '--data-dir', directory], { environment: unsafeButFast });
  const [link] = await server.says(/http:\/\/localhost:\d+\/setup#\S+/);
  const linkFile = join(folder, 'link');
  await writeFile(linkFile, link, { mode: 0o600 });
  const input = JSON.stringify({
    operator: { name: 'root', password: 'planted-operator-marmalade' },
    tenant: { slug: 'acme', name: 'Acme' },
    owner: { handle: 'olga', displayName: 'Olga', password: 'planted-owner-marmalade-7' },
  });
  assert.equal((await run(['setup', '--link-file', linkFile, '--input', '-'], { input })).code, 0);
  server.child.kill('SIGTERM');
  await server.ended;
  const { code, stdout, stderr } = await run(words('real'), { environment: unsafeButFast });
  assert.deepEqual([code, stdout, /no demonstration/.test(stderr)], [1, '', true], stderr);
});
