import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { systemRandom } from '../random.ts';
import { decodeCursor, encodeCursor, encodeEventCursor } from './cursor.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
});
after(async () => {
  await harness.close();
});

const epoch = '0197a8c2-5d5e-4b52-9c0e-1f7a1f2f3a4b' as Uuid;

test('both forms come back as the position they were made from', () => {
  const { keys } = harness.acme;
  for (const seq of [0, 1, 255, 65_536, Number.MAX_SAFE_INTEGER]) {
    assert.deepEqual(decodeCursor(keys, encodeEventCursor(keys, { epoch, seq })), { epoch, seq });
    assert.deepEqual(decodeCursor(keys, encodeCursor(keys, { epoch, seq }, systemRandom)), { epoch, seq });
  }
});

test('equal positions look equal on events and different elsewhere', () => {
  const { keys } = harness.acme;
  const position = { epoch, seq: 7 };
  assert.equal(encodeEventCursor(keys, position), encodeEventCursor(keys, position));
  assert.notEqual(encodeEventCursor(keys, position), encodeEventCursor(keys, { epoch, seq: 8 }));
  assert.notEqual(encodeCursor(keys, position, systemRandom), encodeCursor(keys, position, systemRandom));
});

test('a cursor of another tenant, a changed one and plain nonsense are refused', () => {
  const { acme, globex } = harness;
  const cursor = encodeEventCursor(acme.keys, { epoch, seq: 7 });
  assert.equal(decodeCursor(globex.keys, cursor), null);
  for (let at = 0; at < cursor.length; at += 1) {
    const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
    assert.equal(decodeCursor(acme.keys, changed), null, `position ${at}`);
  }
  for (const text of ['', 'c1.', 'c2.x', cursor.slice(1), `${cursor}A`, 'x'.repeat(256)])
    assert.equal(decodeCursor(acme.keys, text), null);
});
