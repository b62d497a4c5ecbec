import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionAreas, permissions, type RoleView, roleNames } from '@wardroom/contract';
import { cascades, cascadeOf as declaredCascade } from '../../../policy/src/cascades.ts';
import { rolePermissions } from '../../../policy/src/roles.ts';
import { areaNames, areas, broughtBy, cascadeOf, everyPermission } from './permissions.ts';
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

test('what the page knows of permissions is what the contract and the policy say', () => {
  const named = Object.entries(permissions);
  for (const [area, held] of Object.entries(areas))
    assert.deepEqual(
      held,
      named.filter(([, entry]) => entry.area === area).map(([name]) => name),
      area,
    );
  assert.deepEqual(areaNames, permissionAreas);
  for (const permission of everyPermission) {
    assert.deepEqual([...broughtBy(permission)].sort(), [...cascades[permission]].sort(), permission);
    const theirs = declaredCascade([permission]).map((one) => one.permission);
    assert.deepEqual([...cascadeOf([permission]).keys()].sort(), theirs.sort(), permission);
  }
});
