import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Message, type OperationName, type OwnChannel, type Uuid, uuidOf } from '@wardroom/contract';
import { tenantTasks } from '../../app/modules.ts';
import { runJob } from '../../kernel/jobs/run-job.ts';
import type { QueuedJob } from '../../kernel/jobs/task.ts';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { purgeTask } from '../channels/index.ts';

let harness: Harness;
let interrupt: ((statement: string) => Promise<void>) | null = null;
before(async () => {
  harness = await createHarness({
    observer: {
      before: async ({ statement }) => interrupt?.(statement),
    },
  });
});
after(async () => {
  await harness.close();
});

let count = 0;
const ask = async (who: Who, operation: OperationName, input: unknown) => {
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const give = <T>(who: Who, operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, who, operation, input);
const send = async (channelId: string, more: object = {}) =>
  (
    await give<{ message: Message }>('member', 'messages.send', {
      channelId,
      body: 'said to @acme-owner',
      clientKey: `purge-key-${++count}`,
      ...more,
    })
  ).message.id;

/** A channel with threads, mentions, reactions and a pin; `extra` plain messages beside. */
async function furnished(extra = 0) {
  const name = `purged-${++count}`;
  const { channel } = await give<{ channel: OwnChannel }>('member', 'channels.create', { name });
  const { id: channelId } = channel;
  await give('member', 'channels.addMember', { channelId, principalId: harness.acme.principals.owner.id });
  const root = await send(channelId);
  const reply = await send(channelId, { threadRootId: root });
  for (const messageId of [root, reply]) await give('owner', 'reactions.add', { messageId, emoji: '👋' });
  await give('owner', 'pins.add', { messageId: root });
  await harness.admin.query(
    `insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, thread_root_id, client_key, sealed_body, sent_at)
     select $1, uuidv7(), $2, n, $3, case when n % 3 = 0 then $4::uuid end, $5 || n, '\\x00', now() from generate_series(3, 2 + $6::int) n`,
    [
      harness.acme.tenant.id,
      uuidOf(channelId),
      harness.acme.principals.member.uuid,
      uuidOf(root),
      `${name}-`,
      extra,
    ],
  );
  return { channelId, uuid: uuidOf(channelId), name, root, reply };
}

const remaining = async (channel: Uuid) => {
  const { rows } = await harness.admin.query(
    `select (select count(*)::int from tenant.messages where channel_id = $1) as messages,
            (select count(*)::int from tenant.mentions where channel_id = $1) as mentions,
            (select count(*)::int from tenant.search_entries where channel_id = $1) as entries,
            (select count(*)::int from tenant.channel_members where channel_id = $1) as members,
            (select count(*)::int from tenant.channels where channel_id = $1) as channels,
            (select count(*)::int from tenant.reactions r
              where not exists (select from tenant.messages x where x.message_id = r.message_id)) as strays,
            (select count(*)::int from tenant.audit_outbox
              where resource_id = $1 and type = 'channel.purged') as records`,
    [channel],
  );
  return rows[0];
};
const gone = { messages: 0, mentions: 0, members: 0, channels: 0, strays: 0, entries: 0, records: 1 };

async function queuedFor(channel: Uuid): Promise<QueuedJob> {
  const { rows } = await harness.admin.query<{ job_id: Uuid; principal_id: Uuid | null }>(
    'select job_id, principal_id from tenant.job_outbox where reference_id = $1 and task = $2',
    [channel, purgeTask],
  );
  assert.equal(rows.length, 1);
  const [row] = rows;
  return {
    tenantId: harness.acme.tenant.id,
    jobId: row?.job_id as Uuid,
    principalId: row?.principal_id ?? null,
    referenceId: channel,
  };
}

const purge = (job: QueuedJob) => {
  const handler = tenantTasks[purgeTask];
  assert.ok(handler);
  const { keyring, clock } = harness.parts;
  return runJob(
    { keyring, clock, database: harness.kernel.database, tenantStatus: async () => 'active' },
    { task: purgeTask, handler },
    job,
  );
};

test('only an archived channel is deleted, by those who act on every channel; a manager does not', async () => {
  const { channelId } = await furnished();
  assert.equal(await ask('admin', 'channels.delete', { channelId }), 'conflict');
  await give('member', 'channels.archive', { channelId });
  assert.equal(await ask('member', 'channels.delete', { channelId }), 'forbidden');
  for (const id of [harness.globex.general.id, randomId(harness, 'channel')])
    assert.equal(await ask('admin', 'channels.delete', { channelId: id }), 'not_found');
  assert.equal(await ask('admin', 'channels.delete', { channelId }), 'ok');
  assert.equal(await ask('admin', 'channels.delete', { channelId }), 'not_found');
});

test('from the moment of deletion nobody finds the channel or anything in it, and its name is free', async () => {
  const { channelId, name, uuid, root, reply } = await furnished();
  await give('member', 'channels.archive', { channelId });
  await give('owner', 'channels.delete', { channelId });
  for (const who of ['owner', 'admin', 'member'] as const) {
    for (const operation of [
      'channels.get',
      'channels.members',
      'channels.readers',
      'channels.restore',
      'channels.join',
      'messages.list',
      'pins.list',
    ] as const)
      assert.equal(await ask(who, operation, { channelId }), 'not_found', `${operation} ${who}`);
    for (const messageId of [root, reply]) {
      assert.equal(await ask(who, 'messages.get', { messageId }), 'not_found');
      assert.equal(await ask(who, 'reactions.add', { messageId, emoji: '👋' }), 'not_found');
    }
    const { channels } = await give<{ channels: { id: string }[] }>(who, 'channels.list', {});
    assert.ok(!channels.some(({ id }) => id === channelId));
  }
  const { channels } = await give<{ channels: { id: string }[] }>('member', 'channels.directory', {
    archived: true,
  });
  assert.ok(!channels.some(({ id }) => id === channelId));
  const mentions = await give<{ messages: { channelId: string }[] }>('owner', 'messages.mentions', {});
  assert.ok(!mentions.messages.some((message) => message.channelId === channelId));
  assert.equal(await ask('member2', 'channels.create', { name }), 'ok');
  const { rows } = await harness.admin.query(
    `select e.type from tenant.events e where e.channel_id = $1 order by e.seq desc limit 1`,
    [uuid],
  );
  assert.deepEqual(rows, [{ type: 'channel.deleted' }]);
});

test('the job leaves nothing of the channel and says so once, however often it runs', async () => {
  const { channelId, uuid } = await furnished(450);
  const beside = await furnished(5);
  await give('member', 'channels.archive', { channelId });
  await give('admin', 'channels.delete', { channelId });
  const job = await queuedFor(uuid);
  assert.equal(job.principalId, null);
  assert.equal(await purge(job), 'done');
  assert.deepEqual(await remaining(uuid), gone);
  assert.equal(await purge(job), 'done');
  assert.deepEqual(await remaining(uuid), gone);
  assert.deepEqual(await remaining(beside.uuid), {
    ...{ messages: 7, mentions: 2, members: 2, channels: 1, strays: 0, entries: 2, records: 0 },
  });
});

test('two workers at once and one that dies half-way leave nothing behind', async () => {
  const { channelId, uuid } = await furnished(700);
  await give('member', 'channels.archive', { channelId });
  await give('admin', 'channels.delete', { channelId });
  const job = await queuedFor(uuid);
  let removals = 0;
  interrupt = async (statement) => {
    if (statement === 'messages.purge' && ++removals === 2) throw new Error('killed');
  };
  await assert.rejects(purge(job));
  interrupt = null;
  const half = await remaining(uuid);
  assert.ok(half.messages > 0 && half.messages < 702, String(half.messages));
  assert.equal(half.channels, 1);
  // Whoever loses a race is tried again, as the queue does.
  await Promise.allSettled([purge(job), purge(job)]);
  await purge(job);
  assert.deepEqual(await remaining(uuid), gone);
});

test('a job that names a channel which is not deleted does nothing', async () => {
  const { uuid } = await furnished(3);
  const before = await remaining(uuid);
  await purge({
    tenantId: harness.acme.tenant.id,
    jobId: harness.parts.ids.next(),
    principalId: null,
    referenceId: uuid,
  });
  assert.deepEqual(await remaining(uuid), before);
  assert.equal(before.channels, 1);
});

test('nothing above was a bug of ours', () => {
  assert.deepEqual(harness.bugs, []);
});
