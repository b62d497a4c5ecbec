import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CredentialView } from '@wardroom/contract';
import { isStillUsed, isWorking, otherGenerations } from './key-life.ts';

const now = 1_000_000_000_000;
const days = (count: number) => count * 86_400_000;

const key = (change: Partial<CredentialView> = {}): CredentialView => ({
  id: 'key_a',
  principalId: 'prn_a',
  description: 'nightly',
  prefix: 'wr_live_bot_',
  lastFour: 'abcd',
  scopes: ['messages:read'],
  createdAt: now - days(1),
  createdBy: 'prn_me',
  expiresAt: now + days(60),
  revokedAt: null,
  allowedCidrs: [],
  familyId: 'key_a',
  generation: 1,
  graceEndsAt: null,
  lastUsedAt: null,
  lastUsedAddress: null,
  unusedScopes: [],
  ...change,
});

test('an old key works until its grace is over', () => {
  assert.ok(isWorking(key({ graceEndsAt: now + 1 }), now));
  assert.ok(!isWorking(key({ graceEndsAt: now }), now));
  assert.ok(!isWorking(key({ revokedAt: now - 1 }), now));
});

test('use is told of an old key, in the last three days of its grace, and while it works', () => {
  const old = key({ graceEndsAt: now + days(2), lastUsedAt: now - 1 });
  assert.ok(isStillUsed(old, now));
  assert.ok(!isStillUsed(key({ lastUsedAt: now - 1 }), now), 'it has no successor');
  assert.ok(!isStillUsed({ ...old, lastUsedAt: now - days(2) }, now), 'that was before');
  assert.ok(!isStillUsed({ ...old, lastUsedAt: null }, now));
  assert.ok(!isStillUsed({ ...old, revokedAt: now - 1 }, now));
});

test('generations of one key find one another, dead ones and strangers are left out', () => {
  const old = key({ graceEndsAt: now + days(7) });
  const successor = key({ id: 'key_b', generation: 2 });
  const dead = key({ id: 'key_c', revokedAt: now - 1 });
  const stranger = key({ id: 'key_d', familyId: 'key_d' });
  const all = [old, successor, dead, stranger];
  assert.deepEqual(otherGenerations(old, all, now), [successor]);
  assert.deepEqual(otherGenerations(successor, all, now), [old]);
  assert.deepEqual(otherGenerations(stranger, all, now), []);
});
