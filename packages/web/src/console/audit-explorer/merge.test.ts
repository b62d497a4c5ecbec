import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEntryView } from '@wardroom/contract';
import { countNew, mergeEntries, mergePages } from './merge.ts';

const entry = (id: number, index: number | null = id) =>
  ({ id: `evt_${String(id).padStart(3, '0')}`, index }) as AuditEntryView;
const numbers = (entries: readonly AuditEntryView[]) => entries.map(({ id }) => Number(id.slice(4)));
const next = (id: number) => entry(id).id;

test('an entry that waited and one that has its place are one, newest first', () => {
  const merged = mergeEntries([entry(3, null), entry(1)], [entry(4), entry(3)]);
  assert.deepEqual(numbers(merged), [4, 3, 1]);
  assert.equal(merged[1]?.index, 3);
});

test('a page of several searches ends where the first of them has stopped looking, and the next goes on there', () => {
  const one = { entries: [entry(9), entry(7)], next: next(7) };
  const other = { entries: [entry(8), entry(2)], next: null };
  const page = mergePages([one, other]);
  assert.deepEqual([numbers(page.rows), page.next], [[9, 8, 7], next(7)]);
  const rest = mergePages([
    { entries: [entry(3)], next: null },
    { entries: [entry(2)], next: null },
  ]);
  assert.deepEqual([numbers(rest.rows), rest.next], [[3, 2], null]);
});

test('what a list has read before the tail brought it is not counted as new', () => {
  assert.equal(countNew([entry(5), entry(4)], [entry(4, null), entry(3)], [entry(2)]), 1);
  assert.equal(countNew([entry(5)], [entry(4)], [entry(5, null)]), 0);
  assert.equal(countNew([]), 0);
});
