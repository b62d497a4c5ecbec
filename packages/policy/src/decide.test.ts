import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Permission,
  permissions,
  type RoleName,
  roleNames,
  type Scope,
  scopeNames,
} from '@wardroom/contract';
import fc from 'fast-check';
import { type ChannelResource, decide, type Resource, type Subject, scopeCovers } from './decide.ts';
import { noRights, Rights } from './rights.ts';
import { rolePermissions } from './roles.ts';

const roleHolds = (role: RoleName, permission: Permission) => rolePermissions[role].has(permission);
const roleIsWithin = (candidate: RoleName, holder: RoleName) =>
  rolePermissions[holder].covers(rolePermissions[candidate]);

const me = 'me';
const ids = fc.constantFrom(me, 'somebody');
const roles = fc.constantFrom(...roleNames);
const rights = roles.map((role) => rolePermissions[role]);
const permission = fc.constantFrom(...(Object.keys(permissions) as Permission[]));
const channels: fc.Arbitrary<ChannelResource> = fc.record({
  kind: fc.constant('Channel' as const),
  channelKind: fc.constantFrom(...(['public', 'private', 'direct', 'deleted'] as const)),
  membership: fc.constantFrom('manager' as const, 'member' as const, null),
});
const resources: fc.Arbitrary<Resource> = fc.oneof(
  fc.constant({ kind: 'Tenant' as const }),
  channels,
  fc.record({ kind: fc.constant('Message' as const), authorId: ids, channel: channels }),
  fc.record({
    kind: fc.constant('Principal' as const),
    principalId: ids,
    rights: rights,
    ownerId: fc.option(ids),
    visible: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('Session' as const), principalId: ids, rights }),
  fc.record({ kind: fc.constant('Token' as const), principalId: ids, rights }),
  fc.record({ kind: fc.constant('Credential' as const), ownerId: fc.option(ids) }),
  fc.record({ kind: fc.constant('Client' as const), ownerId: fc.option(ids) }),
  fc.record({ kind: fc.constant('Invitation' as const), rights }),
);
const subject = (role: RoleName, scopes: Subject['scopes'] = 'all'): Subject => ({
  principalId: me,
  rights: Object.hasOwn(rolePermissions, role) ? rolePermissions[role] : noRights,
  scopes,
});
const every = (property: (role: RoleName, one: Permission, resource: Resource) => void) =>
  fc.assert(fc.property(roles, permission, resources, property), { numRuns: 3000 });

test('every role, permission and resource has an answer with a reason', () => {
  every((role, one, resource) => {
    const { allowed, visible, reason } = decide(subject(role), one, resource);
    assert.equal(typeof allowed, 'boolean');
    assert.equal(typeof visible, 'boolean');
    assert.ok(reason.length > 0);
  });
});

test('nothing is allowed that the role does not hold', () => {
  every((role, one, resource) => {
    if (!roleHolds(role, one)) assert.equal(decide(subject(role), one, resource).allowed, false);
  });
});

test('nothing is allowed on what is not visible', () => {
  every((role, one, resource) => {
    const { allowed, visible } = decide(subject(role), one, resource);
    if (allowed) assert.ok(visible);
  });
});

test('whether something is visible does not depend on what one wants to do with it', () => {
  fc.assert(
    fc.property(roles, permission, permission, resources, (role, one, two, resource) => {
      const seen = (what: Permission) => decide(subject(role), what, resource).visible;
      assert.equal(seen(one), seen(two));
    }),
    { numRuns: 3000 },
  );
});

test('what is unknown denies and does not throw', () => {
  const unknown = { kind: 'Vault' } as unknown as Resource;
  for (const role of roleNames)
    for (const one of Object.keys(permissions) as Permission[])
      assert.deepEqual(
        [decide(subject(role), one, unknown).allowed, decide(subject(role), one, unknown).visible],
        [false, false],
      );
  const none = decide(subject('owner'), 'everything' as Permission, { kind: 'Tenant' });
  assert.equal(none.allowed, false);
});

test('an unknown role is denied everything, without an exception', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('root', 'toString', '__proto__', ''),
      permission,
      resources,
      (role, one, resource) => {
        assert.equal(decide(subject(role as RoleName), one, resource).allowed, false);
      },
    ),
  );
});

const channel = (
  channelKind: ChannelResource['channelKind'],
  membership: ChannelResource['membership'],
): ChannelResource => ({
  kind: 'Channel',
  channelKind,
  membership,
});

for (const kind of ['private', 'direct', 'deleted'] as const)
  test(`a ${kind} channel that one is not in is invisible to every role, the owner of the workspace included`, () => {
    for (const role of roleNames)
      for (const one of Object.keys(permissions) as Permission[]) {
        const place = channel(kind, null);
        for (const resource of [place, { kind: 'Message', authorId: me, channel: place } as const]) {
          const { allowed, visible } = decide(subject(role), one, resource);
          assert.deepEqual([allowed, visible], [false, false], `${role} ${one}`);
        }
      }
  });

test('a direct message is read and written by everybody in it, and managed, joined, left or widened by nobody', () => {
  for (const role of roleNames)
    for (const membership of ['member', 'manager'] as const) {
      const allowed = (Object.keys(permissions) as Permission[]).filter(
        (one) => decide(subject(role), one, channel('direct', membership)).allowed,
      );
      const used = (['channel.read', 'message.write', 'message.mention_all'] as const).filter((one) =>
        roleHolds(role, one),
      );
      assert.deepEqual(allowed.sort(), used.sort(), role);
    }
});

test('what somebody wrote in a direct message is redacted by them alone, elsewhere by who manages the channel, too', () => {
  for (const role of roleNames)
    for (const membership of ['member', 'manager'] as const) {
      const may = (authorId: string, kind: ChannelResource['channelKind']) =>
        (['message.redact', 'message.redact_any'] as const).some(
          (one) =>
            decide(subject(role), one, { kind: 'Message', authorId, channel: channel(kind, membership) })
              .allowed,
        );
      assert.equal(may('somebody', 'direct'), false, role);
      assert.equal(may(me, 'direct'), roleHolds(role, 'message.redact'), role);
      if (membership === 'manager')
        assert.equal(may('somebody', 'private'), roleHolds(role, 'message.redact_any'), role);
    }
});

test('a channel is deleted by those who act on every channel, not by its managers', () => {
  for (const role of roleNames)
    for (const [kind, membership] of [
      ['public', null],
      ['public', 'manager'],
      ['private', 'manager'],
    ] as const)
      assert.equal(
        decide(subject(role), 'channel.delete', channel(kind, membership)).allowed,
        role === 'owner' || role === 'admin',
        role,
      );
});

test('nobody marks a message without being in its channel, and everybody who may does so on anybody’s', () => {
  for (const role of roleNames)
    for (const one of ['message.react', 'message.pin'] as const) {
      const marks = (membership: ChannelResource['membership']) =>
        decide(subject(role), one, {
          kind: 'Message',
          authorId: 'somebody',
          channel: channel('public', membership),
        }).allowed;
      assert.equal(marks('member'), roleHolds(role, one), role);
      assert.equal(marks(null), false, role);
    }
});

test('nobody invites anybody into a role above their own', () => {
  for (const actor of roleNames)
    for (const role of roleNames)
      assert.equal(
        decide(subject(actor), 'people.invite', { kind: 'Invitation', rights: rolePermissions[role] })
          .allowed,
        roleHolds(actor, 'people.invite') && roleIsWithin(role, actor),
        `${actor} ${role}`,
      );
});

test('nobody writes in a channel without being in it', () => {
  for (const role of roleNames) {
    assert.equal(decide(subject(role), 'message.write', channel('public', null)).allowed, false, role);
    const inside = decide(subject(role), 'message.write', channel('public', 'member')).allowed;
    assert.equal(inside, roleHolds(role, 'message.write'), role);
  }
});

test('a guest sees the channels it was put into and no other', () => {
  assert.equal(decide(subject('guest'), 'channel.read', channel('public', null)).visible, false);
  assert.equal(decide(subject('guest'), 'channel.read', channel('private', 'member')).allowed, true);
});

test('a message is edited by its author only, and only while in the channel', () => {
  for (const role of roleNames) {
    const edit = (authorId: string, place: ChannelResource) =>
      decide(subject(role), 'message.edit', { kind: 'Message', authorId, channel: place }).allowed;
    assert.equal(edit(me, channel('public', 'member')), roleHolds(role, 'message.edit'));
    assert.equal(edit('somebody', channel('public', 'manager')), false);
    assert.equal(edit(me, channel('public', null)), false);
  }
});

test('nobody acts on a person, or gives a role, above their own', () => {
  const person = (role: RoleName): Resource => ({
    kind: 'Principal',
    principalId: 'somebody',
    rights: rolePermissions[role],
    ownerId: null,
    visible: true,
  });
  for (const actor of roleNames)
    for (const target of roleNames)
      for (const one of ['people.manage', 'roles.assign'] as const) {
        const { allowed } = decide(subject(actor), one, person(target));
        assert.equal(
          allowed,
          roleHolds(actor, one) && roleIsWithin(target, actor),
          `${actor} ${one} ${target}`,
        );
      }
});

test('sessions of others are ended by those who manage sessions, and never upwards', () => {
  for (const actor of roleNames)
    for (const target of roleNames) {
      const session: Resource = { kind: 'Session', principalId: 'somebody', rights: rolePermissions[target] };
      const { allowed } = decide(subject(actor), 'sessions.own', session);
      assert.equal(
        allowed,
        roleHolds(actor, 'sessions.manage') && roleIsWithin(target, actor),
        `${actor} ${target}`,
      );
    }
});

test('tokens of others are ended by those who manage tokens, never upwards, and traced by those who read the log', () => {
  for (const actor of roleNames)
    for (const target of roleNames) {
      const token: Resource = { kind: 'Token', principalId: 'somebody', rights: rolePermissions[target] };
      const ends = decide(subject(actor), 'tokens.own', token);
      assert.equal(
        ends.allowed,
        roleHolds(actor, 'tokens.manage') && roleIsWithin(target, actor),
        `${actor} ${target}`,
      );
      const traces = decide(subject(actor), 'audit.view_security', token);
      assert.equal(traces.allowed, roleHolds(actor, 'audit.view_security'), actor);
      assert.equal(ends.visible, roleHolds(actor, 'tokens.manage') || traces.allowed, actor);
    }
});

test('keys of another’s bot are for those who manage every key', () => {
  for (const actor of roleNames) {
    const { allowed } = decide(subject(actor), 'credentials.own', {
      kind: 'Credential',
      ownerId: 'somebody',
    });
    assert.equal(allowed, roleHolds(actor, 'credentials.manage'), actor);
  }
});

test('a key for another’s bot is issued by those who manage every key', () => {
  for (const actor of roleNames) {
    const bot = {
      kind: 'Principal',
      principalId: 'bot',
      rights: rolePermissions.agent,
      visible: true,
    } as const;
    const issuing = (ownerId: string) =>
      decide(subject(actor), 'credentials.own', { ...bot, ownerId }).allowed;
    assert.equal(issuing('somebody'), roleHolds(actor, 'credentials.manage'), actor);
    assert.equal(issuing(me), roleHolds(actor, 'credentials.own'), actor);
  }
});

test('clients of others, and those that have registered themselves, are for those who manage every client', () => {
  for (const actor of roleNames) {
    const manages = roleHolds(actor, 'clients.manage');
    const on = (ownerId: string | null, one: Permission) =>
      decide(subject(actor), one, { kind: 'Client', ownerId });
    for (const ownerId of ['somebody', null])
      for (const one of ['clients.own', 'clients.manage'] as const) {
        assert.equal(on(ownerId, one).allowed, manages, actor);
        assert.equal(on(ownerId, one).visible, manages, actor);
      }
    assert.equal(on(me, 'clients.own').allowed, roleHolds(actor, 'clients.own'), actor);
    assert.equal(on(me, 'clients.manage').allowed, manages, actor);
    const bot = {
      kind: 'Principal',
      principalId: 'bot',
      rights: rolePermissions.agent,
      visible: true,
    } as const;
    const naming = (ownerId: string) => decide(subject(actor), 'clients.own', { ...bot, ownerId }).allowed;
    assert.equal(naming('somebody'), manages, actor);
    assert.equal(naming(me), roleHolds(actor, 'clients.own'), actor);
  }
});

test('a scope is a ceiling: a key covers what it lists, a session everything', () => {
  fc.assert(
    fc.property(fc.subarray(scopeNames as Scope[]), fc.constantFrom(...scopeNames), (listed, asked) => {
      assert.equal(scopeCovers(subject('owner', new Set(listed)), asked), listed.includes(asked));
      assert.ok(scopeCovers(subject('guest'), asked));
    }),
  );
});

test('what a channel gives to its members is theirs in it, and nobody else’s', () => {
  for (const role of roleNames) {
    const granted = Rights.of(['message.mention_all']);
    const on = (membership: ChannelResource['membership'], one: Permission) =>
      decide(subject(role), one, { ...channel('public', membership), granted }).allowed;
    assert.equal(on('member', 'message.mention_all'), true, role);
    assert.equal(on(null, 'message.mention_all'), false, role);
    assert.equal(on('member', 'message.write'), roleHolds(role, 'message.write'), role);
  }
});
