/** Typing and presence over real sockets: who is told, who is not, and that nothing of it stays. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { PresenceFrame, TypingFrame } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

const presenceMs = 60;
const offlineAfterMs = 300;
let server: RealtimeServer;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer({
    settings: { presenceMs, offlineAfterMs, softBytes: 65_536, hardBytes: 64_000_000 },
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  // Nobody is remembered by the next test.
  await pause(offlineAfterMs + 3 * presenceMs);
});
after(async () => {
  await server.close();
  assert.deepEqual([server.errors, server.harness.bugs], [[], []]);
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = async (holds: () => boolean, what: string) => {
  for (let turn = 0; turn < 300 && !holds(); turn += 1) await pause(10);
  assert.ok(holds(), what);
};
/** Long enough for whatever would come to have come. */
const settled = () => pause(5 * presenceMs);

async function join(who: Who, tenant: TenantFixture = server.harness.acme, secret?: string) {
  const { host, principals } = tenant;
  const key = secret ?? (who === 'bot' ? principals.bot.secret : undefined);
  const headers: Record<string, string> =
    key === undefined
      ? { cookie: `__Host-wardroom=${principals[who].secret}`, origin: `http://${host}:${server.port}` }
      : {};
  const client = openRawClient({ port: server.port, host, headers });
  clients.push(client);
  await client.hello(key === undefined ? {} : { credential: key });
  await eventually(
    () => typings(client).length + presences(client).length > 0,
    `${who} is told who is there`,
  );
  return client;
}

const typings = ({ frames }: RawClient) =>
  frames.filter((frame): frame is TypingFrame => frame.t === 'typing');
const presences = ({ frames }: RawClient) =>
  frames.filter((frame): frame is PresenceFrame => frame.t === 'presence');

/** Who is there, by what this client was told. */
function known(client: RawClient, tenant = server.harness.acme): Record<string, string> {
  const states = new Map<string, string>();
  for (const { all, people } of presences(client)) {
    if (all) states.clear();
    for (const { principalId, state } of people) states.set(principalId, state);
  }
  const names = new Map(Object.entries(tenant.principals).map(([name, { id }]) => [id as string, name]));
  return Object.fromEntries(
    [...states]
      .filter(([, state]) => state !== 'offline')
      .map(([id, state]) => [names.get(id) ?? id, state] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

const typeIn = (client: RawClient, channelId: string) =>
  client.send({ t: 'typing', channelId, threadRootId: null });

test('who may write is seen writing by the other members with a socket, and by nobody else', async () => {
  const { acme, globex } = server.harness;
  const [owner, member, guest] = await Promise.all([join('owner'), join('member'), join('guest')]);
  const [ownerToo, outsider, foreign] = await Promise.all([
    join('owner'),
    join('member2'),
    join('owner', globex),
  ]);
  typeIn(owner, acme.secret.id);
  await eventually(() => typings(member).length === 1 && typings(guest).length === 1, 'members are told');
  await settled();
  const [frame] = typings(member);
  assert.deepEqual(frame, {
    t: 'typing',
    channelId: acme.secret.id,
    threadRootId: null,
    principalId: acme.principals.owner.id,
  });
  for (const client of [owner, ownerToo, outsider, foreign]) assert.deepEqual(typings(client), []);
});

test('typing where one may not write, or may not even see, is dropped without an answer', async () => {
  const { harness } = server;
  const { acme, globex } = harness;
  const scopes = ['channels:read', 'messages:read'];
  const issue = { principalId: acme.principals.bot.id, description: 'reader', scopes };
  const { secret } = await harness.succeed<{ secret: string }>(acme, 'owner', 'credentials.issue', issue);
  const owner = await join('owner');
  const [viewer, outsider, reader] = await Promise.all([
    join('viewer'),
    join('member2'),
    join('bot', acme, secret),
  ]);
  await harness.succeed(acme, 'owner', 'channels.addMember', {
    channelId: acme.general.id,
    principalId: acme.principals.viewer.id,
  });
  typeIn(viewer, acme.general.id);
  typeIn(outsider, acme.secret.id);
  typeIn(outsider, globex.general.id);
  typeIn(outsider, 'chn_01h2xcejqtf2nbrexx3vqjhp41');
  typeIn(reader, acme.secret.id);
  await settled();
  const before = outsider.frames.length;
  assert.deepEqual(typings(owner), []);
  typeIn(outsider, acme.general.id);
  await eventually(() => typings(owner).length === 1, 'the same person is seen where they may write');
  assert.equal(outsider.frames.length, before, 'nothing was answered');
});

test('a connection is heard typing once in two seconds per channel', async () => {
  const { acme } = server.harness;
  const [owner, member] = await Promise.all([join('owner'), join('member')]);
  for (let index = 0; index < 20; index += 1) typeIn(member, acme.general.id);
  typeIn(member, acme.secret.id);
  await eventually(() => typings(owner).length === 2, 'one per channel');
  await settled();
  assert.deepEqual(
    typings(owner).map(({ channelId }) => channelId),
    [acme.general.id, acme.secret.id],
  );
});

test('nobody is told of typing or presence in a channel after their removal from it', async () => {
  const { harness } = server;
  const { acme } = harness;
  const [owner, guest] = await Promise.all([join('owner'), join('guest')]);
  await eventually(() => 'owner' in known(guest), 'the guest sees the owner');
  const place = { channelId: acme.secret.id, principalId: acme.principals.guest.id };
  await harness.succeed(acme, 'owner', 'channels.removeMember', place);
  typeIn(owner, acme.secret.id);
  await eventually(() => !('owner' in known(guest)), 'the guest no longer sees the owner');
  const before = presences(guest).length;
  owner.send({ t: 'presence', state: 'away' });
  await settled();
  assert.deepEqual(typings(guest), []);
  assert.equal(presences(guest).length, before, 'what hidden people do is not told');
  await harness.succeed(acme, 'owner', 'channels.addMember', place);
  await eventually(() => known(guest)['owner'] === 'away', 'shown again, as they are by now');
});

test('the best of a person’s devices counts, and offline is said only after a while', async () => {
  const owner = await join('owner');
  const [phone, desk] = [await join('member'), await join('member')];
  await eventually(() => known(owner)['member'] === 'active', 'active');
  phone.send({ t: 'presence', state: 'away' });
  await settled();
  assert.equal(known(owner)['member'], 'active', 'the other device is still active');
  await desk.close();
  await eventually(() => known(owner)['member'] === 'away', 'only the device that is away is left');
  const told = presences(owner).length;
  await phone.close();
  const again = await join('member');
  again.send({ t: 'presence', state: 'away' });
  await pause(offlineAfterMs + 3 * presenceMs);
  const states = presences(owner)
    .slice(told)
    .flatMap(({ people }) => people.map(({ state }) => state));
  assert.ok(!states.includes('offline'), 'coming back within the grace is no absence');
  await again.close();
  const leftAt = performance.now();
  await eventually(() => !('member' in known(owner)), 'offline at last');
  assert.ok(performance.now() - leftAt >= offlineAfterMs - 50, 'and not before the grace is over');
});

test('each kind of viewer is told of exactly the people they may see; keys are active while connected', async () => {
  const names = ['owner', 'member', 'member2', 'guest', 'viewer', 'auditor', 'bot'] as const;
  const all = new Map<string, RawClient>();
  for (const name of names) all.set(name, await join(name));
  all.get('bot')?.send({ t: 'presence', state: 'away' });
  await settled();
  const people = (...present: string[]) => Object.fromEntries(present.sort().map((name) => [name, 'active']));
  const everybody = people(...names);
  const expected: Record<string, Record<string, string>> = {
    ...{ owner: everybody, member: everybody, member2: everybody, viewer: everybody },
    // They share one channel with the owner, the member and the bot.
    guest: people('owner', 'member', 'guest', 'bot'),
    auditor: people('auditor'),
    bot: people('bot'),
  };
  for (const [name, client] of all) {
    assert.deepEqual(known(client), expected[name], `what ${name} is told`);
    assert.equal(presences(client)[0]?.all, true, 'a whole list comes first');
  }
});

test('changes are gathered: however often somebody turns, others are told once per interval', async () => {
  const owner = await join('owner');
  const member = await join('member');
  await eventually(() => 'member' in known(owner), 'both are there');
  const before = presences(owner).length;
  const startedAt = performance.now();
  for (let turn = 0; turn < 100; turn += 1) {
    member.send({ t: 'presence', state: turn % 2 === 0 ? 'away' : 'active' });
    await pause(2);
  }
  member.send({ t: 'presence', state: 'away' });
  await eventually(() => known(owner)['member'] === 'away', 'the last word counts');
  const intervals = (performance.now() - startedAt) / presenceMs;
  assert.ok(presences(owner).length - before <= intervals + 2, 'at most one frame per interval');
});

test('a key without the scope to see channels is told of nobody, and is seen all the same', async () => {
  const { harness } = server;
  const { acme } = harness;
  const issue = (scopes: string[]) =>
    harness.succeed<{ secret: string }>(acme, 'owner', 'credentials.issue', {
      ...{ principalId: acme.principals.bot.id, description: 'ceiling', scopes },
    });
  const { secret } = await issue(['messages:read', 'messages:write']);
  const client = openRawClient({ port: server.port, host: acme.host });
  clients.push(client);
  await client.hello({ credential: secret });
  const owner = await join('owner');
  await eventually(() => known(owner)['bot'] === 'active', 'others see it');
  typeIn(owner, acme.secret.id);
  await eventually(() => typings(client).length === 1, 'it may read messages');
  assert.deepEqual(presences(client), []);
});

test('who does not read is left out of what is ephemeral long before they are cut off', async () => {
  const { acme } = server.harness;
  const [slow, member] = [await join('owner'), await join('member')];
  await eventually(() => 'member' in known(slow), 'both are there');
  const told = presences(slow).length;
  slow.socket.pause();
  // More than the kernel buffers for a socket.
  const body = 'x'.repeat(39_000);
  for (let index = 0; index < 220; index += 1)
    await server.harness.succeed(acme, 'member', 'messages.send', {
      channelId: acme.general.id,
      ...{ body, clientKey: `slow-reader-${index}` },
    });
  for (let turn = 0; turn < 4; turn += 1) {
    member.send({ t: 'presence', state: turn % 2 === 0 ? 'away' : 'active' });
    typeIn(member, acme.general.id);
    await settled();
  }
  member.send({ t: 'presence', state: 'away' });
  slow.socket.resume();
  await eventually(() => known(slow)['member'] === 'away', 'told how things are once they read again');
  assert.ok(presences(slow).length - told <= 2, 'and not of what was in between');
  assert.deepEqual(typings(slow), []);
});
