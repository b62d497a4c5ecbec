import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Permission, permissions, type RoleName, roleNames } from '@wardroom/contract';
import fc from 'fast-check';
import { cascadeOf, cascades, withCascades } from './cascades.ts';
import { noRights, Rights } from './rights.ts';
import { builtInRoles, channelGrant, grantableInChannel, RoleBook, rolePermissions } from './roles.ts';

const roleHolds = (role: RoleName, permission: Permission) => rolePermissions[role].has(permission);
const roleIsWithin = (candidate: RoleName, holder: RoleName) =>
  builtInRoles.rightsOf([holder]).covers(builtInRoles.rightsOf([candidate]));

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
  [
    'people, roles',
    ['people.manage', 'roles.assign', 'roles.manage', 'sessions.manage', 'access.explain'],
    ['owner', 'admin'],
  ],
  ['people of every department', ['people.read_across'], ['owner', 'admin', 'auditor']],
  ['every group, hidden ones too', ['groups.manage', 'groups.view_hidden'], ['owner', 'admin']],
  [
    'create groups, manage one’s own, join and mention',
    ['groups.create', 'groups.own', 'groups.join', 'groups.mention'],
    ['owner', 'admin', 'developer', 'member'],
  ],
  ['see groups', ['groups.read'], ['owner', 'admin', 'developer', 'member', 'viewer']],
  [
    'every channel, their classification, the directory',
    ['channel.manage_any', 'channel.classify', 'directory.manage'],
    ['owner', 'admin'],
  ],
  [
    'authentication, server settings, web chat, analytics, updates',
    ['authentication.manage', 'workspace.update', 'webchat.manage', 'analytics.view', 'updates.manage'],
    ['owner', 'admin'],
  ],
  ['policies', ['policies.manage'], ['owner', 'admin']],
  ['see policies and decisions', ['policies.view'], ['owner', 'admin', 'auditor']],
  [
    'privacy and data, storage data, export',
    ['privacy.manage', 'storage.manage', 'message.export'],
    ['owner'],
  ],
  ['backups, encryption', ['backups.manage', 'encryption.manage'], ['owner']],
  ['bots and keys of one’s own', ['bots.manage', 'credentials.own'], ['owner', 'admin', 'developer']],
  ['keys of everybody', ['credentials.manage'], ['owner', 'admin']],
  ['OAuth clients of one’s own services', ['clients.own'], ['owner', 'admin', 'developer']],
  ['every OAuth client, custom domains', ['clients.manage', 'domains.manage'], ['owner', 'admin']],
  ['access tokens of one’s own: everybody', ['tokens.own'], [...roleNames]],
  ['access tokens of others, signing keys', ['tokens.manage'], ['owner', 'admin']],
  ['import', ['import.run'], ['owner']],
  [
    'view audit, take it along',
    ['audit.view', 'audit.view_security', 'audit.view_compliance', 'audit.export'],
    ['owner', 'auditor'],
  ],
  ['decide about the audit log', ['audit.manage'], ['owner']],
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
    'channel.leave',
    'people.read',
    'profile.own',
    'roles.read',
    'sessions.own',
    'workspace.read',
  ]);
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

test('what refers to no role gives nothing, alone and beside others', () => {
  for (const unknown of ['root', 'toString', '__proto__', '', '0197a000-0000-7000-8000-000000000001']) {
    assert.ok(builtInRoles.rightsOf([unknown]).isEmpty);
    assert.deepEqual([...builtInRoles.rightsOf(['guest', unknown])], [...rolePermissions.guest]);
  }
  assert.ok(builtInRoles.rightsOf([]).isEmpty);
});

const some = fc.subarray(all);
const seeded = { numRuns: 2_000, seed: 5 };

test('property: rights are a set: union, difference and cover agree with sets of names', () => {
  fc.assert(
    fc.property(some, some, (left, right) => {
      const [one, other] = [Rights.of(left), Rights.of(right)];
      const names = (rights: Rights) => [...rights].sort();
      assert.deepEqual(names(one), [...left].sort());
      assert.deepEqual(names(one.union(other)), [...new Set(left).union(new Set(right))].sort());
      assert.deepEqual(names(one.without(other)), [...new Set(left).difference(new Set(right))].sort());
      assert.equal(one.covers(other), new Set(right).isSubsetOf(new Set(left)));
      assert.equal(one.isEmpty, left.length === 0);
    }),
    seeded,
  );
  assert.deepEqual([...Rights.of(['root', '__proto__'])], []);
  assert.ok(!noRights.has('toString' as Permission));
});

test('property: several roles give together exactly what each gives, in whatever order', () => {
  fc.assert(
    fc.property(some, some, fc.constantFrom(...roleNames), (left, right, base) => {
      const book = new RoleBook([
        { id: 'one', permissions: left },
        { id: 'other', permissions: [...right, 'no.permission'] },
      ]);
      const expected = rolePermissions[base].union(Rights.of(left)).union(Rights.of(right));
      for (const roles of [
        [base, 'one', 'other'],
        ['other', base, 'one', 'one'],
      ]) {
        const rights = book.rightsOf(roles);
        assert.ok(rights.covers(expected) && expected.covers(rights));
      }
      for (const role of book.within(Rights.of(left)))
        assert.ok(Rights.of(left).covers(book.rightsOf([role])));
    }),
    seeded,
  );
});

test('every built-in role holds what its permissions bring with them', () => {
  for (const role of roleNames) assert.deepEqual(cascadeOf(rolePermissions[role]), [], role);
});

test('property: a cascade is closed, says what brought each, and brings nothing for nothing', () => {
  fc.assert(
    fc.property(some, (chosen) => {
      const held = new Set<Permission>(chosen);
      for (const { permission, because } of cascadeOf(chosen)) {
        assert.ok(cascades[because].includes(permission) && held.has(because));
        assert.ok(!held.has(permission));
        held.add(permission);
      }
      assert.deepEqual(cascadeOf(held), []);
      assert.deepEqual(new Set(withCascades(chosen)), held);
    }),
    seeded,
  );
});

test('any administrative power brings seeing the console, and deleting a channel what leads to it', () => {
  for (const permission of all)
    if ('administrative' in permissions[permission])
      assert.ok(withCascades([permission]).has('console.view'), permission);
  assert.deepEqual(
    cascadeOf(['channel.delete']).map(({ permission }) => permission),
    [
      ...['channel.archive', 'channel.update', 'channel.join', 'console.view', 'channel.read'],
      ...['channel.browse', 'workspace.read', 'sessions.own'],
    ],
  );
});

test('export comes with nothing: no permission brings it', () => {
  for (const permission of all)
    assert.ok(
      permission === 'message.export' || !withCascades([permission]).has('message.export'),
      permission,
    );
});

test('a channel gives what channels may give, and nothing else', () => {
  assert.deepEqual([...channelGrant(all)].sort(), [...grantableInChannel].sort());
});
