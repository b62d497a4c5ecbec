import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { instant, parseInstant } from './connections.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
});
after(async () => {
  await harness.close();
});

test('every millisecond comes back from PostgreSQL as it was written', async () => {
  const pool = harness.poolOf('wardroom_app', 1);
  const times = Array.from({ length: 1_001 }, (_, ms) => 1_100_000_000_000 + ms).concat(
    0,
    951_782_399_999,
    253_402_300_799_999,
  );
  const { rows } = await pool.query(
    'select t from unnest($1::timestamptz[]) with ordinality as x (t, n) order by n',
    [times.map(instant)],
  );
  assert.deepEqual(
    rows.map(({ t }) => t),
    times,
  );
});

test('the last time that JavaScript knows is read', () => {
  assert.equal(parseInstant('275760-09-13 00:00:00+00'), 8_640_000_000_000_000);
});

test('what is no time in UTC is NaN', () => {
  for (const text of ['infinity', '-infinity', '2026-11-22 02:17:09.1+01', '0044-03-15 00:00:00+00 BC', ''])
    assert.ok(Number.isNaN(parseInstant(text)), text);
});
