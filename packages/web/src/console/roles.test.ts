import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RoleView, roleNames } from '@wardroom/contract';
import { rolePermissions } from '../../../policy/src/roles.ts';
import { assignableRoles, roleChange } from './roles.ts';

const roles = roleNames.map((role): RoleView => {
  const permissions = [...rolePermissions[role]];
  return {
    ...{ role, name: role, description: '', locked: true, chosen: permissions, permissions },
    ...{ people: 0, groups: 0, revision: 0, updatedAt: null },
  };
});

test('the roles that are offered are those that the policy lets the holder give', () => {
  for (const holder of roleNames)
    assert.deepEqual(
      assignableRoles(roles, [...rolePermissions[holder]]),
      roleNames.filter((role) => rolePermissions[holder].covers(rolePermissions[role])),
      holder,
    );
});

test('what a change of role gives and takes', () => {
  const { gains, loses } = roleChange(roles, 'guest', 'viewer');
  assert.deepEqual(gains, ['channel.browse', 'channel.join', 'groups.read']);
  assert.ok(loses.includes('message.write'));
  assert.deepEqual(roleChange(roles, 'member', 'member'), { gains: [], loses: [] });
});
