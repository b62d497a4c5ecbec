import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Operations, OutputOf, PolicySet } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { activate, enforce, savePolicies, setOf } from '../../testing/policies.ts';

type Shown = OutputOf<Operations['policies.show']>['state'];
const silence = 'forbid(principal, action == Wardroom::Action::"message.write", resource);';

describe('policies of a workspace', () => {
  let h: Harness;
  let at = Date.now();
  before(async () => {
    h = await createHarness({ clock: { now: () => at } });
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });
  afterEach(async () => {
    at += 1_000;
    const state = await shown();
    if (state.active !== null) await activate(h, h.acme, null);
    if (state.evaluated !== null) await activate(h, h.acme, null, 'evaluate');
  });

  const shown = async (tenant = h.acme) =>
    (await h.succeed<{ state: Shown }>(tenant, 'owner', 'policies.show', {})).state;
  const refusal = async (who: Who, operation: keyof Operations, input: unknown, tenant = h.acme) => {
    const { answer } = await h.call(tenant, who, operation, input);
    assert.ok(!answer.ok, `${operation} was answered`);
    return answer.error;
  };
  const save = async (set: PolicySet, more: object = {}) => {
    const { versions } = await h.succeed<OutputOf<Operations['policies.versions']>>(
      ...([h.acme, 'owner', 'policies.versions', { limit: 1 }] as const),
    );
    const basedOn = versions[0]?.version ?? 0;
    return h.call(h.acme, 'owner', 'policies.save', { set, basedOn, reason: 'a test', ...more });
  };
  const problemsOf = async (answered: ReturnType<typeof save>) => {
    const { answer } = await answered;
    assert.ok(!answer.ok);
    return { code: answer.error.code, problems: answer.error.options.problems ?? [] };
  };
  let sent = 0;
  const send = (who: Who, tenant = h.acme) =>
    h.call(tenant, who, 'messages.send', {
      ...{ channelId: tenant.general.id, body: 'hello', clientKey: `policies-${++sent}` },
    });

  it('a version decides from the moment it is activated and not before, in its own workspace only', async () => {
    const version = await savePolicies(h, h.acme, setOf([silence]));
    assert.ok((await send('member')).answer.ok);
    await activate(h, h.acme, version);
    const { answer } = await send('member');
    assert.ok(!answer.ok && answer.error.code === 'forbidden');
    assert.ok((await send('member', h.globex)).answer.ok);
    await activate(h, h.acme, null);
    assert.ok((await send('member')).answer.ok);
  });

  it('an older version can be activated again', async () => {
    const first = await enforce(h, h.acme, silence);
    const second = await enforce(
      h,
      h.acme,
      'forbid(principal, action == Wardroom::Action::"message.edit", resource);',
    );
    assert.ok((await send('member')).answer.ok);
    await activate(h, h.acme, first);
    assert.equal((await send('member')).answer.ok, false);
    assert.equal((await shown()).active, first);
    assert.ok(second > first);
  });

  it('a policy that does not type-check is refused with its line and column, and nothing is saved', async () => {
    const set = setOf([silence, 'forbid(principal, action, resource)\nwhen { context.nonsense == 1 };']);
    const { code, problems } = await problemsOf(save(set));
    assert.equal(code, 'invalid_input');
    assert.equal(problems[0]?.path, '/set/policies/1/text');
    assert.match(problems[0]?.message ?? '', /^p1, line 2, column \d+: .*nonsense/s);
    assert.match(JSON.stringify(await problemsOf(save(setOf(['nonsense'])))), /p0, line 1/);
  });

  it('a test that fails keeps its policies from being saved, and is named', async () => {
    const test = {
      title: 'Members write',
      request: { permission: 'message.write' as const },
      expect: 'allow' as const,
    };
    const { code, problems } = await problemsOf(save(setOf([silence], [test])));
    assert.equal(code, 'invalid_input');
    assert.deepEqual(problems, [
      { path: '/set/tests/0', message: '“Members write” expects allow, and it is deny by p0' },
    ]);
    const { answer } = await save(setOf([silence], [{ ...test, expect: 'deny' }]));
    assert.ok(answer.ok);
  });

  it('a test sees what it says: kind of principal, channel, address, and the time in the zone of the workspace', async () => {
    const texts = [
      'forbid(principal, action == Wardroom::Action::"message.write", resource) when { context.time.hour >= 18 };',
      'forbid(principal, action == Wardroom::Action::"message.write", resource) when { resource.classification == "restricted" };',
      'forbid(principal, action == Wardroom::Action::"message.write", resource) when { context.agent && context.delegationDepth > 1 };',
      'forbid(principal, action == Wardroom::Action::"message.write", resource) unless { context.addressKnown };',
    ];
    const permission = 'message.write' as const;
    const evening = Date.UTC(2026, 0, 7, 17, 30);
    const tests: PolicySet['tests'] = [
      { title: 'noon', request: { permission }, expect: 'allow' },
      { title: 'half past five', request: { permission, context: { at: evening } }, expect: 'allow' },
      {
        title: 'restricted',
        request: { permission, resource: { classification: 'restricted' } },
        expect: 'deny',
      },
      {
        title: 'agent',
        request: { permission, principal: { kind: 'agent' }, context: { delegationDepth: 2 } },
        expect: 'deny',
      },
      { title: 'person', request: { permission, context: { delegationDepth: 2 } }, expect: 'allow' },
      { title: 'nowhere', request: { permission, context: { address: '' } }, expect: 'deny' },
    ];
    const tested = await h.succeed<OutputOf<Operations['policies.test']>>(h.acme, 'owner', 'policies.test', {
      draft: setOf(texts, tests),
    });
    assert.deepEqual(tested.problems, []);
    for (const { title, expected, actual } of tested.tests) assert.equal(actual, expected, title);
    const { revision } = await shown();
    await h.succeed(h.acme, 'owner', 'policies.configure', { revision, timeZone: 'Europe/Berlin' });
    const there = await h.succeed<OutputOf<Operations['policies.test']>>(h.acme, 'owner', 'policies.test', {
      draft: setOf(texts, tests),
    });
    assert.equal(there.tests[1]?.actual, 'deny');
  });

  it('too many policies, too long ones and too much of them are refused in words', async () => {
    const many = setOf(Array.from({ length: 501 }, () => silence));
    assert.equal((await problemsOf(save(many))).code, 'invalid_input');
    const long = setOf([`${silence}//${'x'.repeat(9_000)}`]);
    assert.equal((await problemsOf(save(long))).problems[0]?.path, '/set/policies/0/text');
    const heavy = setOf(Array.from({ length: 40 }, () => `${silence}//${'x'.repeat(8_000)}`));
    assert.match((await problemsOf(save(heavy))).problems[0]?.message ?? '', /together/);
    const twice = {
      ...setOf([silence]),
      policies: [...setOf([silence]).policies, ...setOf([silence]).policies],
    };
    assert.match((await problemsOf(save(twice))).problems[0]?.message ?? '', /two policies have this id/);
  });

  it('of two who save at once one is saved and the other is told which version came between', async () => {
    const { versions } = await h.succeed<OutputOf<Operations['policies.versions']>>(
      ...([h.acme, 'owner', 'policies.versions', {}] as const),
    );
    const basedOn = versions[0]?.version ?? 0;
    const outcomes = await Promise.all(
      [1, 2].map(() =>
        h.call(h.acme, 'owner', 'policies.save', { set: setOf([silence]), basedOn, reason: 'race' }),
      ),
    );
    const refused = outcomes.flatMap(({ answer }) => (answer.ok ? [] : [answer.error]));
    assert.equal(refused.length, 1);
    assert.equal(refused[0]?.code, 'conflict');
    assert.match(
      JSON.stringify(refused[0]?.options.problems),
      new RegExp(`version ${basedOn + 1} has been saved`),
    );
    const stale = await refusal('owner', 'policies.activate', {
      ...{ version: basedOn + 1, mode: 'enforce', revision: 999, reason: 'stale' },
    });
    assert.equal(stale.code, 'conflict');
  });

  it('a version that shuts out whoever activates it is refused and names its policies', async () => {
    const locked = setOf(['forbid(principal, action in Wardroom::Action::"administer", resource);']);
    const version = await savePolicies(h, h.acme, locked);
    const { revision } = await shown();
    const input = { version, mode: 'enforce', revision, reason: 'lock' };
    const { code, options } = await refusal('owner', 'policies.activate', input);
    assert.equal(code, 'conflict');
    assert.deepEqual(options.problems, [
      { path: '/version', message: 'you would lose policies.view: p0' },
      { path: '/version', message: 'you would lose policies.manage: p0' },
    ]);
    assert.equal((await shown()).active, null);
    // To see what it would do is harmless.
    assert.ok((await h.call(h.acme, 'owner', 'policies.activate', { ...input, mode: 'evaluate' })).answer.ok);
  });

  it('a change of region that would shut out whoever makes it is refused', async () => {
    await enforce(
      h,
      h.acme,
      'forbid(principal, action in Wardroom::Action::"administer", resource) when { context.region == "elsewhere" };',
    );
    const { revision } = await shown();
    assert.equal(
      (await refusal('owner', 'policies.configure', { revision, region: 'elsewhere' })).code,
      'conflict',
    );
    assert.ok((await h.call(h.acme, 'owner', 'policies.configure', { revision, region: 'here' })).answer.ok);
  });

  it('unknown versions, wrong zones and what is neither draft nor version are refused', async () => {
    const { revision } = await shown();
    const input = { version: 9_999, mode: 'enforce', revision, reason: 'no' };
    assert.equal((await refusal('owner', 'policies.activate', input)).code, 'not_found');
    assert.equal((await refusal('owner', 'policies.get', { version: 9_999 })).code, 'not_found');
    assert.equal((await refusal('owner', 'policies.test', {})).code, 'invalid_input');
    assert.equal(
      (await refusal('owner', 'policies.configure', { revision, timeZone: 'Europe/Atlantis' })).code,
      'invalid_input',
    );
    for (const operation of [
      'policies.show',
      'policies.schema',
      'policies.versions',
      'decisions.list',
    ] as const)
      assert.equal((await refusal('member', operation, {})).code, 'forbidden');
  });

  it('since when what decides does, and by whose act, is told, and moves with nothing else', async () => {
    const activation = async () =>
      (await h.succeed<OutputOf<Operations['policies.show']>>(h.acme, 'owner', 'policies.show', {}))
        .activation;
    const version = await savePolicies(h, h.acme, setOf([silence]));
    at += 60_000;
    const activatedAt = at;
    await activate(h, h.acme, version, 'enforce');
    const activatedBy = h.acme.principals.owner.id;
    assert.deepEqual(await activation(), { activatedAt, activatedBy });
    at += 60_000;
    const { revision } = await shown();
    await h.succeed(h.acme, 'owner', 'policies.configure', { revision, region: 'north' });
    await activate(h, h.acme, version, 'evaluate');
    assert.deepEqual(await activation(), { activatedAt, activatedBy });
    await activate(h, h.acme, null, 'enforce');
    assert.deepEqual(await activation(), { activatedAt: at, activatedBy });
  });

  it('what is evaluated beside decides nothing and is counted', async () => {
    const version = await savePolicies(h, h.acme, setOf([silence]));
    await activate(h, h.acme, version, 'evaluate');
    assert.ok((await send('member')).answer.ok);
    assert.ok((await send('owner')).answer.ok);
    await h.kernel.decisions.settled();
    const state = await shown();
    assert.deepEqual([state.evaluated, state.evaluatedDenials, state.evaluatedAllowances], [version, 2, 0]);
  });

  it('policies name groups by handle and by id, groups above included', async () => {
    type Group = { group: { id: string } };
    const above = await h.succeed<Group>(h.acme, 'owner', 'groups.create', {
      handle: 'contractors',
      name: 'Contractors',
    });
    const below = await h.succeed<Group>(h.acme, 'owner', 'groups.create', {
      ...{ handle: 'painters', name: 'Painters', parentId: above.group.id },
    });
    await h.succeed(h.acme, 'owner', 'groups.addMembers', {
      ...{ groupId: below.group.id, principalIds: [h.acme.principals.member2.id] },
    });
    for (const name of ['contractors', above.group.id, below.group.id]) {
      await enforce(
        ...([
          h,
          h.acme,
          `forbid(principal in Wardroom::Group::"${name}", action == Wardroom::Action::"message.write", resource);`,
        ] as const),
      );
      assert.equal((await send('member2')).answer.ok, false, name);
      assert.ok((await send('member')).answer.ok, name);
    }
  });

  it('a group whose handle looks like the id of another one does not stand for it', async () => {
    type Group = { group: { id: string } };
    const make = (handle: string) =>
      h.succeed<Group>(h.acme, 'owner', 'groups.create', { handle, name: 'A group' });
    const meant = await make('meant');
    const other = await make(meant.group.id);
    await h.succeed(h.acme, 'owner', 'groups.addMembers', {
      ...{ groupId: other.group.id, principalIds: [h.acme.principals.member.id] },
    });
    const name = `Wardroom::Group::"${meant.group.id}"`;
    await enforce(
      ...([
        h,
        h.acme,
        `forbid(principal in ${name}, action == Wardroom::Action::"message.write", resource);`,
      ] as const),
    );
    assert.ok((await send('member')).answer.ok);
  });

  it('simulation says what of the log would have been otherwise, and for whom', async () => {
    await enforce(h, h.acme, 'forbid(principal == Wardroom::Principal::"prn_nobody", action, resource);');
    const { revision } = await shown();
    await h.succeed(h.acme, 'owner', 'policies.configure', { revision, samplePerMille: 1_000 });
    const since = at;
    assert.ok((await send('member')).answer.ok);
    assert.ok((await send('owner')).answer.ok);
    assert.equal((await send('viewer')).answer.ok, false);
    await h.kernel.decisions.settled();
    const draft = setOf([
      'forbid(principal, action == Wardroom::Action::"message.write", resource) unless { principal.roles.contains("owner") };',
    ]);
    type Simulated = OutputOf<Operations['policies.simulate']>;
    const simulated = await h.succeed<Simulated>(h.acme, 'owner', 'policies.simulate', { draft, since });
    assert.equal(simulated.newlyDenied, 1);
    assert.equal(simulated.newlyAllowed, 0);
    assert.deepEqual(
      simulated.changes.map(({ decision, change, determining }) => [
        decision.principalId,
        change,
        determining,
      ]),
      [[h.acme.principals.member.id, 'newly_denied', ['p0']]],
    );
    const everybody = await h.succeed<OutputOf<Operations['policies.simulateAll']>>(
      ...([
        h.acme,
        'owner',
        'policies.simulateAll',
        { draft, request: { permission: 'message.write' } },
      ] as const),
    );
    const denied = everybody.changes.map(({ principalId }) => principalId);
    assert.equal(everybody.newlyDenied, denied.length);
    assert.ok(denied.includes(h.acme.principals.member.id as never));
    assert.ok(!denied.includes(h.acme.principals.owner.id as never), 'policies let owners write');
    assert.ok(!denied.includes(h.acme.principals.viewer.id as never), 'roles never let viewers write');
    const auditors = await h.succeed<OutputOf<Operations['policies.simulateAll']>>(
      ...([
        h.acme,
        'auditor',
        'policies.simulateAll',
        { draft, request: { permission: 'message.write' } },
      ] as const),
    );
    assert.deepEqual(auditors, { ...everybody, changes: [] }, 'who may not read people hears of nobody');
  });

  it('the log shows denials of roles and of policies, newest first, page by page', async () => {
    await enforce(h, h.acme, silence);
    await send('member');
    await send('viewer');
    await h.kernel.decisions.settled();
    type Listed = OutputOf<Operations['decisions.list']>;
    const first = await h.succeed<Listed>(h.acme, 'owner', 'decisions.list', { limit: 1, allowed: false });
    const second = await h.succeed<Listed>(h.acme, 'owner', 'decisions.list', {
      ...{ limit: 1, allowed: false, after: first.next },
    });
    const [byRole, byPolicy] = [first.decisions[0], second.decisions[0]];
    assert.deepEqual([byRole?.principalId, byRole?.byPolicy], [h.acme.principals.viewer.id, false]);
    assert.deepEqual(
      [byPolicy?.principalId, byPolicy?.byPolicy, byPolicy?.determining],
      [h.acme.principals.member.id, true, ['p0']],
    );
    assert.equal(byPolicy?.resourceId, h.acme.general.id);
    assert.equal(byPolicy?.address, '127.0.0.1');
    const own = await h.succeed<Listed>(h.acme, 'owner', 'decisions.list', {
      principalId: h.acme.principals.viewer.id,
    });
    assert.ok(own.decisions.every(({ principalId }) => principalId === h.acme.principals.viewer.id));
    const elsewhere = await h.succeed<Listed>(h.globex, 'owner', 'decisions.list', {});
    assert.ok(elsewhere.decisions.every(({ principalId }) => principalId.startsWith('prn_')));
  });
});
