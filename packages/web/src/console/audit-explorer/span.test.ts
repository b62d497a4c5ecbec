import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsOf, spanOf } from './span.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 4, 2, 10, 30);

test('a span is whole steps that cover what was chosen, and never more than the contract takes', () => {
  for (const chosen of [{}, { from: now - hour }, { from: now - 3 * day }, { from: 0 }, { to: now - day }]) {
    const { from, to, step } = spanOf(chosen, now);
    const unit = { minute: 60_000, hour, day }[step];
    assert.deepEqual([from % unit, to % unit], [0, 0]);
    assert.ok(to >= (chosen.to ?? now + 1) && (to - from) / unit <= 1_500);
    if ((chosen.from ?? now) !== 0) assert.ok(from <= (chosen.from ?? from));
  }
  assert.deepEqual(
    [spanOf({ from: now - hour }, now).step, spanOf({ from: now - 2 * day }, now).step, spanOf({}, now).step],
    ['minute', 'hour', 'day'],
  );
});

test('an end before the beginning is still a span', () => {
  const { from, to } = spanOf({ from: now, to: now - day }, now);
  assert.ok(from < to);
});

test('bars cover the span without a gap, and hold every count once', () => {
  for (const from of [now - hour, now - 2 * day, now - 400 * day]) {
    const span = spanOf({ from }, now);
    const counted = [0, 1, 2].map((at) => {
      const moment = span.from + at * { minute: 60_000, hour, day }[span.step];
      return { at: moment, success: 2, failure: 1, blocked: at };
    });
    const bars = barsOf(span, counted);
    assert.ok(bars.length <= 120);
    assert.deepEqual([bars[0]?.from, bars.at(-1)?.to], [span.from, span.to]);
    for (const [at, bar] of bars.entries()) if (at > 0) assert.equal(bar.from, bars[at - 1]?.to);
    assert.equal(
      bars.reduce((sum, { total }) => sum + total, 0),
      12,
    );
  }
});
