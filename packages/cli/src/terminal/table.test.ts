import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Surroundings } from '../surroundings.ts';
import { openOutput } from './output.ts';
import { fields, plain, table } from './table.ts';

test('columns are aligned by what is seen, wide characters and marks included', () => {
  const rows = [
    { name: '会議室', seq: 1 },
    { name: 'cafe\u0301', seq: 22 },
  ];
  const text = table(rows, { name: (row) => row.name, seq: (row) => row.seq });
  assert.equal(text, 'NAME    SEQ\n会議室  1\ncafe\u0301    22');
});

test('text of strangers cannot steer the terminal', () => {
  const hostile = 'a\u001b[31mb\u0007\u202ec\rd\ne\u009b1m';
  assert.equal(plain(hostile), 'a[31mbcd e1m');
  assert.equal(fields({ key: hostile }), 'key  a[31mbcd e1m');
});

test('JSON for a terminal holds nothing that steers it, and is the same JSON', () => {
  let printed = '';
  const stdout = { isTTY: true, write: (text: string) => (printed += text) };
  const value = { name: 'a\u009b31m\u202eb\u001b' };
  openOutput({ stdout } as unknown as Surroundings, true).result(value, () => '');
  assert.ok(!/[\u001b\u0080-\u009f\u202e]/.test(printed));
  assert.deepEqual(JSON.parse(printed), value);
});
