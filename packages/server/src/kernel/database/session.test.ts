import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { Session } from './session.ts';

let harness: Harness;
let pool: pg.Pool;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
  await harness.admin.query(`
    create schema plans;
    create table plans.things (owner bigint not null, place bigint not null, name text not null) with (autovacuum_enabled = false);
    create index things_by_name on plans.things (owner, name);
    grant usage on schema plans to wardroom_app;
    grant select on plans.things to wardroom_app`);
  pool = harness.poolOf('wardroom_app', 1);
});
after(async () => {
  await harness.close();
});

const find = { name: 'things.find', text: 'select place from plans.things where owner = $1 and name = $2' };
const explain = { name: 'things.explain', text: `explain execute "things.find" (1, 'name 5')` };

/** The plan that this connection keeps, with what it expects of the table. */
async function planOf(session: Session): Promise<string> {
  const { rows } = await session.send<{ 'QUERY PLAN': string }>(explain, []);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('on a connection long in use a statement that is new there is planned anew as soon as on a new one', async () => {
  const session = new Session(await pool.connect(), 'test');
  const count = { name: 'things.count', text: 'select count(*) from plans.things where owner = $1' };
  try {
    let now = 0;
    for (; now < 600_000; now += 10_000) {
      session.renewPlans(now);
      await session.send(count, [1]);
    }
    await harness.admin.query('truncate plans.things');
    session.renewPlans(now);
    await session.send(find, [1, 'name 5']);
    const first = await planOf(session);
    await harness.admin.query(
      `insert into plans.things select 1, n, 'name ' || n from generate_series(1, 20000) n`,
    );
    session.renewPlans(now + 499);
    assert.equal(await planOf(session), first);
    session.renewPlans(now + 500);
    assert.notEqual(await planOf(session), first);
    session.renewPlans(now + 1_000);
  } finally {
    session.release(true);
    await harness.admin.query('truncate plans.things');
  }
});

test('a plan made on an empty table does not outlive half a second of use', async () => {
  const session = new Session(await pool.connect(), 'test');
  try {
    session.renewPlans(0);
    await session.send(find, [1, 'name 5']);
    const first = await planOf(session);
    await harness.admin.query(
      `insert into plans.things select 1, n, 'name ' || n from generate_series(1, 20000) n`,
    );
    session.renewPlans(499);
    assert.equal(await planOf(session), first);
    session.renewPlans(500);
    assert.notEqual(await planOf(session), first);
  } finally {
    session.release();
  }
});
