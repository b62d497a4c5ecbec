/** Erasing somebody leaves every proof as it was: for any people, in any order, whatever waited meanwhile. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { requireWhole } from '../../src/testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import { exported, named, verify } from '../audit-export/world.ts';
import { type OldWorld, openOldWorld } from './world.ts';

const people = ['owner', 'member', 'member2', 'guest', 'auditor'] as const satisfies readonly Who[];

describe('an erased log', () => {
  let world: OldWorld;
  before(async () => {
    world = await openOldWorld();
  });
  after(async () => {
    await world.close();
    assert.deepEqual(world.harness.bugs, []);
  });

  const record = (who: (typeof people)[number], count: number) => {
    const { acme } = world.harness;
    const { uuid, identity } = acme.principals[who];
    const entries = Array.from({ length: count }, (_, number) => ({
      ...entryOf(acme, number),
      ...{ actorId: uuid, credentialId: identity.id },
    }));
    return recordAll(world.harness, acme, entries);
  };
  const seal = async () => {
    const { drain, sequencer, faults } = steppedSequencer(world.harness);
    await drain();
    await sequencer.stop();
    assert.deepEqual(faults, []);
  };
  const openingsAbout = async (who: Who) => {
    const { rows } = await world.harness.admin.query<{ count: number }>(
      `select count(*)::integer as count from tenant.audit_openings where tenant_id = $1 and subject_id = $2`,
      [world.harness.acme.tenant.id, world.harness.acme.principals[who].uuid],
    );
    return rows[0]?.count;
  };

  test('property: any people, any order, before and after sealing: the export stays intact and tells nothing of them', async (t) => {
    const steps = fc.array(
      fc.record({
        who: fc.constantFrom(...people),
        count: fc.integer({ min: 1, max: 90 }),
        isSealed: fc.boolean(),
        erases: fc.boolean(),
      }),
      { minLength: 4, maxLength: 8 },
    );
    const rounds = fc.sample(steps, { numRuns: 4, seed: 7 });
    let erasures = 0;
    for (const round of rounds) {
      const gone = new Set<Who>();
      for (const { who, count, isSealed, erases } of round) {
        await record(who, count);
        gone.delete(who);
        if (isSealed) await seal();
        if (!erases) continue;
        const { principals } = world.harness.acme;
        await world.callAs('owner')('audit.erase', {
          principalId: principals[who].id as never,
          reason: 'asked',
        });
        erasures += 1;
        // Who erases is on record, with the address that it came from.
        if (who !== 'owner') gone.add(who);
      }
      await seal();
      for (const who of gone) assert.equal(await openingsAbout(who), 0, who);
      await requireWhole(world.harness, world.harness.acme);
    }
    world.clock.moveTo(3_000);
    await seal();
    const { tar } = await exported(world.callAs('auditor'));
    const report = await verify(tar, await world.pinned());
    assert.deepEqual([report.verdict, named(report)], ['intact', []]);
    t.diagnostic(`${rounds.length} rounds, ${erasures} erasures`);
  });

  test('a batch that runs beside keeps nothing of whom was erased while it ran', async () => {
    const { acme } = world.harness;
    for (const at of [
      'sequencer.claim',
      'sequencer.lockHeads',
      'sequencer.appendOpenings',
      'sequencer.commit',
    ]) {
      await record('guest', 20);
      let erasing: Promise<unknown> = Promise.resolve();
      const { sequencer, drain, faults } = steppedSequencer(world.harness, {
        observer: {
          async before({ statement }) {
            if (statement !== at) return;
            const { id } = acme.principals.guest;
            erasing = world.callAs('owner')('audit.erase', { principalId: id as never, reason: 'asked' });
            // Long enough to be under way, and to wait where it must.
            await new Promise((resolve) => setTimeout(resolve, 60));
          },
        },
      });
      await drain();
      await erasing;
      await sequencer.stop();
      assert.deepEqual(faults, []);
      await seal();
      assert.equal(await openingsAbout('guest'), 0, at);
    }
    await requireWhole(world.harness, acme);
  });
});
