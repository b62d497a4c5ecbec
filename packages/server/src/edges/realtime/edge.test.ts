import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeCodes, type Event, type ServerFrame } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { type EventFrame, openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer({ settings: { helloMs: 400, framesPerSecond: 50, frameBurst: 100 } });
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual(server.errors, []);
  assert.deepEqual(server.harness.bugs, []);
});

const open = (host: string, headers: Record<string, string> = {}, path?: string): RawClient => {
  const client = openRawClient({ port: server.port, host, headers, ...(path ? { path } : {}) });
  clients.push(client);
  return client;
};
const cookieOf = (tenant: TenantFixture, who: Who) => ({
  cookie: `__Host-wardroom=${tenant.principals[who].secret}`,
  origin: `http://${tenant.host}:${server.port}`,
});
const join = async (who: Who, tenant = server.harness.acme, resume?: string): Promise<RawClient> => {
  const client = who === 'bot' ? open(tenant.host) : open(tenant.host, cookieOf(tenant, who));
  const credential = who === 'bot' ? { credential: tenant.principals.bot.secret } : {};
  await client.hello({ ...credential, ...(resume ? { resume } : {}) });
  return client;
};
let keys = 0;
const say = async (who: Who, body: string, channelId = server.harness.acme.general.id) =>
  server.harness.succeed(server.harness.acme, who, 'messages.send', {
    channelId,
    body,
    clientKey: `edge-${++keys}-key`,
  });
const bodies = (client: RawClient) =>
  client.events.flatMap((event) => (event.type === 'message.sent' ? [event.message.body] : []));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = async (holds: () => boolean, what: string) => {
  for (let turn = 0; turn < 200 && !holds(); turn += 1) await pause(10);
  assert.ok(holds(), what);
};

test('a message reaches every member with a socket, numbered without a hole, and nobody else', async () => {
  const [owner, bot, guest, globex] = await Promise.all([
    join('owner'),
    join('bot'),
    join('guest'),
    join('owner', server.harness.globex),
  ]);
  for (const body of ['one', 'two', 'three']) await say('member', body);
  await eventually(() => bodies(owner).length === 3 && bodies(bot).length === 3, 'all messages arrive');
  assert.deepEqual(bodies(owner), ['one', 'two', 'three']);
  const numbers = owner.frames.flatMap((frame) => (frame.t === 'event' ? [[frame.n, frame.prev]] : []));
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => [index + 1, index]),
  );
  assert.deepEqual(guest.events, []);
  assert.deepEqual(globex.events, []);
});

test('a call over a socket is the same call as over HTTP, with the same refusals', async () => {
  const member = await join('member');
  const { acme } = server.harness;
  const input = { channelId: acme.general.id, body: 'by socket', clientKey: 'socket-key-1' };
  const first = await member.call('messages.send', input);
  const again = await member.call('messages.send', input);
  assert.ok(first.ok && again.ok);
  assert.deepEqual(first.output, again.output, 'a retry is the same message');
  const foreign = await member.call('channels.get', { channelId: server.harness.globex.general.id });
  assert.equal(foreign.ok ? '' : foreign.error.code, 'not_found');
  const unknown = await member.call('nothing.atAll', {});
  assert.equal(unknown.ok ? '' : unknown.error.code, 'unknown_operation');
  const signIn = await member.call('sessions.create', { name: 'x', password: 'y' });
  assert.equal(signIn.ok ? '' : signIn.error.code, 'unknown_operation');
});

test('a resumed stream goes on exactly after its cursor, also when the ring no longer has it', async () => {
  const first = await join('admin');
  await say('member', 'seen');
  const { cursor } = await first.event('message.sent');
  await first.close();
  for (let index = 0; index < 5; index += 1) await say('member', `missed ${index}`);
  const second = await join('admin', server.harness.acme, cursor);
  await say('member', 'live');
  await eventually(() => bodies(second).includes('live'), 'the live message arrives');
  assert.deepEqual(bodies(second), ['missed 0', 'missed 1', 'missed 2', 'missed 3', 'missed 4', 'live']);
  await server.stop();
  await say('member', 'while the node was away');
  await server.restart();
  const third = await join('admin', server.harness.acme, cursor);
  await eventually(() => bodies(third).length === 7, 'everything is read from the database');
  assert.deepEqual(bodies(third).slice(-2), ['live', 'while the node was away']);
});

test('a cursor that this tenant did not make resumes nothing and says so', async () => {
  const bot = await join('bot', server.harness.globex);
  const foreign = (await bot.until((frame) => frame.t === 'welcome')).cursor;
  for (const resume of [foreign, 'c1.nonsense', 'x']) {
    const client = open(server.harness.acme.host, cookieOf(server.harness.acme, 'member'));
    const welcome = await client.hello({ resume });
    assert.equal(welcome.resumed, false);
    const resync = await client.until((frame) => frame.t === 'resync');
    assert.equal(resync.reason, 'cursor');
  }
});

test('a removed member gets the removal and nothing after it; what was before is not lost', async () => {
  const { acme } = server.harness;
  const member2 = await join('member2');
  const others = await join('developer');
  const about = { channelId: acme.general.id, principalId: acme.principals.member2.id };
  await Promise.all([
    say('member', 'before'),
    server.harness.succeed(acme, 'owner', 'channels.removeMember', about),
    say('member', 'around'),
  ]);
  await say('member', 'after');
  await eventually(() => bodies(others).includes('after'), 'others go on');
  await member2.event('channel.member_removed');
  const order = others.events.map((event) =>
    event.type === 'message.sent' ? event.message.body : event.type,
  );
  const expected = order.slice(0, order.indexOf('channel.member_removed') + 1);
  assert.deepEqual(
    member2.events.map((event) => (event.type === 'message.sent' ? event.message.body : event.type)),
    expected,
  );
  await server.harness.succeed(acme, 'owner', 'channels.addMember', about);
  const added = await member2.event('channel.member_added');
  const own = added.event as Extract<Event, { type: 'channel.member_added' }>;
  assert.equal(own.channel?.id, acme.general.id);
  assert.equal(own.channel?.membership.unread, 0);
});

test('a removal that happened while away reaches its subject on resume, and no message after it does', async () => {
  const { acme } = server.harness;
  const about = { channelId: acme.secret.id, principalId: acme.principals.member.id };
  const first = await join('member');
  const { cursor } = await first.until((frame) => frame.t === 'welcome');
  await first.close();
  await server.harness.succeed(acme, 'owner', 'channels.removeMember', about);
  await say('owner', 'not for them', acme.secret.id);
  await say('owner', 'for them', acme.general.id);
  const second = await join('member', acme, cursor);
  await eventually(() => bodies(second).includes('for them'), 'the replay arrives');
  assert.equal(second.events.filter(({ type }) => type === 'channel.member_removed').length, 1);
  assert.deepEqual(bodies(second), ['for them']);
  await server.harness.succeed(acme, 'owner', 'channels.addMember', about);
});

test('a guest learns of people exactly while a channel is shared', async () => {
  const { acme } = server.harness;
  const guest = await join('guest');
  const about = { channelId: acme.secret.id, principalId: acme.principals.developer.id };
  await server.harness.succeed(acme, 'owner', 'channels.addMember', about);
  // A stream without a cursor begins where the node stands, which may be before the last change of another test.
  const aboutDeveloper = (frame: ServerFrame): frame is EventFrame =>
    frame.t === 'event' &&
    frame.event.type === 'channel.member_added' &&
    frame.event.member.principalId === acme.principals.developer.id;
  const added = (await guest.until(aboutDeveloper)).event;
  assert.ok(added.type === 'channel.member_added');
  assert.deepEqual(
    added.peopleShown?.map(({ id }) => id),
    [acme.principals.developer.id],
  );
  await server.harness.succeed(acme, 'owner', 'channels.removeMember', about);
  const removed = (await guest.event('channel.member_removed')).event;
  assert.ok(removed.type === 'channel.member_removed');
  assert.deepEqual(removed.peopleHidden, [acme.principals.developer.id]);
});

test('a read position goes to its owner’s devices only', async () => {
  const { acme } = server.harness;
  const [one, two, other] = await Promise.all([join('admin'), join('admin'), join('owner')]);
  await say('owner', 'to be read');
  const seq = (await one.event('message.sent')).event;
  assert.ok(seq.type === 'message.sent');
  const lastReadSeq = seq.message.channelSeq;
  await server.harness.succeed(acme, 'admin', 'channels.markRead', {
    channelId: acme.general.id,
    lastReadSeq,
  });
  for (const device of [one, two]) {
    const read = (await device.event('channel.read')).event;
    assert.ok(read.type === 'channel.read');
    assert.equal(read.membership.unread, 0);
  }
  await say('owner', 'flush');
  await eventually(() => bodies(other).includes('flush'), 'later events have arrived');
  assert.ok(!other.events.some(({ type }) => type === 'channel.read'));
});

test('a revoked key closes its socket at once, and the bot can neither call nor come back', async () => {
  const { acme } = server.harness;
  const bot = await join('bot');
  const { identity, secret } = acme.principals.bot;
  const { encodeId } = await import('@wardroom/contract');
  await server.harness.succeed(acme, 'owner', 'credentials.revoke', {
    credentialId: encodeId('credential', identity.id),
  });
  await say('member', 'after the revocation');
  assert.equal(await bot.closed, closeCodes.revoked.code);
  assert.ok(!bodies(bot).includes('after the revocation'));
  const back = open(acme.host);
  back.hello({ credential: secret }).catch(() => {});
  assert.equal(await back.closed, closeCodes.unauthenticated.code);
});

test('only the host’s own origin opens a socket with a cookie; others are refused and recorded', async () => {
  const { acme, globex, admin } = server.harness;
  const { cookie, origin } = cookieOf(acme, 'owner');
  const refused = [
    { cookie, origin: `http://${globex.host}:${server.port}` },
    { cookie, origin: 'null' },
    { cookie },
    { origin: `http://${globex.host}:${server.port}` },
  ];
  const count = async () => {
    const { rows } = await admin.query(
      `select coalesce(sum(count), 0)::int as n from tenant.audit_outbox where tenant_id = $1 and type = 'request.origin_refused'`,
      [acme.tenant.id],
    );
    return rows[0].n as number;
  };
  const before = await count();
  for (const headers of refused) assert.equal(await open(acme.host, headers).closed, 403);
  assert.equal(await count(), before + refused.length);
  assert.equal(await open('nobody.localhost', { origin }).closed, 404);
  assert.equal(await open('localhost').closed, 404);
  assert.equal(await open(acme.host, { cookie, origin }, '/v1/realtime?credential=x').closed, 404);
  const other = open(globex.host, { cookie, origin: `http://${globex.host}:${server.port}` });
  assert.equal(
    await other.closed,
    closeCodes.unauthenticated.code,
    'a cookie of another tenant is worth nothing',
  );
  assert.equal(server.harness.mismatches.length, 1);
});

test('what is not the protocol closes with its code and disturbs nobody else', async () => {
  const { acme } = server.harness;
  const neighbour = await join('owner');
  const deep = `{"t":"call","id":"x","op":"sync.snapshot","input":${'['.repeat(50)}${']'.repeat(50)}}`;
  const sendings: [string | Buffer, number][] = [
    ['{', closeCodes.bad_frame.code],
    ['{"t":"hello","protocol":1}', closeCodes.bad_frame.code],
    ['{"t":"nonsense"}', closeCodes.bad_frame.code],
    ['{"t":"beat","more":1}', closeCodes.bad_frame.code],
    [deep, closeCodes.bad_frame.code],
    [Buffer.from('{"t":"beat"}'), closeCodes.bad_frame.code],
    [`{"t":"call","id":"x","op":"o","input":"${'x'.repeat(262_144)}"}`, closeCodes.frame_too_large.code],
    ['x'.repeat(2_000_000), 1009],
  ];
  for (const [sending, code] of sendings) {
    const client = await join('developer');
    client.socket.send(sending);
    assert.equal(await client.closed, code, String(sending).slice(0, 40));
  }
  const flood = await join('developer');
  for (let index = 0; index < 150; index += 1) flood.send({ t: 'beat' });
  assert.equal(await flood.closed, closeCodes.too_fast.code);
  const silent = open(acme.host);
  assert.equal(await silent.closed, closeCodes.hello_timeout.code);
  await say('owner', 'still here');
  await eventually(() => bodies(neighbour).includes('still here'), 'the neighbour goes on');
});
