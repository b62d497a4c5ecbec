/** What tenant policies may be, what they mean, and what they can never do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Permission } from '@wardroom/contract';
import { permissions } from '@wardroom/contract';
import {
  actionSchema,
  cedarSchema,
  compilePolicies,
  completeRequest,
  type PartialRequest,
  type PolicyProblem,
  runTests,
} from './index.ts';

const office = 'unless { context.address.isInRange(ip("10.0.0.0/8")) };';
const forbidWriting = `forbid(principal, action == Wardroom::Action::"message.write", resource) ${office}`;
const inOffice = { context: { address: '10.1.2.3' } };
const writing: PartialRequest = { permission: 'message.write' };

const sources = (...texts: string[]) => texts.map((text, index) => ({ id: `p${index}`, title: '', text }));

function compiled(...texts: string[]) {
  const compilation = compilePolicies(sources(...texts));
  assert.ok(compilation.ok, JSON.stringify(compilation));
  return compilation.compiled;
}

function problems(...texts: string[]): readonly PolicyProblem[] {
  const compilation = compilePolicies(sources(...texts));
  assert.equal(compilation.ok, false);
  return compilation.ok ? [] : compilation.problems;
}

test('the schema names every permission with its groups and the resources it is decided on', () => {
  assert.deepEqual(
    actionSchema().map(({ permission }) => permission),
    Object.keys(permissions),
  );
  const found = (permission: Permission) => {
    const action = actionSchema().find((one) => one.permission === permission);
    return [action?.groups, action?.resources];
  };
  assert.deepEqual(found('message.write'), [['write'], ['Channel']]);
  assert.deepEqual(found('message.edit'), [['write'], ['Message']]);
  assert.deepEqual(found('audit.view'), [['read', 'administer'], ['Workspace']]);
  assert.deepEqual(found('people.manage'), [
    ['write', 'administer'],
    ['Workspace', 'Principal'],
  ]);
  for (const permission of Object.keys(permissions))
    assert.match(cedarSchema(), new RegExp(`action "${permission.replace('.', '\\.')}" in`));
});

test('a forbid that matches denies, one that does not match leaves what roles give', () => {
  const policies = compiled(forbidWriting);
  assert.deepEqual(policies.decide(completeRequest(writing)), {
    allowed: false,
    reason: 'forbidden',
    determining: ['p0'],
    errors: [],
  });
  assert.equal(policies.decide(completeRequest({ ...writing, ...inOffice })).allowed, true);
});

test('an action with a permit is denied unless one matches; others stay as they are', () => {
  const policies = compiled(
    'permit(principal in Wardroom::Group::"engineering", action == Wardroom::Action::"message.write", resource);',
  );
  const engineer = { principal: { groups: ['engineering'] } };
  assert.equal(policies.decide(completeRequest(writing)).reason, 'unpermitted');
  assert.deepEqual(policies.decide(completeRequest({ ...writing, ...engineer })).determining, ['p0']);
  assert.equal(policies.decide(completeRequest({ permission: 'channel.read' })).reason, 'unmentioned');
});

test('a forbid outweighs a permit, and both are told apart', () => {
  const policies = compiled('permit(principal, action, resource);', forbidWriting);
  const decision = policies.decide(completeRequest(writing));
  assert.deepEqual([decision.reason, decision.determining], ['forbidden', ['p1']]);
  assert.deepEqual(policies.decide(completeRequest({ ...writing, ...inOffice })).determining, ['p0']);
});

test('a policy that errs denies and is named, even where a permit matches', () => {
  const policies = compiled(
    'permit(principal, action, resource);',
    'forbid(principal, action, resource) when { context.mfaAgeMinutes * 9223372036854775807 > 5 };',
  );
  const decision = policies.decide(completeRequest({ ...writing, context: { mfaAgeMinutes: 9 } }));
  assert.deepEqual([decision.allowed, decision.reason, decision.determining], [false, 'error', []]);
  assert.deepEqual(
    decision.errors.map(({ policyId }) => policyId),
    ['p1'],
  );
  assert.match(decision.errors[0]?.message ?? '', /overflow/);
});

test('groups of actions and policies without an action mention what they cover', () => {
  const administrators = compiled(
    'forbid(principal, action in [Wardroom::Action::"administer", Wardroom::Action::"message.write"], resource);',
  );
  assert.deepEqual(
    (['people.manage', 'audit.view', 'message.write', 'message.edit'] as const).map((one) =>
      administrators.mentions(one),
    ),
    [true, true, true, false],
  );
  const every = compiled('forbid(principal, action, resource) when { context.agent };');
  assert.ok(actionSchema().every(({ permission }) => every.mentions(permission)));
});

test('what no policy mentions never becomes a question', () => {
  const policies = compiled(forbidWriting);
  const unanswerable = { context: { address: 'nowhere' } };
  assert.equal(policies.decide(completeRequest({ ...writing, ...unanswerable })).reason, 'error');
  assert.equal(
    policies.decide(completeRequest({ permission: 'channel.read', ...unanswerable })).reason,
    'unmentioned',
  );
});

test('unknown actions, resources, principals and values of another type are denied by name', () => {
  const policies = compiled(
    'forbid(principal, action, resource) when { context.agent && context.device == "cli" && context.mfaAgeMinutes > 3 && context.authentication.contains("key") };',
  );
  const good = completeRequest(writing);
  assert.equal(policies.decide(good).allowed, true);
  const denied = (change: object, message: RegExp) => {
    const decision = policies.decide({ ...good, ...change });
    assert.equal(decision.allowed, false);
    assert.match(decision.errors[0]?.message ?? '', message);
  };
  denied({ permission: 'message.invent' }, /unknown action/);
  denied({ permission: 'constructor' }, /unknown action/);
  denied({ resource: { type: 'File', id: 'x' } }, /unknown resource/);
  denied({ resource: { type: 'Workspace' } }, /not an action on this resource/);
  denied({ principal: { ...good.principal, kind: 'ghost' } }, /unknown principal/);
  denied({ context: { ...good.context, agent: 'false' } }, /neither true nor false/);
  denied({ context: { ...good.context, mfaAgeMinutes: 1.5 } }, /whole number/);
  denied({ context: { ...good.context, device: undefined } }, /not a text/);
  denied({ context: { ...good.context, authentication: 'key' } }, /not a set/);
  denied({ context: null }, /./);
});

test('something more specific is decided on what it stands in', () => {
  const policies = compiled(
    'forbid(principal, action == Wardroom::Action::"channel.read", resource) when { resource.classification == "restricted" };',
    'forbid(principal, action == Wardroom::Action::"message.edit", resource) when { resource.channel.classification == "restricted" || !resource.own };',
    'forbid(principal, action == Wardroom::Action::"people.manage", resource) when { resource is Wardroom::Principal && resource.role == "owner" };',
  );
  const message = (classification: string, own = true): PartialRequest['resource'] => ({
    type: 'Message',
    own,
    channel: { classification },
  });
  const may = (permission: Permission, resource: PartialRequest['resource']) =>
    policies.decide(completeRequest(resource ? { permission, resource } : { permission })).allowed;
  assert.equal(may('channel.read', message('restricted')), false);
  assert.equal(may('channel.read', message('internal')), true);
  assert.equal(may('message.edit', message('restricted')), false);
  assert.equal(may('message.edit', message('internal')), true);
  assert.equal(may('message.edit', message('internal', false)), false);
  assert.equal(may('people.manage', { type: 'Principal', role: 'owner' }), false);
  assert.equal(may('people.manage', { type: 'Principal', role: 'member' }), true);
  assert.equal(may('people.manage', undefined), true);
});

test('channels, messages, people and groups are told apart by id', () => {
  const policies = compiled(
    'forbid(principal, action in Wardroom::Action::"write", resource in Wardroom::Channel::"chn_1");',
    'forbid(principal, action == Wardroom::Action::"people.manage", resource) when { principal == resource };',
    'forbid(principal == Wardroom::Principal::"prn_1", action == Wardroom::Action::"channel.read", resource);',
    'forbid(principal, action == Wardroom::Action::"roles.assign", resource) when { resource in Wardroom::Group::"board" };',
  );
  const may = (request: PartialRequest) => policies.decide(completeRequest(request)).allowed;
  for (const id of ['chn_1', 'chn_2']) {
    assert.equal(may({ ...writing, resource: { type: 'Channel', id } }), id === 'chn_2');
    assert.equal(
      may({ permission: 'message.edit', resource: { type: 'Message', channel: { id } } }),
      id === 'chn_2',
    );
  }
  const managing = (id: string): PartialRequest => ({
    permission: 'people.manage',
    principal: { id: 'prn_1' },
    resource: { type: 'Principal', id },
  });
  assert.equal(may(managing('prn_1')), false);
  assert.equal(may(managing('prn_2')), true);
  assert.equal(may({ permission: 'channel.read', principal: { id: 'prn_1' } }), false);
  assert.equal(may({ permission: 'channel.read', principal: { id: 'prn_2' } }), true);
  const promoting = (groups: string[]): PartialRequest => ({
    permission: 'roles.assign',
    resource: { type: 'Principal', groups },
  });
  assert.equal(may(promoting(['board', 'all'])), false);
  assert.equal(may(promoting(['all'])), true);
});

test('an IPv4 address is the same in every spelling, and an unknown one is in no network', () => {
  const policies = compiled(forbidWriting);
  const from = (address: string | null) =>
    policies.decide(completeRequest({ ...writing, context: { address } })).allowed;
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:0a01:203', '0:0:0:0:0:ffff:10.1.2.3'])
    assert.equal(from(address), true, address);
  for (const address of ['11.1.2.3', '::ffff:11.1.2.3', '2001:db8::1', null])
    assert.equal(from(address), false, String(address));
  // A range, a zone, an octal look-alike and a host name are no addresses.
  for (const address of ['10.0.0.0/8', 'fe80::1%eth0', '010.1.2.3', '10.1.2.3@', '[::1]', 'localhost'])
    assert.equal(
      policies.decide(completeRequest({ ...writing, context: { address } })).reason,
      'error',
      address,
    );
});

test('names with quotes, rules in them or strange letters stay names', () => {
  const name = '") };\npermit(principal, action, resource); // 😀\u202e\0';
  const policies = compiled(
    `forbid(principal, action, resource) when { principal.groups.contains("x") || principal in Wardroom::Group::"y" };`,
  );
  const hostile = (groups: string[]) =>
    policies.decide(
      completeRequest({ ...writing, principal: { id: name, role: name, roles: [name], groups } }),
    );
  assert.equal(hostile([name]).allowed, true);
  assert.equal(hostile([name, 'x']).allowed, false);
  assert.equal(hostile([name, 'y']).allowed, false);
  assert.match(hostile(['half \ud800']).errors[0]?.message ?? '', /not a text/);
  const compilation = compilePolicies(
    ['baseline', name, 'p0', '__proto__', ''].map((id) => ({
      id,
      title: name,
      text: 'forbid(principal, action, resource);',
    })),
  );
  assert.ok(compilation.ok);
  assert.deepEqual(compilation.compiled.decide(completeRequest(writing)).determining, [
    'baseline',
    name,
    'p0',
    '__proto__',
    '',
  ]);
});

test('problems name the policy, the line and the column, all at once', () => {
  assert.deepEqual(
    problems(
      forbidWriting,
      '// é😀\nforbid(principal, action, resource)\n  when { context.mood == "bad" };',
      'forbid(principal, action == Wardroom::Action::"message.invent", resource);',
    ).map(({ policyId, line, column }) => [policyId, line, column]),
    [
      ['p1', 3, 10],
      ['p2', 1, 29],
    ],
  );
  assert.match(problems('forbid(principal, action, resource) when { 1 + };')[0]?.message ?? '', /unexpected/);
  assert.deepEqual(
    problems('// é😀\rforbid(principal, action, resource) when { foo };').map(({ line, column }) => [
      line,
      column,
    ]),
    [[2, 44]],
  );
});

test('one text holds exactly one policy, and no template', () => {
  const message = (text: string) => problems(text)[0]?.message ?? '';
  assert.match(message('forbid(principal == ?principal, action, resource);'), /template/);
  assert.match(message(`${forbidWriting}\n${forbidWriting}`), /holds 2 policies/);
  assert.match(message('// nothing'), /holds 0 policies/);
  assert.match(message('forbid(principal, action, resource) when { "half \ud800" == "" };'), /half/);
  assert.match(
    message('forbid(principal, action, resource) when { Wardroom::Channel::"channel".archived };'),
    /entity that it names/,
  );
});

test('too many, too long and too much are one problem, found before parsing', () => {
  const many = (count: number, text: string) =>
    compilePolicies(Array.from({ length: count }, (_, index) => ({ id: `p${index}`, title: '', text })));
  const only = (compilation: ReturnType<typeof compilePolicies>) => {
    assert.ok(!compilation.ok && compilation.problems.length === 1);
    return compilation.problems[0]?.message ?? '';
  };
  assert.match(only(many(501, 'not a policy')), /501 policies; there may be 500/);
  assert.match(only(many(1, '('.repeat(1_048_576))), /1048576 bytes; a policy may have 8192/);
  assert.match(only(many(1, `// ${'é'.repeat(4_095)}`)), /8193 bytes/);
  assert.match(only(many(40, ' '.repeat(8_000))), /320000 bytes; together/);
  const twice = [0, 1].map(() => ({ id: 'same', title: '', text: 'not a policy' }));
  assert.match(only(compilePolicies(twice)), /two policies have this id/);
  assert.ok(many(500, 'forbid(principal, action == Wardroom::Action::"direct.open", resource);').ok);
});

test('a policy that can never match compiles with a warning', () => {
  const compilation = compilePolicies(sources('forbid(principal, action, resource) when { false };'));
  assert.ok(compilation.ok);
  assert.match(compilation.warnings[0]?.message ?? '', /impossible/);
});

test('inline tests say which failed, and why', () => {
  const results = runTests(compiled(forbidWriting), [
    { title: 'office', request: { ...writing, ...inOffice }, expect: 'allow' },
    { title: 'elsewhere', request: writing, expect: 'allow' },
  ]);
  assert.deepEqual(
    results.map(({ title, passed, decision }) => [title, passed, decision.determining]),
    [
      ['office', true, []],
      ['elsewhere', false, ['p0']],
    ],
  );
});

test('the cache holds no more than it may, and answers as if it were not there', () => {
  const policies = compiled(
    'forbid(principal == Wardroom::Principal::"prn_7", action == Wardroom::Action::"message.write", resource);',
  );
  const ask = (n: number) => policies.decide(completeRequest({ ...writing, principal: { id: `prn_${n}` } }));
  const first = ask(7);
  assert.equal(ask(7), first);
  for (let n = 0; n < 2_100; n += 1) assert.equal(ask(n).allowed, n !== 7);
  assert.notEqual(ask(8), undefined);
  assert.notEqual(ask(7), first, 'the first was dropped');
  assert.deepEqual(ask(7), first);
});

test('numbers beyond 2^53 are compared as they are written', () => {
  const policies = compiled(
    'forbid(principal, action, resource) when { context.mfaAgeMinutes + 9007199254740992 == 9007199254740993 };',
  );
  const may = (mfaAgeMinutes: number) =>
    policies.decide(completeRequest({ ...writing, context: { mfaAgeMinutes } })).allowed;
  assert.deepEqual([may(0), may(1), may(2)], [true, false, true]);
});

test('actions, times and contexts that are looked at as a whole are whole', () => {
  const policies = compiled(
    'forbid(principal, action, resource) when { action in Wardroom::Action::"administer" && context.time == {hour: 12, minute: 0, weekday: 3, date: "2026-01-07"} };',
    'forbid(principal, action, resource) when { [context.time].contains({hour: 1, minute: 2, weekday: 4, date: "2026-01-08"}) };',
    'forbid(principal, action, resource) when { (if context.agent then principal else principal).role == "viewer" };',
    'forbid(principal, action, resource) when { context has operation && context.operation == "messages.send" };',
  );
  const may = (permission: Permission, request: Omit<PartialRequest, 'permission'> = {}) => {
    const { allowed, errors } = policies.decide(completeRequest({ permission, ...request }));
    assert.deepEqual(errors, []);
    return allowed;
  };
  assert.equal(may('audit.view'), false);
  assert.equal(may('workspace.read'), true);
  assert.equal(may('audit.view', { context: { time: { minute: 1 } } }), true);
  assert.equal(
    may('channel.read', { context: { time: { hour: 1, minute: 2, weekday: 4, date: '2026-01-08' } } }),
    false,
  );
  assert.equal(may('channel.read', { principal: { role: 'viewer' } }), false);
  assert.equal(may('message.write', { context: { operation: 'messages.send' } }), false);
  assert.equal(may('message.write', { context: { operation: 'messages.list' } }), true);
});
