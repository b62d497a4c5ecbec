import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoleName } from '@wardroom/contract';
import { rolePermissions } from '../../../policy/src/roles.ts';
import { groupsOf, screensFor } from './screens.ts';

const credentials = ['keys', 'clients', 'grants', 'tokens', 'sessions', 'emergency'];
const seenBy = (role: RoleName) => screensFor([...rolePermissions[role]]);

test('every role sees the screens that its permissions open, and no other', () => {
  assert.deepEqual(seenBy('owner'), [
    'people',
    'roles',
    'groups',
    'invitations',
    'channels',
    ...credentials,
    'policies',
    'explain',
    'audit',
    'audit-retention',
    'audit-sinks',
    'break-glass',
    'settings',
    'domains',
  ]);
  assert.deepEqual(seenBy('admin'), [
    'people',
    'roles',
    'groups',
    'invitations',
    'channels',
    ...credentials,
    'policies',
    'explain',
    'break-glass',
    'settings',
    'domains',
  ]);
  assert.deepEqual(seenBy('developer'), [
    ...['people', 'roles', 'groups', 'channels', 'keys', 'clients', 'break-glass'],
  ]);
  assert.deepEqual(seenBy('auditor'), [
    'roles',
    'tokens',
    'policies',
    'audit',
    'audit-retention',
    'audit-sinks',
    'break-glass',
  ]);
  for (const role of ['member', 'guest', 'viewer', 'agent'] as const)
    assert.deepEqual(seenBy(role), [], role);
});

test('groups keep the order of the screens and none is empty', () => {
  const groups = groupsOf(seenBy('admin'));
  assert.deepEqual(
    groups.flatMap(({ names }) => names),
    seenBy('admin'),
  );
  assert.ok(groups.every(({ names }) => names.length > 0));
});
