import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roleNames } from '@wardroom/contract';
import { roleIsWithin, rolePermissions } from '../../../policy/src/roles.ts';
import { assignableRoles, roleChange } from './roles.ts';

const roles = roleNames.map((name) => ({ name, permissions: [...rolePermissions[name]] }));

test('the roles that are offered are those that the policy lets the holder give', () => {
  for (const holder of roleNames)
    assert.deepEqual(
      assignableRoles(roles, [...rolePermissions[holder]]),
      roleNames.filter((role) => roleIsWithin(role, holder)),
      holder,
    );
});

test('what a change of role gives and takes', () => {
  const { gains, loses } = roleChange(roles, 'guest', 'viewer');
  assert.deepEqual(gains, ['channel.browse', 'channel.join']);
  assert.ok(loses.includes('message.write'));
  assert.deepEqual(roleChange(roles, 'member', 'member'), { gains: [], loses: [] });
});
