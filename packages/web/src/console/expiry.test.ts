import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lifeOf, spanUntil } from './expiry.ts';

const now = 1_000_000_000_000;
const hours = (count: number) => count * 3_600_000;

test('a withdrawn key is withdrawn, whatever its time; an expired one does not come back', () => {
  assert.equal(lifeOf({ expiresAt: now + hours(1), revokedAt: now - 1 }, now), 'revoked');
  assert.equal(lifeOf({ expiresAt: now, revokedAt: null }, now), 'expired');
  assert.equal(lifeOf({ expiresAt: now + hours(24), revokedAt: null }, now), 'soon');
  assert.equal(lifeOf({ expiresAt: now + hours(24 * 30), revokedAt: null }, now), 'active');
});

test('what is left is never told as more than it is', () => {
  assert.deepEqual(spanUntil(now + hours(24 * 3) - 1, now), { unit: 'day', count: 2 });
  assert.deepEqual(spanUntil(now + hours(47), now), { unit: 'hour', count: 47 });
  assert.deepEqual(spanUntil(now + hours(1.5), now), { unit: 'minute', count: 90 });
  assert.deepEqual(spanUntil(now - 5, now), { unit: 'minute', count: 0 });
});
