import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayStart } from './day-start.ts';

const iso = (day: string, zone: string) => {
  const at = dayStart(day, zone);
  return at === null ? null : new Date(at).toISOString();
};

test('a day begins at midnight of the zone, before, on and after a change of clocks', () => {
  assert.equal(iso('2026-03-28', 'Europe/Berlin'), '2026-03-27T23:00:00.000Z');
  assert.equal(iso('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z');
  assert.equal(iso('2026-03-30', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z');
  assert.equal(iso('2026-10-26', 'Europe/Berlin'), '2026-10-25T23:00:00.000Z');
  assert.equal(iso('2026-01-01', 'America/New_York'), '2026-01-01T05:00:00.000Z');
  assert.equal(iso('2026-01-01', 'Asia/Kathmandu'), '2025-12-31T18:15:00.000Z');
});

test('where midnight does not exist, the day begins when its first hour does', () => {
  // Brazil went from 23:59:59 to 01:00 on 2018-11-04.
  assert.equal(iso('2018-11-04', 'America/Sao_Paulo'), '2018-11-04T03:00:00.000Z');
});

test('what is not a day has no beginning', () => {
  for (const wrong of ['', '2026-02-30', '2026-13-01', 'yesterday', '2026-1-1'])
    assert.equal(dayStart(wrong, 'UTC'), null);
});
