import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';
import { moveOutbox } from '../../kernel/jobs/queue/mover.ts';
import type { Job } from '../../kernel/jobs/store.ts';
import type { TaskContext, Tasks } from '../../kernel/jobs/task.ts';
import { upkeepTasks } from '../../kernel/jobs/tasks/upkeep.ts';
import { upkeepDue } from '../../kernel/jobs/upkeep-due.ts';
import type { TenantFixture } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createWorker } from './index.ts';

const refused = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'allowed',
    (error: unknown) => String(Reflect.get(error as object, 'code')),
  );

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.fail(`not within a minute: ${what}`);
}

describe('worker', () => {
  let harness: Harness;
  let pool: pg.Pool;
  const ran: TaskContext[] = [];
  const errors: unknown[] = [];
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
    pool = harness.poolOf('wardroom_worker', 6);
  });
  after(() => harness.close());

  const enqueue = (tenant: TenantFixture, ...jobs: Job[]) =>
    harness.kernel.database.writeAside(tenant.tenant.id, tenant.keys, async (tx) => {
      for (const job of jobs) tx.enqueue(job);
    });
  const count = async (table: string): Promise<number> => {
    const { rows } = await harness.admin.query<{ n: number }>(`select count(*)::int as n from ${table}`);
    return rows[0]?.n ?? -1;
  };
  const withWorker = async (tasks: Tasks, work: (worker: { poke(): void }) => Promise<void>) => {
    const { keyring, clock } = harness.parts;
    const { database } = harness.kernel;
    const onError = (_what: string, error: unknown) => errors.push(error);
    const worker = createWorker({ pool, database, keyring, clock, tasks, pollMs: 100, onError });
    await worker.start();
    try {
      await work(worker);
    } finally {
      await worker.stop();
    }
  };
  const remember: Tasks = {
    'test.run': async (context) => {
      ran.push(context);
    },
  };

  test('the worker role sees the outbox and the queue, and nothing else', async () => {
    const { rows } = await harness.admin.query<{ table: string }>(
      `select format('%I.%I', n.nspname, c.relname) as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname in ('tenant', 'directory', 'platform', 'app', 'ops') and c.relname <> 'job_outbox'`,
    );
    assert.ok(rows.length > 20);
    for (const { table } of rows)
      assert.equal(await refused(pool.query(`select * from ${table} limit 1`)), '42501');
    assert.equal(await refused(pool.query('select count(*) from tenant.job_outbox')), 'allowed');
    assert.equal(await refused(pool.query("update tenant.job_outbox set task = 'a.b'")), '42501');
    assert.equal(await refused(pool.query('select app.tenant_id()')), '42501');
    for (const text of [
      'create table graphile_worker.x ()',
      'drop table graphile_worker._private_jobs',
      'create temp table x ()',
    ])
      assert.equal(await refused(pool.query(text)), '42501', text);
  });

  test('no other role reaches the queue', async () => {
    const { rows } = await harness.admin.query<{ name: string }>(
      "select relname as name from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind in ('r', 'v')",
    );
    assert.ok(rows.length >= 5);
    for (const role of ['wardroom_app', 'wardroom_directory', 'wardroom_platform'] as const) {
      const other = harness.poolOf(role, 1);
      for (const { name } of rows)
        assert.equal(await refused(other.query(`select * from graphile_worker.${name}`)), '42501');
      assert.equal(await refused(other.query("select graphile_worker.add_job('test.run')")), '42501');
    }
  });

  test('a job cannot be written in the name of another tenant, nor read back', async () => {
    const client = await harness.poolOf('wardroom_app', 1).connect();
    const insert = (tenant: Uuid) =>
      client.query(
        "insert into tenant.job_outbox (tenant_id, job_id, task, run_at, created_at) values ($1, gen_random_uuid(), 'test.forged', now(), now())",
        [tenant],
      );
    const enter = async () => {
      await client.query('begin');
      const context = harness.signer.sign(harness.acme.tenant.id, Number(Reflect.get(client, 'processID')));
      await client.query("select set_config('app.tenant', $1, true)", [context]);
    };
    await enter();
    assert.equal(await refused(insert(harness.globex.tenant.id)), '42501');
    await client.query('rollback');
    await enter();
    assert.equal(await refused(client.query('select * from tenant.job_outbox')), '42501');
    await client.query('rollback');
    await enter();
    assert.equal(await refused(insert(harness.acme.tenant.id)), 'allowed');
    await client.query('rollback');
    client.release(true);
  });

  test('jobs run once each, in a signed context of the tenant that wrote them', async () => {
    ran.length = 0;
    const { member } = harness.acme.principals;
    const referenceId = harness.parts.ids.next();
    await withWorker(remember, async (worker) => {
      await enqueue(harness.acme, { task: 'test.run', principalId: member.uuid, referenceId });
      await enqueue(harness.globex, { task: 'test.run', principalId: null });
      worker.poke();
      await until(() => ran.length === 2, 'both jobs ran');
      await until(async () => (await count('graphile_worker._private_jobs')) === 0, 'the queue is empty');
    });
    const mine = ran.find(({ job }) => job.tenantId === harness.acme.tenant.id);
    assert.equal(mine?.job.principalId, member.uuid);
    assert.equal(mine?.job.referenceId, referenceId);
    assert.equal(ran.length, 2);
    assert.deepEqual(errors, []);
  });

  test('a principal that is no longer active, or of another tenant, gets nothing done', async () => {
    ran.length = 0;
    const { guest, member2 } = harness.acme.principals;
    await harness.admin.query("update tenant.principals set status = 'suspended' where principal_id = $1", [
      guest.uuid,
    ]);
    await withWorker(remember, async () => {
      await enqueue(
        harness.acme,
        { task: 'test.run', principalId: guest.uuid },
        { task: 'test.run', principalId: harness.globex.principals.owner.uuid },
        { task: 'test.run', principalId: member2.uuid },
      );
      await until(() => ran.length > 0, 'the allowed one ran');
      await until(async () => (await count('graphile_worker._private_jobs')) === 0, 'the queue is empty');
    });
    assert.deepEqual(
      ran.map(({ job }) => job.principalId),
      [member2.uuid],
    );
  });

  test('the jobs of a suspended tenant wait, and carry references only', async () => {
    ran.length = 0;
    await harness.admin.query("update directory.tenants set status = 'suspended' where tenant_id = $1", [
      harness.globex.tenant.id,
    ]);
    await withWorker(remember, async () => {
      await enqueue(harness.globex, { task: 'test.run', principalId: null });
      await until(async () => {
        const { rows } = await harness.admin.query(
          "select from graphile_worker._private_jobs where run_at > now() + interval '30 minutes'",
        );
        return rows.length === 1;
      }, 'the job was postponed');
    });
    assert.equal(ran.length, 0);
    const { rows } = await harness.admin.query<{ payload: object; key: string }>(
      // The one that was postponed: the run that did so may still be there, and has given its key away.
      "select payload, key from graphile_worker._private_jobs where run_at > now() + interval '30 minutes'",
    );
    assert.deepEqual(Object.keys(rows[0]?.payload ?? {}).sort(), [
      'jobId',
      'principalId',
      'referenceId',
      'tenantId',
    ]);
    assert.ok(rows[0]?.key.startsWith(`${harness.globex.tenant.id}/`));
    await harness.admin.query('delete from graphile_worker._private_jobs');
    await harness.admin.query("update directory.tenants set status = 'active'");
  });

  test('a job whose key names another tenant never runs', async () => {
    ran.length = 0;
    errors.length = 0;
    const [tenantId, jobId] = [harness.acme.tenant.id, harness.parts.ids.next()];
    await harness.admin.query('select graphile_worker.add_job($1, $2, job_key => $3)', [
      'test.run',
      JSON.stringify({ tenantId, jobId, principalId: null, referenceId: null }),
      `${harness.globex.tenant.id}/${jobId}`,
    ]);
    await withWorker(remember, () => until(() => errors.length > 0, 'it was refused'));
    assert.equal(ran.length, 0);
    await harness.admin.query('delete from graphile_worker._private_jobs');
  });

  test('movers at once and a mover killed in its statement lose nothing and double nothing', async () => {
    const jobs = Array.from({ length: 500 }, (): Job => ({ task: 'test.run', principalId: null }));
    await enqueue(harness.acme, ...jobs);
    const killed = harness.poolOf('wardroom_worker', 1);
    killed.on('error', () => {});
    const client = await killed.connect();
    client.on('error', () => {});
    await client.query('begin');
    await client.query({ text: 'select 1' });
    const moving = moveOutbox({ query: client.query.bind(client) } as unknown as pg.Pool);
    await moving;
    assert.equal(await count('tenant.job_outbox'), 500, 'not committed yet');
    await harness.admin.query('select pg_terminate_backend($1)', [Reflect.get(client, 'processID')]);
    client.release(true);
    const drain = async () => {
      while ((await moveOutbox(pool)) > 0);
    };
    await Promise.all([drain(), drain(), drain()]);
    await drain();
    assert.equal(await count('tenant.job_outbox'), 0);
    assert.equal(await count('graphile_worker._private_jobs'), 500);
    await harness.admin.query('delete from graphile_worker._private_jobs');
  });

  test('upkeep falls due at each ten thousandth event', () => {
    assert.deepEqual(upkeepDue(9_998, 9_999), []);
    assert.deepEqual(upkeepDue(Number.NaN, Number.NaN), []);
    assert.deepEqual(
      upkeepDue(9_999, 10_000).map(({ task }) => task),
      ['log.prune', 'sessions.expire', 'tokens.expire', 'decisions.expire'],
    );
    assert.equal(upkeepDue(9_990, 10_250).length, 4);
  });

  test('pruning removes what is older than seven days from one tenant, from the oldest on and without a gap', async () => {
    const { acme, globex } = harness;
    for (const { tenant } of [acme, globex])
      await harness.admin.query(
        `insert into tenant.events (tenant_id, seq, type, at)
           select $1, n, 'message.sent', now() - make_interval(days => case when n = 2100 then 1 when n <= 2500 then 8 else 6 end)
             from generate_series(1, 3000) n`,
        [tenant.id],
      );
    await harness.admin.query(
      `update tenant.sessions set expires_at = now() - interval '31 days' where tenant_id = $1 and session_id = $2`,
      [acme.tenant.id, acme.principals.viewer.identity.id],
    );
    const sessionsBefore = await count('tenant.sessions');
    errors.length = 0;
    await withWorker(upkeepTasks, async () => {
      await enqueue(acme, ...upkeepDue(9_999, 10_000));
      await until(async () => (await count('tenant.events')) === 901 + 3000, 'the old events are gone');
      await until(
        async () => (await count('tenant.sessions')) === sessionsBefore - 1,
        'the old session is gone',
      );
    });
    const { rows } = await harness.admin.query(
      'select min(seq)::int as oldest from tenant.events where tenant_id = $1',
      [acme.tenant.id],
    );
    assert.deepEqual(rows, [{ oldest: 2100 }]);
    assert.deepEqual(errors, []);
  });
});
