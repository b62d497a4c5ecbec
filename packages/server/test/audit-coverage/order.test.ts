/** Whoever writes at the same time, and whatever the clock does: one order, and times that only grow. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { readLog, requireWhole } from '../../src/testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../src/testing/audit/sequencer.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';

let harness: Harness;
let offset = 0;
before(async () => {
  harness = await createHarness({ implementations: () => [], clock: { now: () => Date.now() + offset } });
});
after(() => harness.close());

/** With keys as they are open now: a clock that jumps closes them. */
const opened = async () => {
  const keys = await harness.parts.keyring.open({ kind: 'tenant', tenantId: harness.acme.tenant.id });
  return { ...harness.acme, keys };
};

const sealAll = async () => {
  const { drain, sequencer, faults } = steppedSequencer(harness, { batchSize: 40 });
  await drain();
  await sequencer.stop();
  assert.deepEqual(faults, []);
};

test('entries that were committed before others have smaller places, whoever else writes', async (t) => {
  const writer = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 8 });
  const plan = fc.array(fc.record({ acme: writer, globex: writer }), { minLength: 3, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(plan, async (writers) => {
      const runs: { tenant: 'acme' | 'globex'; address: string }[][] = [];
      const sealing = steppedSequencer(harness, { intervalMs: 2, gatherMs: 0, batchSize: 7 });
      sealing.sequencer.start();
      t.after(() => sealing.sequencer.stop());
      await Promise.all(
        writers.flatMap(({ acme, globex }, number) =>
          (
            [
              ['acme', acme],
              ['globex', globex],
            ] as const
          ).map(async ([tenant, bursts], side) => {
            const run: (typeof runs)[number] = [];
            runs.push(run);
            for (const [step, size] of bursts.entries()) {
              const address = `198.51.${number * 2 + side}.${step}`;
              const entries = Array.from({ length: size }, () => ({ ...entryOf(harness[tenant]), address }));
              await recordAll(harness, harness[tenant], entries);
              run.push({ tenant, address });
            }
          }),
        ),
      );
      await sealing.sequencer.stop();
      await sealAll();
      for (const run of runs) {
        const [first] = run;
        assert.ok(first);
        const places = (await readLog(harness, harness[first.tenant])).map(({ opened }) => opened['address']);
        // The newest of each address: rounds before have used the same ones.
        const last = run.map(({ address }) => places.lastIndexOf(address));
        assert.ok(!last.includes(-1));
        assert.deepEqual(
          last,
          last.toSorted((a, b) => a - b),
        );
      }
    }),
    { numRuns: 4 },
  );
  for (const tenant of [harness.acme, harness.globex]) await requireWhole(harness, tenant);
});

test('a clock that jumps ahead and back never lets the time of a place go back', async () => {
  const jumps = fc.array(fc.integer({ min: -86_400_000, max: 86_400_000 }), { minLength: 3, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(jumps, async (steps) => {
      for (const step of steps) {
        offset = step;
        await recordAll(harness, await opened(), [entryOf(harness.acme), entryOf(harness.acme)]);
        await sealAll();
      }
    }),
    { numRuns: 4 },
  );
  const times = (await requireWhole(harness, await opened())).map(({ row }) => row.sequenced_at);
  assert.ok(times.length > 24);
  assert.deepEqual(times, times.toSorted());
});
