/** Ten thousand people in one group: linked, moved, and gone again, with nobody left behind. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  encodeId,
  type GroupView,
  type OperationName,
  type Operations,
  type OutputOf,
  type Uuid,
  uuidOf,
} from '@wardroom/contract';
import { runJob } from '../../kernel/jobs/run-job.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { groupTasks } from './index.ts';
import { mirrorTask } from './settle.ts';

const size = 9_999;
let h: Harness;
let crowd: GroupView;
let above: GroupView;
let channelId = '';
const took: Record<string, number> = {};

before(async () => {
  h = await createHarness();
  [above, crowd] = [await create('above'), await create('crowd')];
  const made = await give<{ channel: { id: string } }>('channels.create', { name: 'crowd', kind: 'private' });
  channelId = made.channel.id;
  await h.admin.query(
    `with made as (
       insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
       select tenant_id, gen_random_uuid(), 'person', 'active', 'member', sha256(('crowd' || n)::bytea), sealed, now(), now()
         from tenant.principals, generate_series(1, $3::int) n where principal_id = $1
       returning tenant_id, principal_id)
     insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
     select tenant_id, $2, principal_id, 'scim', 'member', now() from made`,
    [h.acme.principals.member.uuid, uuidOf(crowd.id), size],
  );
  await h.admin.query('analyze');
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const give = <T = Record<string, never>>(operation: OperationName, input: object): Promise<T> =>
  h.succeed<T>(h.acme, 'owner', operation, input);
const create = async (handle: string): Promise<GroupView> =>
  (await give<{ group: GroupView }>('groups.create', { handle, name: handle })).group;
const timed = async (what: string, operation: OperationName, input: object): Promise<void> => {
  const start = performance.now();
  await give(operation, input);
  took[what] = Math.round(performance.now() - start);
};
const inChannel = async (): Promise<number> => {
  const { rows } = await h.admin.query<{ n: number }>(
    'select count(*)::int as n from tenant.channel_members where channel_id = $1',
    [uuidOf(channelId)],
  );
  return rows[0]?.n ?? -1;
};
const conferred = async (): Promise<number> => {
  const { rows } = await h.admin.query<{ n: number }>(
    `select count(*)::int as n from tenant.principals where tenant_id = $1 and conferred <> '{}'`,
    [h.acme.tenant.id],
  );
  return rows[0]?.n ?? -1;
};

/** What waits in the outbox, as the worker runs it. */
async function work(): Promise<void> {
  const { rows } = await h.admin.query<{ reference_id: Uuid }>(
    'delete from tenant.job_outbox where task = $1 returning reference_id',
    [mirrorTask],
  );
  const { keyring, clock, ids } = h.parts;
  const handler = groupTasks[mirrorTask];
  assert.ok(handler);
  for (const { reference_id: referenceId } of rows)
    await runJob(
      { keyring, clock, database: h.kernel.database, tenantStatus: async () => 'active' },
      { task: mirrorTask, handler },
      { tenantId: h.acme.tenant.id, jobId: ids.next(), principalId: null, referenceId },
    );
}

test('a channel gets the first five hundred at once and the rest by a job', async () => {
  await timed('link', 'groups.linkChannel', { groupId: crowd.id, channelId });
  // Its owner was there already.
  assert.equal(await inChannel(), 501);
  const start = performance.now();
  await work();
  took['the rest'] = Math.round(performance.now() - start);
  assert.equal(await inChannel(), size + 1);
  await work();
  assert.equal(await inChannel(), size + 1);
});

test('one more than ten thousand is refused, and nothing of it is left', async () => {
  const add = (who: 'member' | 'member2') =>
    h.call(h.acme, 'owner', 'groups.addMembers', {
      ...{ groupId: crowd.id, principalIds: [h.acme.principals[who].id] },
    });
  const outcome = await add('member');
  assert.ok(!outcome.answer.ok && outcome.answer.error.code === 'limit_reached');
  assert.equal(await inChannel(), size + 1);
});

test('a move brings everybody what comes with the group above, and takes it back', async () => {
  await timed('set roles', 'groups.setRoles', { groupId: above.id, revision: 1, roles: ['developer'] });
  const started = performance.now();
  const { gaining, changes } = await give<OutputOf<Operations['groups.preview']>>('groups.preview', {
    ...{ groupId: crowd.id, parentId: above.id },
  });
  took['preview'] = Math.round(performance.now() - started);
  assert.deepEqual([gaining, changes.length], [size, 100], 'it is told before, with examples');
  await timed('move below', 'groups.update', { groupId: crowd.id, revision: 1, parentId: above.id });
  assert.equal(await conferred(), size + 1);
  await timed('read', 'groups.list', {});
  await timed('members', 'groups.members', { groupId: above.id, effective: true });
  await timed('move out', 'groups.update', { groupId: crowd.id, revision: 2, parentId: null });
  assert.equal(await conferred(), 1);
});

test('one of them leaves without waiting for the others', async () => {
  const { rows } = await h.admin.query<{ principal_id: Uuid }>(
    'select principal_id from tenant.group_members where group_id = $1 and principal_id <> $2 limit 1',
    [uuidOf(crowd.id), h.acme.principals.owner.uuid],
  );
  await h.admin.query(`update tenant.group_members set source = 'manual' where principal_id = $1`, [
    rows[0]?.principal_id,
  ]);
  await timed('remove one', 'groups.removeMembers', {
    ...{ groupId: crowd.id, principalIds: [encodeId('principal', rows[0]?.principal_id as Uuid)] },
  });
  assert.equal(await inChannel(), size);
});

test('everybody who is out by a move is out of the channel in the same moment', async () => {
  await timed('move below', 'groups.update', { groupId: crowd.id, revision: 3, parentId: above.id });
  await give('groups.unlinkChannel', { channelId });
  await timed('link above', 'groups.linkChannel', { groupId: above.id, channelId });
  assert.equal(await inChannel(), size);
  await timed('all out', 'groups.update', { groupId: crowd.id, revision: 4, parentId: null });
  assert.equal(await inChannel(), 1);
});

test('what each of it takes', (context) => {
  context.diagnostic(JSON.stringify(took));
  for (const [what, ms] of Object.entries(took))
    assert.ok(ms < (what === 'the rest' ? 60_000 : 20_000), `${what}: ${ms} ms`);
});
