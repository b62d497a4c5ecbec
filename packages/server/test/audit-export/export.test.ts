/** What the server exports, judged by the verifier, which shares no code with it. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exported, named, openWorld, verify, type World } from './world.ts';

describe('an export of the audit log', () => {
  let world: World;
  let size = 0;
  before(async () => {
    world = await openWorld();
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  /** Exactly so many entries, whatever the calls themselves have put on record meanwhile. */
  const growTo = async (wanted: number) => {
    const { rows } = await world.harness.admin.query<{ size: string; waiting: string }>(
      `select coalesce((select size from tenant.audit_heads where tenant_id = $1), 0) as size,
              (select count(*) from tenant.audit_outbox where tenant_id = $1) as waiting`,
      [world.harness.acme.tenant.id],
    );
    size = Number(rows[0]?.size) + Number(rows[0]?.waiting);
    assert.ok(size <= wanted, `${size} is above ${wanted}`);
    await world.grow(wanted - size);
    size = wanted;
  };

  test('of a log without entries is refused, and begins as soon as something is sealed', async () => {
    const { answer } = await world.harness.call(world.harness.acme, 'auditor', 'audit.exports.begin', {});
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'conflict');
    assert.deepEqual(await world.callAs('auditor')('audit.checkpoint', {}), {
      checkpoint: null,
      keys: { log: [], witnesses: [], rotations: [] },
    });
  });

  for (const wanted of [1, 255, 256, 257, 600])
    test(`of ${wanted} entries is intact`, async () => {
      await growTo(wanted);
      const { tar, state } = await exported(world.callAs('auditor'));
      assert.deepEqual([state.from, state.to, state.entries, state.problems], [0, wanted, wanted, 0]);
      const report = await verify(tar, await world.pinned());
      assert.deepEqual(named(report), []);
      assert.equal(report.verdict, 'intact');
      assert.equal(report.facts?.openings, wanted);
    });

  test('of a part holds what was asked for and verifies by itself', async () => {
    const { tar, state } = await exported(world.callAs('owner'), { from: 300, to: 301, reason: 'audit' });
    assert.equal(state.from, 256);
    assert.ok(state.to >= 301);
    assert.equal((await verify(tar, await world.pinned())).verdict, 'intact');
  });
});
