/** More entries than a tile of the second level holds; and a log whose beginning was removed after its time. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { steppedPruner } from '../../src/testing/audit/pruner.ts';
import { exported, named, openWorld, verify, type World } from './world.ts';

test('an export of 65,537 entries is intact', { timeout: 160_000 }, async () => {
  const world = await openWorld();
  try {
    await world.grow(65_537);
    let answers = 0;
    const onState = () => {
      answers += 1;
    };
    const { tar, state } = await exported(world.callAs('auditor'), { to: 65_537 }, { onState });
    assert.deepEqual([state.to, state.entries, state.problems], [65_537, 65_537, 0]);
    assert.ok(answers > tar.length / 2 ** 21, `${answers} answers`);
    const report = await verify(tar, await world.pinned());
    assert.deepEqual([named(report), report.verdict], [[], 'intact']);
    assert.equal(report.facts?.openings, 65_537);
    assert.deepEqual(world.harness.bugs, []);
  } finally {
    await world.close();
  }
});

describe('a log that was pruned', () => {
  const yearMs = 365 * 24 * 3_600_000;
  let world: World;
  let held = '';
  before(async () => {
    world = await openWorld();
    world.advance(-3 * yearMs);
    await world.grow(700);
    held = (await world.callAs('auditor')('audit.checkpoint', {})).checkpoint?.note ?? '';
    world.advance(3 * yearMs);
    await world.grow(100);
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  test('begins at its boundary, and is intact; what was begun before is refused', async () => {
    const { acme, call } = world.harness;
    const begun = await world.callAs('auditor')('audit.exports.begin', {});
    const first = await world.callAs('auditor')('audit.exports.read', { cursor: begun.cursor });
    assert.ok(first.pieces.length > 0);
    const { pruner, faults } = steppedPruner(world.harness);
    for (let round = 0; round < 5; round += 1) await pruner.round();
    await pruner.stop();
    assert.deepEqual(faults, []);
    const { tar, state } = await exported(world.callAs('auditor'));
    assert.equal(state.from, 512);
    const report = await verify(tar, await world.pinned(), { held: [held] });
    assert.deepEqual([named(report), report.verdict], [[], 'intact']);
    assert.equal(report.facts?.pruned?.before, 512);
    const { answer } = await call(acme, 'auditor', 'audit.exports.read', { cursor: begun.cursor });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'conflict');
    const later = await exported(world.callAs('auditor'), { from: 700 });
    assert.equal(later.state.from, 512);
    const earlier = await exported(world.callAs('auditor'), { from: 5 });
    assert.equal(earlier.state.from, 512);
  });
});
