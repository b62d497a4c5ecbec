import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, type RoleName, roleNames } from '@wardroom/contract';
import fc from 'fast-check';
import { decide, type GroupResource, type Subject, seesGroupMembers } from './decide.ts';
import { Rights } from './rights.ts';
import { rolePermissions } from './roles.ts';

const subject = (role: RoleName): Subject => ({
  principalId: 'me',
  rights: rolePermissions[role],
  scopes: 'all',
});
const group = (more: Partial<GroupResource> = {}): GroupResource => ({
  ...{ kind: 'Group', visibility: 'public', mentionableBy: 'everyone', membership: null },
  ...more,
});
const may = (role: RoleName, permission: Permission, on: GroupResource) =>
  decide(subject(role), permission, on);
const groups: fc.Arbitrary<GroupResource> = fc.record({
  kind: fc.constant('Group' as const),
  visibility: fc.constantFrom('public', 'private', 'hidden'),
  mentionableBy: fc.constantFrom('everyone', 'members', 'managers', 'nobody'),
  membership: fc.constantFrom('manager', 'member', null),
});

test('a hidden group is seen from inside and by whoever holds the permission for it, and by nobody else', () => {
  const hidden = group({ visibility: 'hidden' });
  assert.deepEqual(
    roleNames.filter((role) => may(role, 'groups.read', hidden).visible),
    ['owner', 'admin'],
  );
  for (const membership of ['member', 'manager'] as const)
    assert.ok(may('member', 'groups.read', { ...hidden, membership }).allowed);
  // Managing every group is not seeing hidden ones.
  const manages = { ...subject('member'), rights: Rights.of(['groups.read', 'groups.manage', 'groups.own']) };
  assert.deepEqual(decide(manages, 'groups.own', hidden).visible, false);
});

test('who is in a private group is for those inside and those who manage groups', () => {
  const closed = group({ visibility: 'private' });
  assert.ok(!seesGroupMembers(subject('member'), closed));
  assert.ok(seesGroupMembers(subject('member'), { ...closed, membership: 'member' }));
  assert.ok(seesGroupMembers(subject('admin'), closed));
  assert.ok(!seesGroupMembers(subject('guest'), group()));
});

test('a group is managed by its managers and by those who manage every group', () => {
  for (const [role, membership, allowed] of [
    ['member', 'manager', true],
    ['member', 'member', false],
    ['viewer', 'manager', false],
    ['admin', null, true],
  ] as const)
    assert.equal(may(role, 'groups.own', group({ membership })).allowed, allowed);
});

test('what is not a permission on groups is denied on every group', () => {
  fc.assert(
    fc.property(
      groups,
      fc.constantFrom<Permission>('channel.read', 'people.manage', 'groups.create'),
      (on, one) => {
        assert.ok(!may('owner', one, on).allowed);
      },
    ),
    { seed: 1 },
  );
});

test('nothing is allowed on a group that one does not see, and more rights never see less', () => {
  fc.assert(
    fc.property(groups, fc.constantFrom(...roleNames), (on, role) => {
      for (const permission of [
        'groups.read',
        'groups.own',
        'groups.join',
        'groups.mention',
        'groups.manage',
      ] as const) {
        const decision = may(role, permission, on);
        assert.ok(decision.visible || !decision.allowed);
        if (decision.allowed) assert.ok(may('owner', permission, on).visible);
      }
      if (seesGroupMembers(subject(role), on)) assert.ok(may(role, 'groups.read', on).visible);
    }),
    { seed: 2 },
  );
});
