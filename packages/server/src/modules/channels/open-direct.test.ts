import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Member, type OperationName, type OwnChannel, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';

let harness: Harness;
let seen: string[] = [];
before(async () => {
  harness = await createHarness({
    observer: {
      before: async ({ session, statement }) => {
        if (session.label !== 'aside') seen.push(statement);
      },
    },
  });
});
after(async () => {
  await harness.close();
});

let keys = 0;
const ask = async (who: Who, operation: OperationName, input: unknown) => {
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const give = <T>(who: Who, operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, who, operation, input);
const idOf = (who: Who) => harness.acme.principals[who].id;
const idsOf = (...all: Who[]) => all.map(idOf);
const open = async (by: Who, ...others: Who[]) =>
  (await give<{ channel: OwnChannel }>(by, 'channels.openDirect', { principalIds: idsOf(...others) }))
    .channel;
const send = (by: Who, channelId: string, body = 'hello') =>
  ask(by, 'messages.send', { channelId, body, clientKey: `directs-${++keys}` });

test('the same people share one conversation, whoever opens it, in whatever order and however often named', async () => {
  const first = await open('member', 'member2', 'admin');
  assert.deepEqual([first.kind, first.name, first.topic, first.archived], ['direct', '', '', false]);
  assert.deepEqual(first.participants.toSorted(), idsOf('member', 'member2', 'admin').sort());
  assert.deepEqual(first.membership, { role: 'member', lastReadSeq: 0, unread: 0, mentions: 0 });
  for (const again of [
    await open('member', 'member2', 'admin'),
    await open('admin', 'member', 'member2'),
    await open('member2', 'admin', 'member', 'admin', 'member2'),
  ])
    assert.deepEqual(again, first);
  assert.notEqual((await open('member', 'member2')).id, first.id);
  const { members } = await give<{ members: Member[] }>('admin', 'channels.members', {
    channelId: first.id,
  });
  assert.deepEqual(
    members.map(({ principalId, role }) => [principalId, role]),
    idsOf('member', 'member2', 'admin')
      .sort()
      .map((id) => [id, 'member']),
  );
});

test('what somebody wrote there is redacted by them alone, whatever the role of the others', async () => {
  for (const others of [['owner'], ['owner', 'admin']] as const) {
    const { id: channelId } = await open('member', ...others);
    const { message } = await give<{ message: { id: string } }>('member', 'messages.send', {
      channelId,
      body: 'between us',
      clientKey: `directs-${++keys}`,
    });
    const redact = { messageId: message.id };
    for (const who of others) assert.equal(await ask(who, 'messages.redact', redact), 'forbidden', who);
    assert.equal(await ask('member', 'messages.redact', redact), 'ok');
  }
});

test('opened by everybody in it at once, it is made once', async () => {
  const four = ['owner', 'admin', 'developer', 'member'] as const;
  const opened = await Promise.all(
    [...four, ...four].map((by) => open(by, ...four.filter((one) => one !== by))),
  );
  assert.equal(new Set(opened.map(({ id }) => id)).size, 1);
  const { rows } = await harness.admin.query(
    'select type, subject_id from tenant.events where channel_id = $1 order by seq',
    [uuidOf(opened[0]?.id ?? '')],
  );
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['channel.created', ...four.map(() => 'channel.member_added')],
  );
  assert.equal(new Set(rows.slice(1).map(({ subject_id }) => subject_id)).size, 4);
});

test('everybody in it writes and reads; nobody else finds it, not even the owner', async () => {
  const { id: channelId } = await open('member', 'member2', 'bot');
  for (const by of ['member', 'member2', 'bot'] as const) assert.equal(await send(by, channelId), 'ok');
  for (const by of ['owner', 'admin', 'viewer', 'guest'] as const) {
    if (by !== 'viewer') assert.equal(await send(by, channelId), 'not_found');
    for (const operation of ['channels.get', 'channels.readers', 'messages.list', 'pins.list'] as const)
      assert.equal(await ask(by, operation, { channelId }), 'not_found', operation);
  }
  const { channels } = await give<{ channels: { id: string }[] }>('owner', 'channels.directory', {
    archived: true,
  });
  assert.ok(!channels.some(({ id }) => id === channelId));
});

test('its people are fixed: it is neither joined, left, managed, renamed, archived nor deleted', async () => {
  const { id: channelId } = await open('owner', 'admin');
  const principalId = idOf('member');
  for (const [operation, input] of [
    ['channels.join', {}],
    ['channels.leave', {}],
    ['channels.addMember', { principalId }],
    ['channels.removeMember', { principalId: idOf('admin') }],
    ['channels.setMemberRole', { principalId: idOf('admin'), role: 'manager' }],
    ['channels.update', { name: 'a-name' }],
    ['channels.archive', {}],
    ['channels.restore', {}],
    ['channels.delete', {}],
  ] as const)
    assert.equal(await ask('owner', operation, { channelId, ...input }), 'forbidden', operation);
});

test('unknown, foreign and suspended people are one answer after the same statements', async () => {
  await harness.admin.query("update tenant.principals set status = 'suspended' where principal_id = $1", [
    harness.acme.principals.developer.uuid,
  ]);
  const observed: string[][] = [];
  for (const stranger of [
    harness.globex.principals.member.id,
    randomId(harness, 'principal'),
    idOf('developer'),
  ]) {
    seen = [];
    const code = await ask('member2', 'channels.openDirect', {
      principalIds: [idOf('owner'), idOf('bot'), stranger],
    });
    observed.push([code, ...seen]);
  }
  await harness.admin.query("update tenant.principals set status = 'active' where principal_id = $1", [
    harness.acme.principals.developer.uuid,
  ]);
  assert.equal(observed[0]?.[0], 'not_found');
  assert.ok(observed[0]?.includes('channels.named'));
  for (const one of observed) assert.deepEqual(one, observed[0]);
});

test('a guest opens only with people of their channels: others do not exist for them', async () => {
  const { secret, principals } = harness.acme;
  assert.equal((await open('guest', 'member')).participants.length, 2);
  for (const others of [['admin'], ['member', 'admin'], ['viewer']] as const)
    assert.equal(await ask('guest', 'channels.openDirect', { principalIds: idsOf(...others) }), 'not_found');
  const seenBefore = async () =>
    (await give<{ principals: { id: string }[] }>('guest', 'principals.list', {})).principals.map(
      ({ id }) => id,
    );
  assert.ok(!(await seenBefore()).includes(principals.admin.id));
  // Being named by somebody is a channel in common.
  await open('admin', 'guest');
  assert.ok((await seenBefore()).includes(principals.admin.id));
  assert.equal((await open('guest', 'admin')).id, (await open('admin', 'guest')).id);
  assert.ok((await seenBefore()).includes(principals.owner.id));
  await give('owner', 'channels.removeMember', { channelId: secret.id, principalId: principals.guest.id });
  assert.equal(await ask('guest', 'channels.openDirect', { principalIds: idsOf('owner') }), 'not_found');
  // What has been opened stays open.
  assert.equal((await open('guest', 'member')).kind, 'direct');
  await give('owner', 'channels.addMember', { channelId: secret.id, principalId: principals.guest.id });
});

test('oneself alone is nobody to talk to; viewers, auditors and bots open nothing', async () => {
  assert.equal(
    await ask('member', 'channels.openDirect', { principalIds: idsOf('member', 'member') }),
    'invalid_input',
  );
  const principalIds = idsOf('owner');
  for (const who of ['viewer', 'auditor'] as const)
    assert.equal(await ask(who, 'channels.openDirect', { principalIds }), 'forbidden');
  assert.equal(await ask('bot', 'channels.openDirect', { principalIds }), 'insufficient_scope');
});

test('a conversation outlives the suspension of somebody in it', async () => {
  const { id } = await open('member', 'viewer');
  const suspend = (status: string) =>
    harness.admin.query('update tenant.principals set status = $2 where principal_id = $1', [
      harness.acme.principals.viewer.uuid,
      status,
    ]);
  await suspend('suspended');
  assert.equal((await open('member', 'viewer')).id, id);
  await suspend('active');
});

test('nothing above was a bug of ours', () => {
  assert.deepEqual(harness.bugs, []);
});
