import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryTarget, TooLargeForMemory } from './export-file.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

test('what is written over an earlier place is what stands there', async () => {
  const target = new MemoryTarget('audit.tar');
  await target.write(0, bytes(1, 2, 3, 4));
  await target.write(4, bytes(5, 6));
  await target.write(1, bytes(7, 7));
  await target.write(3, bytes(8, 8, 8, 8));
  assert.deepEqual([...new Uint8Array(await target.blob().arrayBuffer())], [1, 7, 7, 8, 8, 8, 8]);
});

test('what is too large for memory is refused before it is taken, and what is discarded is gone', async () => {
  const target = new MemoryTarget('audit.tar', 4);
  await target.write(0, bytes(1, 2, 3));
  await assert.rejects(target.write(3, bytes(4, 5)), TooLargeForMemory);
  assert.equal(target.blob().size, 3);
  await target.discard();
  assert.equal(target.blob().size, 0);
});
