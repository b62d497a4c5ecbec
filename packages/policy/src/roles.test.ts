import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, type RoleName, roleNames } from '@wardroom/contract';
import { actsOnEveryChannel, roleHolds, roleIsWithin, rolePermissions } from './roles.ts';

const all = Object.keys(permissions) as Permission[];

/** The rows of the table of built-in roles, as far as their permissions exist. */
const table: readonly (readonly [row: string, held: readonly Permission[], by: readonly RoleName[]])[] = [
  [
    'read in channels one is in',
    ['channel.read'],
    ['owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'agent'],
  ],
  [
    'write in channels one is in; edit own, redact own',
    ['message.write', 'message.edit', 'message.redact'],
    ['owner', 'admin', 'developer', 'member', 'guest', 'agent'],
  ],
  ['public directory', ['channel.browse'], ['owner', 'admin', 'developer', 'member', 'viewer']],
  ['join public channels', ['channel.join'], ['owner', 'admin', 'developer', 'member', 'viewer']],
  [
    'create channels; invite to own channels',
    ['channel.create', 'channel.invite'],
    ['owner', 'admin', 'developer', 'member'],
  ],
  ['react', ['message.react'], ['owner', 'admin', 'developer', 'member', 'guest', 'agent']],
  ['pin', ['message.pin'], ['owner', 'admin', 'developer', 'member']],
  ['direct and group messages', ['direct.open'], ['owner', 'admin', 'developer', 'member', 'guest']],
  [
    'search what one may read',
    ['message.search'],
    ['owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'agent'],
  ],
  ['invite people and guests; delete channels', ['people.invite', 'channel.delete'], ['owner', 'admin']],
  ['mention everybody', ['message.mention_all'], ['owner', 'admin', 'developer']],
  [
    'redact others’ messages, archive channels: members where they manage',
    ['message.redact_any', 'channel.archive', 'channel.update', 'channel.manage_members'],
    ['owner', 'admin', 'developer', 'member'],
  ],
  ['people, roles', ['people.manage', 'roles.assign', 'sessions.manage'], ['owner', 'admin']],
  ['server settings', ['workspace.update'], ['owner', 'admin']],
  ['bots and keys of one’s own', ['bots.manage', 'credentials.own'], ['owner', 'admin', 'developer']],
  ['keys of everybody', ['credentials.manage'], ['owner', 'admin']],
  ['OAuth clients of one’s own services', ['clients.own'], ['owner', 'admin', 'developer']],
  ['every OAuth client, custom domains', ['clients.manage', 'domains.manage'], ['owner', 'admin']],
  ['access tokens of one’s own: everybody', ['tokens.own'], [...roleNames]],
  ['access tokens of others, signing keys', ['tokens.manage'], ['owner', 'admin']],
  ['import', ['import.run'], ['owner']],
  ['view audit', ['audit.view'], ['owner', 'auditor']],
  ['see the console', ['console.view'], ['owner', 'admin', 'developer', 'auditor']],
];

for (const [row, held, by] of table) {
  test(`${row}: exactly ${by.join(', ')}`, () => {
    for (const permission of held)
      for (const role of roleNames)
        assert.equal(roleHolds(role, permission), by.includes(role), `${role} ${permission}`);
  });
}

test('every permission of the table of operations is in a row here or is about reading what one belongs to', () => {
  const listed = new Set(table.flatMap(([, held]) => held));
  const rest = all.filter((permission) => !listed.has(permission));
  assert.deepEqual(rest, [
    'workspace.read',
    'people.read',
    'roles.read',
    'sessions.own',
    'profile.own',
    'channel.leave',
  ]);
});

test('acting on every channel is for owner and admin only', () => {
  for (const role of roleNames)
    for (const permission of all)
      if (actsOnEveryChannel(role, permission)) assert.ok(role === 'owner' || role === 'admin', role);
  assert.ok(actsOnEveryChannel('admin', 'message.redact_any'));
  assert.ok(!actsOnEveryChannel('owner', 'message.write'));
});

test('the auditor reads the audit log and no conversation', () => {
  const held = [...rolePermissions.auditor];
  assert.ok(held.includes('audit.view'));
  assert.deepEqual(
    held.filter((permission) => /^(channel|message)\./.test(permission)),
    [],
  );
});

test('an agent holds nothing but reading and writing where it was added', () => {
  assert.deepEqual([...rolePermissions.agent].sort(), [
    'channel.leave',
    'channel.read',
    'message.edit',
    'message.react',
    'message.redact',
    'message.search',
    'message.write',
    'sessions.own',
    'tokens.own',
    'workspace.read',
  ]);
});

test('a role is within another exactly when the other holds all of it', () => {
  for (const candidate of roleNames)
    for (const holder of roleNames) {
      const subset = [...rolePermissions[candidate]].every((permission) =>
        rolePermissions[holder].has(permission),
      );
      assert.equal(roleIsWithin(candidate, holder), subset, `${candidate} within ${holder}`);
    }
});

test('nobody but an owner gives owner or auditor, and roles that assign nothing give nothing by it', () => {
  const givers = (role: RoleName) =>
    roleNames.filter((holder) => roleHolds(holder, 'roles.assign') && roleIsWithin(role, holder));
  assert.deepEqual(givers('owner'), ['owner']);
  assert.deepEqual(givers('auditor'), ['owner']);
  assert.deepEqual(givers('admin'), ['owner', 'admin']);
  for (const role of ['developer', 'member', 'guest', 'viewer', 'agent'] as const)
    assert.deepEqual(givers(role), ['owner', 'admin'], role);
});

test('unknown roles are within nothing and hold nothing within them', () => {
  const unknown = 'root' as RoleName;
  for (const role of roleNames) {
    assert.equal(roleIsWithin(unknown, role), false);
    assert.equal(roleIsWithin(role, unknown), false);
  }
});
