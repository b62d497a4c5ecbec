import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';
import { createHarness, type Harness } from '../../testing/harness.ts';
import {
  booleanArray,
  byteaArray,
  instantArray,
  int4Array,
  int8Array,
  textArray,
  uuidArray,
} from './binary-arrays.ts';

let harness: Harness;
let pool: pg.Pool;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
  pool = harness.poolOf('wardroom_app', 1);
});
after(async () => {
  await harness.close();
});

const back = async (type: string, parameter: Buffer): Promise<unknown[]> => {
  const { rows } = await pool.query(
    `select v from unnest($1::${type}[]) with ordinality as x (v, n) order by n`,
    [parameter],
  );
  return rows.map(({ v }) => v);
};

test('PostgreSQL reads every kind of array as it was written', async () => {
  const uuids = Array.from({ length: 300 }, () => harness.parts.ids.next());
  assert.deepEqual(await back('uuid', uuidArray(uuids)), uuids);
  const holes = uuids.map((uuid, index) => (index % 3 === 0 ? null : uuid));
  assert.deepEqual(await back('uuid', uuidArray(holes)), holes);
  const numbers = [0, 1, -1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER, -(2 ** 40)];
  assert.deepEqual(await back('bigint', int8Array(numbers)), numbers);
  assert.deepEqual(await back('integer', int4Array([0, 7, -7, 2 ** 31 - 1])), [0, 7, -7, 2 ** 31 - 1]);
  assert.deepEqual(await back('boolean', booleanArray([true, false, true])), [true, false, true]);
  const times = [0, 1, 946_684_800_000, 1_100_000_000_001, 1_795_313_829_123];
  assert.deepEqual(await back('timestamptz', instantArray(times)), times);
  const bytes = [Buffer.alloc(0), Buffer.from([0, 255, 92, 34]), Buffer.alloc(70_000, 7)];
  assert.deepEqual(await back('bytea', byteaArray(bytes)), bytes);
  const texts = ['', 'NULL', '{"a\\b",}', 'ünïcode 😀', 'x'.repeat(5_000)];
  assert.deepEqual(await back('text', textArray(texts)), texts);
});

test('empty arrays are empty, and what is no UUID is refused', async () => {
  assert.deepEqual(await back('uuid', uuidArray([])), []);
  assert.deepEqual(await back('bytea', byteaArray([])), []);
  assert.deepEqual(await back('text', textArray([])), []);
  const uuid = harness.parts.ids.next();
  for (const wrong of [
    '',
    uuid.slice(1),
    `${uuid}0`,
    uuid.replace('-', '0'),
    uuid.toUpperCase().replace(/\d/g, 'A'),
    `z${uuid.slice(1)}`,
  ])
    assert.throws(() => uuidArray([wrong as Uuid]), TypeError, wrong);
});
