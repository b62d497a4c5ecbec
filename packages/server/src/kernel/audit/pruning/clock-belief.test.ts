import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isLogAhead, judgeClock, longestUnseenMs, settlingMs, toleranceMs } from './clock-belief.ts';
import { cutoffOf, dayMs, governingDays } from './retention.ts';

const at = Date.parse('2026-11-22T22:00:00Z');
const both = (now: number) => ({ processAt: now, databaseAt: now });
const calm = { seenAt: at, believedFrom: at };

describe('the belief in a clock', () => {
  test('a clock that goes on as it did is believed', () => {
    assert.deepEqual(judgeClock(calm, both(at + 600_000)), {
      ...{ memory: { seenAt: at + 600_000, believedFrom: at }, doubt: null, now: at + 600_000 },
    });
  });

  test('a process and a database that tell different times are not, and nothing is learnt from them', () => {
    for (const apart of [toleranceMs + 1, 5 * 365 * dayMs, -toleranceMs - 1]) {
      const { doubt, memory } = judgeClock(calm, { processAt: at + apart, databaseAt: at });
      assert.deepEqual([doubt, memory], ['clocks_differ', calm]);
    }
    assert.equal(
      judgeClock(calm, { processAt: at + 1_000 + toleranceMs, databaseAt: at + 1_000 }).doubt,
      null,
    );
  });

  test('a jump by years is not believed before it has lasted for a week', () => {
    const jumped = at + 5 * 365 * dayMs;
    let { memory, doubt } = judgeClock(calm, both(jumped));
    assert.equal(doubt, 'clock_jumped');
    for (let now = jumped; now < jumped + settlingMs; now += dayMs) {
      ({ memory, doubt } = judgeClock(memory, both(now)));
      assert.equal(doubt, 'clock_settling');
    }
    ({ doubt } = judgeClock(memory, both(jumped + settlingMs)));
    assert.equal(doubt, null);
  });

  test('neither is one that goes back', () => {
    const { doubt, memory } = judgeClock(calm, both(at - dayMs));
    assert.deepEqual([doubt, memory.believedFrom], ['clock_jumped', at - dayMs + settlingMs]);
    assert.equal(judgeClock({ ...calm, believedFrom: at - dayMs }, both(at - 1_000)).doubt, null);
  });

  test('property: what is believed has not moved by more than is looked away for, since it was last believed or doubted', () => {
    const steps = fc.array(fc.integer({ min: -30 * dayMs, max: 4_000 * dayMs }), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(steps, (moves) => {
        let memory = calm;
        let seen = at;
        let now = at;
        for (const move of moves) {
          now += move;
          const judged = judgeClock(memory, both(now));
          if (judged.doubt === null) assert.ok(now - seen <= longestUnseenMs && now >= memory.believedFrom);
          memory = judged.memory;
          seen = memory.seenAt;
        }
      }),
      { seed: 3 },
    );
  });

  test('a log that is ahead of the clock says nothing about time', () => {
    assert.ok(isLogAhead({ sequencedAt: at + dayMs, checkpointAt: at }, at));
    assert.ok(isLogAhead({ sequencedAt: at, checkpointAt: at + dayMs }, at));
    assert.ok(!isLogAhead({ sequencedAt: at, checkpointAt: at }, at));
  });
});

test('the longest retention governs, and never less than a year', () => {
  assert.equal(governingDays({ securityDays: 400, complianceDays: 3_000 }), 3_000);
  assert.equal(governingDays({ securityDays: 3_000, complianceDays: 400 }), 3_000);
  assert.equal(governingDays({ securityDays: 1, complianceDays: 2 }), 365);
  assert.equal(cutoffOf({ securityDays: 365, complianceDays: 365 }, at), at - 365 * dayMs);
});
