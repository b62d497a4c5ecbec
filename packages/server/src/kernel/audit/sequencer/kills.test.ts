/** Whatever ends the sequencer, and however many there are: nothing is lost, nothing has two places. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { readLog, requireWhole } from '../../../testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../../testing/audit/sequencer.ts';
import { createTenantFixture, type TenantFixture } from '../../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import type { StatementObserver } from '../../database/session.ts';

describe('sequencers that end or meet', () => {
  let harness: Harness;
  let offset = 0;
  const recorded = new Map<TenantFixture, number>();
  before(async () => {
    harness = await createHarness({
      implementations: () => [],
      clock: { now: () => Date.now() + offset },
    });
  });
  after(() => harness.close());

  const record = async (tenant: TenantFixture, count: number) => {
    const entries = Array.from({ length: count }, (_, number) => entryOf(tenant, number));
    await recordAll(harness, tenant, entries);
    recorded.set(tenant, (recorded.get(tenant) ?? 0) + count);
  };
  const requireAll = async () => {
    const { rows } = await harness.admin.query('select 1 from tenant.audit_outbox');
    assert.equal(rows.length, 0);
    for (const [tenant, count] of recorded) {
      const entries = await requireWhole(harness, tenant);
      assert.equal(entries.length, count);
      assert.equal(new Set(entries.map(({ row }) => row.entry_id)).size, count);
    }
  };
  /** Calls `interrupt` before statement number `at`, counted from 1. */
  const interrupting = (at: number, interrupt: (pid: number) => Promise<unknown>) => {
    const seen: string[] = [];
    const observer: StatementObserver = {
      async before({ session, statement }) {
        seen.push(statement);
        if (seen.length === at) await interrupt(session.backendPid);
      },
    };
    return { seen, observer };
  };
  const kill = (pid: number) => harness.admin.query('select pg_terminate_backend($1, 2000)', [pid]);

  test('killed before any of its statements, it leaves everything for the next one', async (t) => {
    let kills = 0;
    const names = new Set<string>();
    // Beyond a tile, so that reading and writing of tiles are among the statements.
    await record(harness.acme, 200);
    for (let at = 1; ; at += 1) {
      offset += 2_000;
      await record(harness.acme, 60);
      await record(harness.globex, 3);
      const { seen, observer } = interrupting(at, kill);
      const first = steppedSequencer(harness, { observer, leaseMs: 100 });
      const ended = await first.drain().then(
        () => 'done',
        () => 'killed',
      );
      for (const name of seen) names.add(name);
      if (ended === 'done') {
        assert.ok(seen.length < at, 'a statement that was killed is not done');
        break;
      }
      kills += 1;
      await sleep(120);
      const next = steppedSequencer(harness);
      await next.drain();
      await next.sequencer.stop();
      await requireAll();
    }
    t.diagnostic(`${names.size} statements × 1 kill each, ${kills} kills`);
    for (const name of [
      'sequencer.look',
      'sequencer.take',
      'sequencer.hold',
      'sequencer.claim',
      'sequencer.append',
      'sequencer.commit',
    ])
      assert.ok(names.has(name), name);
    assert.ok(kills >= 12, `${kills} kills`);
    await requireAll();
  });

  test('a holder whose lease was taken seals nothing any more', async () => {
    await sleep(120);
    await record(harness.acme, 5);
    const second = steppedSequencer(harness);
    const { observer } = interrupting(4, async () => {
      // Before its first statement inside the transaction: the lease has run out, and another takes it.
      await sleep(60);
      await second.drain();
      await record(harness.acme, 5);
    });
    const first = steppedSequencer(harness, { observer, leaseMs: 20 });
    assert.equal(await first.sequencer.step(), false);
    const sealed = await requireWhole(harness, harness.acme);
    assert.equal(sealed.length, (recorded.get(harness.acme) ?? 0) - 5);
    await second.drain();
    await second.sequencer.stop();
    await requireAll();
  });

  test('nobody takes over while a batch runs, however long it takes', async () => {
    await record(harness.globex, 5);
    const second = steppedSequencer(harness);
    let taking: Promise<unknown> = Promise.resolve();
    const { seen, observer } = interrupting(6, async () => {
      await sleep(60);
      taking = second.sequencer.step();
      await sleep(100);
    });
    const first = steppedSequencer(harness, { observer, leaseMs: 20 });
    await first.sequencer.step();
    await taking;
    assert.ok(seen.includes('sequencer.commit'));
    await first.sequencer.stop();
    await second.sequencer.stop();
    await requireAll();
  });

  test('of two at once one works; when it stops, the other goes on at once', async () => {
    const [one, other] = [steppedSequencer(harness), steppedSequencer(harness)];
    await record(harness.acme, 1);
    await one.drain();
    await record(harness.acme, 1);
    await other.drain();
    assert.equal((await readLog(harness, harness.acme)).length, (recorded.get(harness.acme) ?? 0) - 1);
    await one.sequencer.stop();
    await other.drain();
    await other.sequencer.stop();
    await requireAll();
  });

  test('ten tenants that record at random, under three sequencers that take the lease from each other', async () => {
    const { keyring, ids, random, clock } = harness.parts;
    const tools = { admin: harness.admin, keyring, ids, random, now: clock.now() };
    const tenants: TenantFixture[] = [];
    for (let n = 0; n < 10; n += 1) tenants.push(await createTenantFixture(tools, `tenant-${n}`));
    const bursts = fc.array(fc.record({ tenant: fc.nat(9), count: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 5,
      maxLength: 25,
    });
    const plan = fc.sample(bursts, { numRuns: 3, seed: 11 });
    const rivals = Array.from({ length: 3 }, () =>
      steppedSequencer(harness, { leaseMs: 1, batchSize: 30, intervalMs: 5, gatherMs: 0 }),
    );
    for (const { sequencer } of rivals) sequencer.start();
    for (const round of plan)
      await Promise.all(
        round.map(async ({ tenant, count }) => {
          const fixture = tenants[tenant];
          if (fixture) await record(fixture, count);
        }),
      );
    for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(20)) {
      const { rows } = await harness.admin.query('select 1 from tenant.audit_outbox limit 1');
      if (rows.length === 0) break;
    }
    for (const { sequencer } of rivals) await sequencer.stop();
    assert.deepEqual(
      rivals.flatMap(({ faults }) => faults),
      [],
    );
    await requireAll();
  });
});
