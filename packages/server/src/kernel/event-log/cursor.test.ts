import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { systemRandom } from '../random.ts';
import { decodeCursor, encodeCursor, encodeEventCursors } from './cursor.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({ implementations: () => [] });
});
after(async () => {
  await harness.close();
});

const epoch = '0197a8c2-5d5e-4b52-9c0e-1f7a1f2f3a4b' as Uuid;

const other = '0197a8c2-5d5e-4b52-9c0e-1f7a1f2f3a4c' as Uuid;
const seqs = [0, 1, 255, 65_536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

function ofEvent(keys: Harness['acme']['keys'], seq: number): string {
  const [cursor] = encodeEventCursors(keys, epoch, [seq]);
  assert.ok(cursor);
  return cursor;
}

test('both forms come back as the position they were made from', () => {
  const { keys } = harness.acme;
  for (const seq of seqs) {
    assert.deepEqual(decodeCursor(keys, ofEvent(keys, seq), epoch), { epoch, seq });
    const cursor = encodeCursor(keys, { epoch, seq }, systemRandom);
    for (const now of [epoch, other]) assert.deepEqual(decodeCursor(keys, cursor, now), { epoch, seq });
  }
});

test('equal positions look equal on events, however many are made together, and different elsewhere', () => {
  const { keys } = harness.acme;
  const together = encodeEventCursors(keys, epoch, seqs);
  assert.deepEqual(
    together,
    seqs.map((seq) => ofEvent(keys, seq)),
  );
  assert.equal(new Set(together).size, seqs.length);
  assert.deepEqual(encodeEventCursors(keys, epoch, []), []);
  const position = { epoch, seq: 7 };
  assert.notEqual(encodeCursor(keys, position, systemRandom), encodeCursor(keys, position, systemRandom));
});

test('the cursor of an event is nothing in another epoch, and looks like no other there', () => {
  const { keys } = harness.acme;
  const cursor = ofEvent(keys, 7);
  assert.equal(decodeCursor(keys, cursor, other), null);
  assert.notDeepEqual(encodeEventCursors(keys, other, [7]), [cursor]);
});

test('a cursor of another tenant, a changed one and plain nonsense are refused', () => {
  const { acme, globex } = harness;
  const both = [ofEvent(acme.keys, 7), encodeCursor(acme.keys, { epoch, seq: 7 }, systemRandom)];
  for (const cursor of both) {
    assert.equal(decodeCursor(globex.keys, cursor, epoch), null);
    for (let at = 0; at < cursor.length; at += 1) {
      const changed = `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
      assert.equal(decodeCursor(acme.keys, changed, epoch), null, `position ${at}`);
    }
    for (const text of [cursor.slice(1), cursor.slice(0, -1), `${cursor}A`, cursor.replace(/^../, 'c2')])
      assert.equal(decodeCursor(acme.keys, text, epoch), null);
  }
  for (const text of ['', 'c1.', 'e1.', 'c2.x', 'x'.repeat(256)])
    assert.equal(decodeCursor(acme.keys, text, epoch), null);
});
