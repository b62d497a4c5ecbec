import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Message, type OperationName, type Uuid, uuidOf } from '@wardroom/contract';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import { runJob } from '../../kernel/jobs/run-job.ts';
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { purgeTask } from '../channels/index.ts';
import { purgeChannel } from '../messages/index.ts';
import { reindex, reindexTask } from './reindex.ts';

let harness: Harness;
let interrupt: ((statement: string) => Promise<void>) | null = null;
before(async () => {
  harness = await createHarness({ observer: { before: async ({ statement }) => interrupt?.(statement) } });
});
after(() => harness.close());
// Each test begins with an index that is complete.
beforeEach(() => build());

let keys = 0;
const give = <T>(operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, 'owner', operation, input);
const say = async (body: string): Promise<Message> => {
  const input = { channelId: harness.acme.general.id, body, clientKey: `reindex-${++keys}` };
  return (await give<{ message: Message }>('messages.send', input)).message;
};
const search = (query: string) =>
  give<{ messages: Message[]; complete: boolean }>('search.messages', { query, limit: 50 });
const found = async (query: string) => (await search(query)).messages.map(({ body }) => body);
const status = () => give('search.status', {});

/** One job, as the worker runs it. */
const run = (database: TenantDatabase, task: string, handler: TaskHandler, referenceId: Uuid | null) =>
  runJob(
    {
      keyring: harness.parts.keyring,
      clock: harness.parts.clock,
      database,
      tenantStatus: async () => 'active',
    },
    { task, handler },
    { tenantId: harness.acme.tenant.id, jobId: harness.parts.ids.next(), principalId: null, referenceId },
  );
/** `database` may fail where a test wants it to. */
const build = (database: Pick<TenantDatabase, 'read' | 'write'> = harness.kernel.database) =>
  run(database as TenantDatabase, reindexTask, reindex, null);
const purge = (channel: Uuid) => run(harness.kernel.database, purgeTask, purgeChannel, channel);
const waitingJobs = async () =>
  (await harness.admin.query('select from tenant.job_outbox where task = $1', [reindexTask])).rows.length;
const entryCount = async () =>
  (await harness.admin.query<{ n: number }>('select count(*)::int as n from tenant.search_entries')).rows[0]
    ?.n;
const messageCount = async () =>
  (
    await harness.admin.query<{ n: number }>(
      'select count(*)::int as n from tenant.messages where redacted_at is null',
    )
  ).rows[0]?.n;
const tokens = async () =>
  new Set(
    (
      await harness.admin.query<{ token: string }>(
        'select distinct (key % 1099511627776)::text as token from tenant.search_entries, unnest(tokens) key',
      )
    ).rows.map(({ token }) => token),
  );

test('the private index finds the same by shorter tokens, and the exact one again', async () => {
  for (let index = 0; index < 450; index += 1) await say(`lighthouse ${index % 9} word${index}`);
  const queries = ['lighthouse word17', '"lighthouse 3"', 'word448', 'from:me lighthouse 8'];
  const exact = await Promise.all(queries.map(found));
  const before = await tokens();
  assert.deepEqual(await give('search.configure', { mode: 'private' }), { mode: 'private', complete: false });
  assert.equal((await search('word17')).complete, false);
  assert.equal(await waitingJobs(), 1);
  await build();
  assert.deepEqual(await status(), { mode: 'private', complete: true });
  assert.deepEqual(await Promise.all(queries.map(found)), exact);
  const after = await tokens();
  // Eight bits: whatever 450 different words there are, their tokens are no more than 256. The rest are filters.
  assert.ok(before.size > 450 && after.size <= 256 + 10, `${before.size} tokens, then ${after.size}`);
  await give('search.configure', { mode: 'exact' });
  await build();
  assert.deepEqual(await Promise.all(queries.map(found)), exact);
  assert.ok((await tokens()).size > 450);
});

test('messages from before there was an index are found once it is built', async () => {
  await say('prehistoric');
  await harness.admin.query('delete from tenant.search_entries');
  await harness.admin.query(
    "update tenant.search_settings set rebuilt_down_to = 'ffffffff-ffff-ffff-ffff-ffffffffffff'",
  );
  assert.deepEqual(await found('prehistoric'), []);
  // The same mode again sets the building going.
  const jobs = await waitingJobs();
  assert.deepEqual(await give('search.configure', { mode: 'exact' }), { mode: 'exact', complete: false });
  assert.equal(await waitingJobs(), jobs + 1);
  await build();
  assert.deepEqual(await found('prehistoric'), ['prehistoric']);
  assert.equal(await entryCount(), await messageCount());
});

test('a build that is killed goes on where it was, and one that runs twice changes nothing', async () => {
  await give('search.configure', { mode: 'private' });
  const { database } = harness.kernel;
  let writes = 0;
  const failing: Pick<TenantDatabase, 'read' | 'write'> = {
    read: (tenantId, work) => database.read(tenantId, work),
    write: async (tenantId, scopeKeys, work) => {
      writes += 1;
      if (writes > 1) throw new Error('killed');
      return database.write(tenantId, scopeKeys, work);
    },
  };
  await assert.rejects(build(failing), /killed/);
  const { rows } = await harness.admin.query<{ place: string }>(
    'select rebuilt_down_to as place from tenant.search_settings',
  );
  assert.ok((rows[0]?.place ?? 'ffff') < 'ffff', 'the first piece stays');
  await Promise.all([build(), build()]);
  assert.deepEqual(await status(), { mode: 'private', complete: true });
  assert.equal(await entryCount(), await messageCount());
  assert.deepEqual(await found('word17'), ['lighthouse 8 word17']);
});

test('what is sent, edited and redacted while the index is built ends up in it as it is', async () => {
  const sent: Message[] = [];
  for (let index = 0; index < 30; index += 1) sent.push(await say(`before${index}`));
  await give('search.configure', { mode: 'exact' });
  const changes = async () => {
    for (const [index, { id }] of sent.entries()) {
      if (index % 3 === 0) await give('messages.edit', { messageId: id, body: `after${index}` });
      if (index % 3 === 1) await give('messages.redact', { messageId: id });
      await say(`meanwhile${index}`);
    }
  };
  await Promise.all([changes(), build()]);
  await build();
  for (let index = 0; index < 30; index += 1) {
    const kinds = [[`after${index}`], [], [`before${index}`]] as const;
    const expected = kinds[index % 3];
    assert.deepEqual([...(await found(`before${index}`)), ...(await found(`after${index}`))], expected);
    assert.deepEqual(await found(`meanwhile${index}`), [`meanwhile${index}`]);
  }
  assert.equal(await entryCount(), await messageCount());
});

test('a channel that is destroyed while it is indexed leaves nothing in the index', async () => {
  const { channel } = await give<{ channel: { id: string } }>('channels.create', { name: 'short-lived' });
  const { id: channelId } = channel;
  for (let index = 0; index < 5; index += 1)
    await give('messages.send', { channelId, body: `gone${index}`, clientKey: `gone-key-${index}` });
  await give('channels.archive', { channelId });
  await give('channels.delete', { channelId });
  await give('search.configure', { mode: 'private' });
  let purging: Promise<unknown> | null = null;
  interrupt = async (statement) => {
    if (statement !== 'searchIndex.remove' || purging !== null) return;
    purging = purge(uuidOf(channelId));
    // Long enough for a removal that does not wait to be through.
    await new Promise((resolve) => setTimeout(resolve, 300));
  };
  await build();
  interrupt = null;
  assert.ok(purging, 'removed while the index was built');
  await purging;
  const { rows } = await harness.admin.query(
    `select (select count(*)::int from tenant.messages where channel_id = $1) as messages,
            (select count(*)::int from tenant.search_entries where channel_id = $1) as entries`,
    [uuidOf(channelId)],
  );
  assert.deepEqual(rows, [{ messages: 0, entries: 0 }]);
});
