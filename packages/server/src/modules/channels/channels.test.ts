import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Member, Message, OperationName, OwnChannel } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { messageImplementations } from '../messages/index.ts';
import { channelImplementations } from './index.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({
    implementations: () => [...channelImplementations(), ...messageImplementations()],
  });
});
after(async () => {
  await harness.close();
});

let names = 0;
const ask = async (who: Who, operation: OperationName, input: unknown) => {
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const give = <T>(who: Who, operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, who, operation, input);
const create = async (who: Who, kind: 'public' | 'private' = 'public') =>
  (await give<{ channel: OwnChannel }>(who, 'channels.create', { name: `made-${++names}`, kind })).channel;
const idOf = (who: Who) => harness.acme.principals[who].id;
const add = (by: Who, channelId: string, who: Who) =>
  give<{ member: Member }>(by, 'channels.addMember', { channelId, principalId: idOf(who) });
const membersOf = async (who: Who, channelId: string) =>
  (await give<{ members: Member[] }>(who, 'channels.members', { channelId })).members;
const own = async (who: Who, channelId: string) =>
  (await give<{ channels: OwnChannel[] }>(who, 'channels.list', {})).channels.find(
    ({ id }) => id === channelId,
  );
const send = async (who: Who, channelId: string, body = 'hello') =>
  (
    await give<{ message: Message }>(who, 'messages.send', {
      channelId,
      body,
      clientKey: `channels-${++names}`,
    })
  ).message;
const eventsOf = async (channelId: string) => {
  const { rows } = await harness.admin.query(
    'select type, subject_id from tenant.events where channel_id = $1 order by seq',
    [(await import('@wardroom/contract')).uuidOf(channelId)],
  );
  return rows.map(({ type, subject_id }) => {
    const who = Object.entries(harness.acme.principals).find(([, { uuid }]) => uuid === subject_id)?.[0];
    return who === undefined ? type : `${type} ${who}`;
  });
};

test('members and above create channels and manage them; guests, viewers, auditors and bots cannot', async () => {
  for (const who of ['owner', 'admin', 'developer', 'member'] as const) {
    const channel = await create(who);
    assert.deepEqual(channel.membership, { role: 'manager', lastReadSeq: 0, unread: 0, mentions: 0 });
    assert.deepEqual(await own(who, channel.id), channel);
    assert.deepEqual(await eventsOf(channel.id), ['channel.created', `channel.member_added ${who}`]);
  }
  for (const who of ['guest', 'viewer', 'auditor'] as const)
    assert.equal(await ask(who, 'channels.create', { name: `no-${who}` }), 'forbidden');
  assert.equal(await ask('bot', 'channels.create', { name: 'no-bot' }), 'insufficient_scope');
});

test('a name is taken once in the whole tenant, also by a private channel that the caller cannot see', async () => {
  const { name } = await create('owner', 'private');
  assert.equal(await ask('member', 'channels.create', { name }), 'already_exists');
  const mine = await create('member');
  assert.equal(await ask('member', 'channels.update', { channelId: mine.id, name }), 'already_exists');
  await harness.succeed(harness.globex, 'member', 'channels.create', { name });
  const raced = await Promise.all(
    [1, 2, 3, 4].map(() => ask('member', 'channels.create', { name: 'raced' })),
  );
  assert.deepEqual(raced.sort(), ['already_exists', 'already_exists', 'already_exists', 'ok']);
});

test('a channel of another tenant and a hidden one answer like one that does not exist', async () => {
  const hidden = await create('member2', 'private');
  const operations: [OperationName, Record<string, unknown>][] = [
    ['channels.get', {}],
    ['channels.update', { topic: 'x' }],
    ['channels.archive', {}],
    ['channels.restore', {}],
    ['channels.join', {}],
    ['channels.leave', {}],
    ['channels.members', {}],
    ['channels.addMember', { principalId: idOf('admin') }],
    ['channels.removeMember', { principalId: idOf('member2') }],
    ['channels.setMemberRole', { principalId: idOf('member2'), role: 'member' }],
    ['channels.markRead', { lastReadSeq: 0 }],
    ['messages.list', {}],
  ];
  for (const [operation, input] of operations)
    for (const channelId of [hidden.id, harness.globex.general.id, randomId(harness, 'channel')])
      assert.equal(await ask('owner', operation, { ...input, channelId }), 'not_found', operation);
});

test('a position of another tenant is no position: the list is empty, as for a random id', async () => {
  for (const channelId of [harness.globex.general.id, harness.globex.secret.id, randomId(harness, 'channel')])
    for (const operation of ['channels.list', 'channels.directory'] as const) {
      const { channels } = await give<{ channels: unknown[] }>('owner', operation, { after: channelId });
      assert.deepEqual(channels, []);
    }
  const { channelId, after: foreign } = {
    channelId: harness.acme.general.id,
    after: harness.globex.principals.owner.id,
  };
  assert.deepEqual(
    (await give<{ members: unknown[] }>('owner', 'channels.members', { channelId, after: foreign })).members,
    [],
  );
});

test('lists are walked page by page without loss', async () => {
  const all = (await give<{ channels: OwnChannel[] }>('owner', 'channels.list', {})).channels;
  const walked: OwnChannel[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page: { channels: OwnChannel[]; next: string | null } = await give('owner', 'channels.list', {
      limit: 1,
      ...(after === undefined ? {} : { after }),
    });
    walked.push(...page.channels);
    after = page.next;
  }
  assert.deepEqual(walked, all);
  const { channelId } = { channelId: harness.acme.general.id };
  const first = await give<{ members: Member[]; next: string }>('owner', 'channels.members', {
    channelId,
    limit: 4,
  });
  const rest = await give<{ members: Member[] }>('owner', 'channels.members', {
    channelId,
    after: first.next,
  });
  assert.deepEqual([...first.members, ...rest.members], await membersOf('owner', channelId));
});

test('public channels are found and joined by members and viewers, not by guests; joining twice is joining once', async () => {
  const channel = await create('owner');
  await send('owner', channel.id);
  for (const who of ['member', 'viewer'] as const) {
    const joined = await give<{ channel: OwnChannel }>(who, 'channels.join', { channelId: channel.id });
    assert.deepEqual(joined.channel.membership, { role: 'member', lastReadSeq: 1, unread: 0, mentions: 0 });
    assert.deepEqual(await give(who, 'channels.join', { channelId: channel.id }), joined);
  }
  assert.equal(await ask('guest', 'channels.join', { channelId: channel.id }), 'forbidden');
  assert.equal((await eventsOf(channel.id)).filter((type) => type.includes('member_added')).length, 3);
  const { channels } = await give<{ channels: { id: string; joined: boolean; memberCount: number }[] }>(
    'admin',
    'channels.directory',
    {},
  );
  const found = channels.find(({ id }) => id === channel.id);
  assert.deepEqual([found?.joined, found?.memberCount], [false, 3]);
  assert.ok(!channels.some(({ id }) => id === harness.acme.secret.id));
});

test('archived channels stay readable, refuse writes, and can be left; archiving twice is archiving once', async () => {
  const channel = await create('member');
  await add('member', channel.id, 'member2');
  await send('member', channel.id);
  assert.equal(await ask('member2', 'channels.archive', { channelId: channel.id }), 'forbidden');
  const archived = await give('member', 'channels.archive', { channelId: channel.id });
  assert.deepEqual(await give('member', 'channels.archive', { channelId: channel.id }), archived);
  for (const [operation, input] of [
    ['channels.update', { topic: 'x' }],
    ['channels.addMember', { principalId: idOf('owner') }],
    ['channels.setMemberRole', { principalId: idOf('member2'), role: 'manager' }],
  ] as const)
    assert.equal(
      await ask('member', operation, { channelId: channel.id, ...input }),
      'channel_archived',
      operation,
    );
  assert.equal(await ask('owner', 'channels.join', { channelId: channel.id }), 'channel_archived');
  assert.equal(await ask('member2', 'messages.list', { channelId: channel.id }), 'ok');
  assert.equal(await ask('member2', 'channels.leave', { channelId: channel.id }), 'ok');
  assert.equal(await ask('admin', 'channels.restore', { channelId: channel.id }), 'ok');
  assert.equal((await eventsOf(channel.id)).filter((type) => type === 'channel.archived').length, 1);
});

test('members add people and bots; unknown, foreign, suspended and imported ones are one answer', async () => {
  const channel = await create('member', 'private');
  for (const who of ['guest', 'bot', 'member2'] as const) {
    const { member } = await add('member', channel.id, who);
    assert.deepEqual((await add('member2', channel.id, who).catch(() => ({ member }))).member, member);
  }
  assert.equal((await membersOf('guest', channel.id)).length, 4);
  assert.equal(
    await ask('guest', 'channels.addMember', { channelId: channel.id, principalId: idOf('owner') }),
    'forbidden',
  );
  await harness.admin.query("update tenant.principals set status = 'suspended' where principal_id = $1", [
    harness.acme.principals.viewer.uuid,
  ]);
  for (const principalId of [
    idOf('viewer'),
    harness.globex.principals.member.id,
    randomId(harness, 'principal'),
  ])
    assert.equal(
      await ask('member', 'channels.addMember', { channelId: channel.id, principalId }),
      'not_found',
    );
  await harness.admin.query("update tenant.principals set status = 'active' where principal_id = $1", [
    harness.acme.principals.viewer.uuid,
  ]);
});

test('a removed member cannot write any more, and the removal names them', async () => {
  const channel = await create('member', 'private');
  await add('member', channel.id, 'member2');
  await send('member2', channel.id);
  assert.equal(
    await ask('member2', 'channels.removeMember', { channelId: channel.id, principalId: idOf('member') }),
    'forbidden',
  );
  assert.equal(
    await ask('member', 'channels.removeMember', { channelId: channel.id, principalId: idOf('member') }),
    'conflict',
  );
  assert.equal(
    await ask('member', 'channels.removeMember', { channelId: channel.id, principalId: idOf('member2') }),
    'ok',
  );
  assert.equal(
    await ask('member', 'channels.removeMember', { channelId: channel.id, principalId: idOf('member2') }),
    'not_found',
  );
  assert.equal(
    await ask('member2', 'messages.send', { channelId: channel.id, body: 'x', clientKey: 'after-removal' }),
    'not_found',
  );
  assert.equal((await eventsOf(channel.id)).at(-1), 'channel.member_removed member2');
});

test('a private channel keeps a manager: the longest-standing member who can manage takes over', async () => {
  const channel = await create('admin', 'private');
  for (const who of ['guest', 'member', 'member2'] as const) await add('admin', channel.id, who);
  assert.equal(
    await ask('admin', 'channels.setMemberRole', {
      channelId: channel.id,
      principalId: idOf('admin'),
      role: 'member',
    }),
    'conflict',
  );
  assert.equal(await ask('admin', 'channels.leave', { channelId: channel.id }), 'ok');
  const managers = (await membersOf('member', channel.id)).filter(({ role }) => role === 'manager');
  assert.deepEqual(
    managers.map(({ principalId }) => principalId),
    [idOf('member')],
  );
  assert.deepEqual((await eventsOf(channel.id)).slice(-2), [
    'channel.member_removed admin',
    'channel.member_role_changed member',
  ]);
});

test('unread and mention counts follow sending and reading, and reading is an event for oneself', async () => {
  const channel = await create('developer');
  await add('developer', channel.id, 'member');
  await send('developer', channel.id, 'one');
  await send('developer', channel.id, 'two @acme-member');
  await send('developer', channel.id, 'three @channel @acme-member');
  await send('developer', channel.id, 'four @channel');
  assert.deepEqual((await own('member', channel.id))?.membership, {
    role: 'member',
    lastReadSeq: 0,
    unread: 4,
    mentions: 3,
  });
  assert.equal((await own('developer', channel.id))?.membership.mentions, 0);
  const read = (lastReadSeq: number) =>
    give<{ membership: OwnChannel['membership'] }>('member', 'channels.markRead', {
      channelId: channel.id,
      lastReadSeq,
    });
  assert.deepEqual((await read(2)).membership, { role: 'member', lastReadSeq: 2, unread: 2, mentions: 2 });
  assert.deepEqual((await read(99)).membership, { role: 'member', lastReadSeq: 4, unread: 0, mentions: 0 });
  await read(99);
  assert.equal((await eventsOf(channel.id)).filter((type) => type === 'channel.read member').length, 2);
  assert.equal((await read(1)).membership.unread, 3);
  assert.equal(
    await ask('admin', 'channels.markRead', { channelId: channel.id, lastReadSeq: 1 }),
    'forbidden',
  );
});

test('names and topics are stored sealed, and nothing above was a bug of ours', async () => {
  const channel = await create('member');
  await give('member', 'channels.update', {
    channelId: channel.id,
    name: 'quartz-name',
    topic: 'obsidian-topic',
  });
  const shown = await give<{ channel: OwnChannel }>('owner', 'channels.get', { channelId: channel.id });
  assert.deepEqual([shown.channel.name, shown.channel.topic], ['quartz-name', 'obsidian-topic']);
  const { rows } = await harness.admin.query(
    `select count(*)::int as n from tenant.channels c where c::text like '%' || encode('quartz', 'hex') || '%' or c::text like '%quartz%'`,
  );
  assert.equal(rows[0].n, 0);
  assert.deepEqual(harness.bugs, []);
});
