import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { parseTexts } from './connections.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
});
after(async () => {
  await harness.close();
});

test('arrays of texts come back from PostgreSQL as they were written', async () => {
  const pool = harness.poolOf('wardroom_app', 1);
  const arrays = [
    [],
    [''],
    ['one'],
    ['messages:read', 'messages:write'],
    ['with space', 'tab\t', 'line\n'],
    ['a,b', '{c}', '"quoted"', 'back\\slash', "it's"],
    ['NULL', 'null', 'NULLABLE', null],
    [null, 'x'],
    ['größer', '漢字', '🙂'],
  ];
  for (const array of arrays) {
    const { rows } = await pool.query('select $1::text[] as t', [array]);
    assert.deepEqual(rows[0].t, array);
  }
});

test('arrays of UUIDs, and arrays that are nested or begin elsewhere', async () => {
  const pool = harness.poolOf('wardroom_app', 1);
  const ids = ['019abf00-0000-7000-8000-000000000001', '019abf00-0000-7000-8000-000000000002', null];
  const { rows } = await pool.query(
    `select $1::uuid[] as ids, '{{a,b},{c,d}}'::text[] as nested, '[0:1]={a,b}'::text[] as shifted`,
    [ids],
  );
  assert.deepEqual(rows[0], {
    ids,
    nested: [
      ['a', 'b'],
      ['c', 'd'],
    ],
    shifted: ['a', 'b'],
  });
});

test('a plain array is one text for each comma', () => {
  assert.deepEqual(parseTexts('{}'), []);
  assert.deepEqual(parseTexts('{a}'), ['a']);
  assert.deepEqual(parseTexts('{a,b,c}'), ['a', 'b', 'c']);
});
