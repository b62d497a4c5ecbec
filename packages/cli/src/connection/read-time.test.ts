import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../failure.ts';
import { readTime } from './read-time.ts';

const now = Date.UTC(2026, 4, 2, 12);

test('a time is some time ago, a day in UTC, or exact with its zone', () => {
  assert.deepEqual(
    ['90m', '2h', '7d', '2026-05-01', '2026-05-01T09:30Z', '2026-05-01T09:30:15.5+02:00'].map((text) =>
      readTime(text, now),
    ),
    [
      now - 5_400_000,
      now - 7_200_000,
      now - 604_800_000,
      Date.UTC(2026, 4, 1),
      Date.UTC(2026, 4, 1, 9, 30),
      Date.UTC(2026, 4, 1, 7, 30, 15, 500),
    ],
  );
});

test('what is another moment on another machine, or none at all, is wrong usage', () => {
  for (const text of [
    '',
    'yesterday',
    '2h30m',
    '-2h',
    '2026-05-01T09:30:00',
    '05/01/2026',
    '2026-13-01',
    '1777000000000',
  ])
    assert.throws(() => readTime(text, now), UsageError, text);
});
