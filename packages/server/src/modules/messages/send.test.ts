import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { messageImplementations } from './index.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({
    implementations: () => [...channelImplementations(), ...messageImplementations()],
  });
});
after(async () => {
  await harness.close();
});

let keys = 0;
const newKey = () => `test-key-${++keys}`;
const send = (who: Parameters<Harness['call']>[1], input: Record<string, unknown>) =>
  harness.call(harness.acme, who, 'messages.send', {
    channelId: harness.acme.general.id,
    body: 'hello',
    clientKey: newKey(),
    ...input,
  });
const sent = async (who: Parameters<Harness['call']>[1], input: Record<string, unknown> = {}) => {
  const { answer } = await send(who, input);
  if (!answer.ok) throw answer.error;
  return (answer.output as { message: Message }).message;
};
const refused = async (who: Parameters<Harness['call']>[1], input: Record<string, unknown>) => {
  const { answer } = await send(who, input);
  return answer.ok ? 'ok' : answer.error.code;
};

test('every role that may write can send in a channel it is in, and no other role', async () => {
  const { general, secret } = harness.acme;
  for (const who of ['owner', 'admin', 'developer', 'member', 'member2', 'bot'] as const)
    assert.equal(await refused(who, { channelId: general.id }), 'ok', who);
  assert.equal(await refused('guest', { channelId: secret.id }), 'ok');
  assert.equal(await refused('guest', { channelId: general.id }), 'not_found');
  assert.equal(await refused('viewer', { channelId: general.id }), 'forbidden');
  assert.equal(await refused('auditor', { channelId: general.id }), 'forbidden');
  assert.equal(await refused('member2', { channelId: secret.id }), 'not_found');
  assert.equal(await refused('admin', { channelId: secret.id }), 'not_found');
});

test('a channel of another tenant answers like one that does not exist', async () => {
  assert.equal(await refused('owner', { channelId: harness.globex.general.id }), 'not_found');
  assert.equal(await refused('owner', { channelId: randomId(harness, 'channel') }), 'not_found');
  const foreign = await harness.succeed<{ message: Message }>(harness.globex, 'owner', 'messages.send', {
    channelId: harness.globex.general.id,
    body: 'hello',
    clientKey: newKey(),
  });
  assert.equal(await refused('owner', { threadRootId: foreign.message.id }), 'not_found');
  assert.equal(await refused('owner', { threadRootId: randomId(harness, 'message') }), 'not_found');
});

test('eight sends at once with one client key are one message', async () => {
  const clientKey = newKey();
  const before = await headSeq();
  const messages = await Promise.all(Array.from({ length: 8 }, () => sent('member', { clientKey })));
  assert.equal(new Set(messages.map(({ id }) => id)).size, 1);
  const again = await sent('member', { clientKey, body: 'another text', channelId: harness.acme.secret.id });
  assert.deepEqual(again, messages[0]);
  assert.equal((await headSeq()) - before, 1);
  const other = await sent('owner', { clientKey });
  assert.notEqual(other.id, messages[0]?.id);
});

test('channel_seq has no gap under 200 concurrent sends of which some are refused', async () => {
  const { uuid } = harness.acme.general;
  const [start] = (
    await harness.admin.query('select last_seq::int from tenant.channels where channel_id = $1', [uuid])
  ).rows;
  const who = ['owner', 'admin', 'viewer', 'developer', 'member', 'member2', 'guest', 'bot'] as const;
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => send(who[index % who.length] ?? 'owner', {})),
  );
  const seqs = answers
    .flatMap(({ answer }) => (answer.ok ? [(answer.output as { message: Message }).message.channelSeq] : []))
    .sort((a, b) => a - b);
  assert.equal(seqs.length, 150);
  assert.deepEqual(
    seqs,
    Array.from({ length: 150 }, (_, index) => start.last_seq + 1 + index),
  );
  const { rows } = await harness.admin.query(
    'select count(*)::int as n, max(channel_seq)::int as top, c.last_seq::int from tenant.messages x join tenant.channels c using (tenant_id, channel_id) where channel_id = $1 group by c.last_seq',
    [uuid],
  );
  assert.equal(rows[0].n, rows[0].top);
  assert.equal(rows[0].top, rows[0].last_seq);
});

test('each message has one event in the order of its channel and one audit entry', async () => {
  const { rows } = await harness.admin.query(
    `select (select count(*)::int from tenant.messages where tenant_id = $1) as messages,
            (select count(*)::int from tenant.audit_outbox where tenant_id = $1 and type = 'message.sent') as entries,
            (select count(*)::int from tenant.events where tenant_id = $1 and type = 'message.sent') as events,
            (select count(*)::int from (select x.channel_seq - lag(x.channel_seq) over (partition by x.channel_id order by e.seq) as step
               from tenant.events e join tenant.messages x using (tenant_id, message_id) where e.tenant_id = $1) s where step <> 1) as disorder`,
    [harness.acme.tenant.id],
  );
  assert.ok(rows[0].messages > 100);
  assert.deepEqual(rows[0], {
    messages: rows[0].messages,
    entries: rows[0].messages,
    events: rows[0].messages,
    disorder: 0,
  });
});

test('a thread hangs on a top-level message of its own channel and counts its replies', async () => {
  const root = await sent('member');
  const replies = await Promise.all([1, 2, 3].map(() => sent('owner', { threadRootId: root.id })));
  assert.equal(replies[0]?.threadRootId, root.id);
  const { message } = await harness.succeed<{ message: Message }>(harness.acme, 'member', 'messages.get', {
    messageId: root.id,
  });
  assert.equal(message.replyCount, 3);
  assert.equal(message.lastReplyAt, Math.max(...replies.map(({ sentAt }) => sentAt)));
  assert.equal(await refused('owner', { threadRootId: replies[0]?.id }), 'conflict');
  const elsewhere = await sent('owner', { channelId: harness.acme.secret.id });
  assert.equal(await refused('owner', { threadRootId: elsewhere.id }), 'not_found');
});

test('mentions count members of the channel, never the author, and everybody only with the permission', async () => {
  const { principals } = harness.acme;
  const body = '@acme-owner @acme-member2 @acme-guest @acme-member @nobody @channel';
  const message = await sent('member', { body });
  assert.deepEqual(message.mentions, [principals.owner.id, principals.member2.id]);
  assert.equal(message.mentionsAll, false);
  assert.equal((await sent('developer', { body })).mentionsAll, true);
});

test('an archived channel takes no message, but a retry still gets its acknowledgement', async () => {
  const { channel } = await harness.succeed<{ channel: { id: string } }>(
    harness.acme,
    'member',
    'channels.create',
    {
      name: 'soon-archived',
    },
  );
  const clientKey = newKey();
  const original = await sent('member', { channelId: channel.id, clientKey });
  await harness.succeed(harness.acme, 'member', 'channels.archive', { channelId: channel.id });
  assert.equal(await refused('member', { channelId: channel.id }), 'channel_archived');
  assert.deepEqual(await sent('member', { channelId: channel.id, clientKey }), original);
});

test('40,000 characters are a message in every script, one more is refused as input', async () => {
  assert.equal(await refused('member', { body: '€'.repeat(40_000) }), 'ok');
  assert.equal(await refused('member', { body: '€'.repeat(40_001) }), 'invalid_input');
});

test('nothing above was a bug of ours, and no body is stored as text', async () => {
  assert.deepEqual(harness.bugs, []);
  const { rows } = await harness.admin.query(
    "select count(*)::int as n from tenant.messages where position('hello'::bytea in sealed_body) > 0",
  );
  assert.equal(rows[0].n, 0);
});

async function headSeq(): Promise<number> {
  const { rows } = await harness.admin.query('select seq::int from tenant.heads where tenant_id = $1', [
    harness.acme.tenant.id,
  ]);
  return rows[0].seq;
}

test('a batch that breaks at commit acknowledges nothing, and its neighbours are sent alone', async () => {
  const trigger =
    "create trigger break_one before insert on tenant.messages for each row when (new.client_key = 'break-here') execute function public.break_on_purpose()";
  await harness.admin.query(
    "create function public.break_on_purpose() returns trigger language plpgsql as $$ begin raise exception 'broken on purpose'; end $$",
  );
  await harness.admin.query(trigger);
  const before = await headSeq();
  const answers = await Promise.all([
    refused('owner', {}),
    refused('member', { clientKey: 'break-here' }),
    refused('admin', {}),
  ]);
  await harness.admin.query('drop trigger break_one on tenant.messages');
  assert.deepEqual(answers, ['ok', 'internal', 'ok']);
  assert.equal((await headSeq()) - before, 2);
  assert.equal(await refused('member', { clientKey: 'break-here' }), 'ok');
});
