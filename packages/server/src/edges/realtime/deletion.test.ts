/** A deleted channel has no members any more: who is told of the deletion is who saw the channel right before. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Who } from '../../testing/fixtures.ts';
import { openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer();
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual([server.errors, server.harness.bugs], [[], []]);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function join(who: Who, resume?: string): Promise<{ client: RawClient; cursor: string }> {
  const { host, principals } = server.harness.acme;
  const headers = {
    cookie: `__Host-wardroom=${principals[who].secret}`,
    origin: `http://${host}:${server.port}`,
  };
  const client = openRawClient({ port: server.port, host, headers });
  clients.push(client);
  const { cursor } = await client.hello(resume === undefined ? {} : { resume });
  return { client, cursor };
}

/** A private channel of the owner, the member and others, archived. */
async function archived(name: string, ...others: Who[]): Promise<string> {
  const { harness } = server;
  const run = <T>(operation: Parameters<typeof harness.call>[2], input: unknown) =>
    harness.succeed<T>(harness.acme, 'owner', operation, input);
  const { channel } = await run<{ channel: { id: string } }>('channels.create', { name, kind: 'private' });
  const { id: channelId } = channel;
  for (const who of ['member', ...others] as const)
    await run('channels.addMember', { channelId, principalId: harness.acme.principals[who].id });
  await run('channels.archive', { channelId });
  return channelId;
}

const remove = (channelId: string) =>
  server.harness.succeed(server.harness.acme, 'owner', 'channels.delete', { channelId });
/** Something that everybody is told, after which nothing earlier can come. */
const rename = (name: string) =>
  server.harness.succeed(server.harness.acme, 'owner', 'tenants.update', { name });
const told = ({ events }: RawClient) =>
  events.flatMap((event) => (event.type === 'channel.deleted' ? [event.channelId as string] : []));
const frames = (client: RawClient) => JSON.stringify(client.frames);

test('a deletion reaches who was in the channel, live and on resume, and tells nobody else its id', async () => {
  const channelId = await archived('short-lived');
  const [owner, member, stranger, guest] = await Promise.all([
    join('owner'),
    join('member'),
    join('member2'),
    join('guest'),
  ]);
  await remove(channelId);
  await rename('After the deletion');
  for (const { client } of [owner, member, stranger, guest]) await client.event('tenant.updated');
  for (const { client } of [owner, member]) assert.deepEqual(told(client), [channelId]);
  for (const { client } of [stranger, guest]) assert.ok(!frames(client).includes(channelId));
  const [memberBack, strangerBack] = [
    await join('member', member.cursor),
    await join('member2', stranger.cursor),
  ];
  for (const { client } of [memberBack, strangerBack]) await client.event('tenant.updated');
  assert.deepEqual(told(memberBack.client), [channelId]);
  assert.ok(!frames(strangerBack.client).includes(channelId));
  assert.ok(![memberBack, strangerBack].some(({ client }) => client.frames.some(({ t }) => t === 'resync')));
});

test('a guest who resumes over a deletion that they saw starts anew, members who saw it as well go on', async () => {
  const channelId = await archived('with-guest', 'guest');
  const [member, guest] = [await join('member'), await join('guest')];
  await remove(channelId);
  for (const { client } of [member, guest]) await client.event('channel.deleted');
  const [memberBack, guestBack] = [await join('member', member.cursor), await join('guest', guest.cursor)];
  const { reason } = await guestBack.client.until((frame) => frame.t === 'resync');
  assert.equal(reason, 'cursor');
  await memberBack.client.event('channel.deleted');
  await rename('After the deletion that a guest saw');
  await memberBack.client.event('tenant.updated');
  assert.ok(!memberBack.client.frames.some(({ t }) => t === 'resync'));
});

test('a node that did not see the deletion tells nobody its id: whoever resumes over it starts anew', async () => {
  const channelId = await archived('unseen');
  const [member, stranger] = [await join('member'), await join('member2')];
  await server.stop();
  await remove(channelId);
  await server.restart();
  for (const { who, cursor } of [
    { who: 'member', cursor: member.cursor },
    { who: 'member2', cursor: stranger.cursor },
  ] as const) {
    const { client } = await join(who, cursor);
    await client.until((frame) => frame.t === 'resync');
    await pause(50);
    assert.ok(!frames(client).includes(channelId));
  }
});
