/**
 * Nobody rises by roles: whatever a crowd without an owner does to roles and to one another, together they never hold
 * what none of them held.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Permission, permissions, type RoleView } from '@wardroom/contract';
import { Rights, withCascades } from '@wardroom/policy';
import fc from 'fast-check';
import type { Who } from '../../testing/fixtures.ts';
import { codeOf, createIdentityHarness, type IdentityHarness, outputOf } from '../../testing/identity.ts';

const all = Object.keys(permissions) as Permission[];
const basics: Permission[] = ['workspace.read', 'sessions.own'];
/** What they begin with: both may make and assign roles, and each holds something that the other does not. */
const crowd: readonly { readonly who: Who; readonly chosen: readonly Permission[] }[] = [
  { who: 'member', chosen: [...basics, 'roles.manage', 'roles.assign', 'channel.browse', 'message.export'] },
  { who: 'member2', chosen: [...basics, 'roles.manage', 'roles.assign', 'channel.browse', 'people.manage'] },
  { who: 'viewer', chosen: [...basics, 'roles.manage', 'channel.browse'] },
];

describe('escalation by roles', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  let made = 0;
  const create = (who: Who, chosen: readonly Permission[]) =>
    h.call(h.acme, who, 'roles.create', { name: `Role ${++made}`, chosen });
  const assign = (who: Who, to: Who, role: string) =>
    h.call(h.acme, who, 'roles.assign', { principalId: h.acme.principals[to].id, role });
  const listed = async () =>
    outputOf<{ roles: RoleView[] }>(await h.call(h.acme, 'owner', 'roles.list', {})).roles;
  const rightsOf = async (who: Who): Promise<Rights> => {
    const { answer } = await h.call(h.acme, who, 'sessions.show', {});
    return Rights.of(answer.ok ? (answer.output as { permissions: string[] }).permissions : []);
  };
  const begin = async () => {
    for (const { who, chosen } of crowd) {
      const { role } = outputOf<{ role: RoleView }>(await create('owner', chosen));
      outputOf(await assign('owner', who, role.role));
    }
  };

  it('a role that only hands on the right to make roles brings nothing more', async () => {
    await begin();
    const handedOn = outputOf<{ role: RoleView }>(await create('viewer', [...basics, 'roles.manage'])).role;
    assert.equal(
      codeOf(await assign('viewer', 'guest', handedOn.role)),
      'forbidden',
      'assigning is another right',
    );
    outputOf(await assign('owner', 'guest', handedOn.role));
    for (const permission of all) {
      const isHeld = Rights.of(handedOn.permissions).covers(withCascades([permission]));
      assert.equal(codeOf(await create('guest', [permission])), isHeld ? 'ok' : 'forbidden', permission);
    }
    outputOf(await assign('owner', 'guest', 'guest'));
  });

  it('through two accounts nobody gets what both lack, nor one what only the other holds', async () => {
    await begin();
    const { role } = outputOf<{ role: RoleView }>(await create('member', ['message.export', ...basics]));
    const edit = (who: Who, chosen: readonly Permission[]) =>
      h.call(h.acme, who, 'roles.update', { roleId: role.role, revision: 1, chosen });
    // The other holds no export, so the role is not theirs to hold, to change, or to take.
    assert.equal(codeOf(await assign('member2', 'member2', role.role)), 'forbidden');
    assert.equal(codeOf(await edit('member2', ['people.manage'])), 'forbidden');
    for (const who of ['member', 'member2'] as const) {
      assert.equal(codeOf(await create(who, ['message.export', 'people.manage'])), 'forbidden');
      assert.equal(codeOf(await create(who, ['audit.view'])), 'forbidden');
      assert.equal(codeOf(await assign(who, who, 'owner')), 'forbidden');
      assert.equal(codeOf(await assign(who, who, 'admin')), 'forbidden');
    }
    assert.equal(codeOf(await edit('member', ['message.export', 'people.manage'])), 'forbidden');
  });

  const step = fc.record({
    by: fc.constantFrom(...crowd.map(({ who }) => who)),
    to: fc.constantFrom<Who>('member', 'member2', 'viewer', 'guest', 'developer'),
    act: fc.constantFrom('create', 'update', 'assign', 'assign', 'delete'),
    pick: fc.nat(50),
    chosen: fc.subarray(all, { maxLength: 4 }),
  });

  it('whatever they do to roles and one another, together they hold no more than before', async () => {
    const touched: readonly Who[] = ['member', 'member2', 'viewer', 'guest', 'developer'];
    const seen = new Map<string, number>();
    const property = fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 12 }), async (steps) => {
      await begin();
      let before = Rights.of([]);
      for (const who of touched) before = before.union(await rightsOf(who));
      for (const { by, to, act, pick, chosen } of steps) {
        const held = await rightsOf(by);
        const roles = await listed();
        const custom = roles.filter(({ locked }) => !locked);
        const role = custom[custom.length - 1 - (pick % custom.length)] ?? roles[0];
        assert.ok(role);
        // Half of what is tried is something that they could do.
        const wanted = pick % 2 === 0 ? chosen : [...held].filter((_, index) => index % 3 === pick % 3);
        const named = { roleId: role.role, revision: role.revision };
        const outcome =
          act === 'create'
            ? await create(by, wanted)
            : act === 'assign'
              ? await assign(by, to, (pick % 5 === 0 ? roles[pick % 8] : role)?.role ?? 'owner')
              : act === 'update'
                ? await h.call(h.acme, by, 'roles.update', { ...named, chosen: wanted })
                : await h.call(h.acme, by, 'roles.delete', named);
        if (outcome.answer.ok) seen.set(act, (seen.get(act) ?? 0) + 1);
        if (outcome.answer.ok && (act === 'create' || act === 'update'))
          assert.ok(held.covers(Rights.of((outcome.answer.output as { permissions: string[] }).permissions)));
        for (const who of touched)
          assert.ok(before.covers(await rightsOf(who)), `${who} rose by ${act} of ${by}`);
      }
    });
    await fc.assert(property, { numRuns: process.env['WARDROOM_SOAK'] ? 200 : 8, endOnFailure: true });
    for (const act of ['create', 'update', 'assign'])
      assert.ok((seen.get(act) ?? 0) > 0, `${act} never succeeded`);
  });

  it('a preview says for every role and every choice what saving then does', async () => {
    await begin();
    const holders: readonly Who[] = ['viewer', 'guest'];
    const { role: begun } = outputOf<{ role: RoleView }>(await create('owner', [...basics, 'message.write']));
    for (const who of holders) outputOf(await assign('owner', who, begun.role));
    const property = fc.asyncProperty(fc.subarray(all), fc.boolean(), async (some, byAdmin) => {
      const role = (await listed()).find((one) => one.role === begun.role);
      assert.ok(role);
      const by = byAdmin ? 'admin' : 'owner';
      const chosen = [...new Set([...basics, ...some])];
      const before = await rightsOf('viewer');
      const said = await h.call(h.acme, by, 'roles.preview', { roleId: role.role, chosen });
      const did = await h.call(h.acme, by, 'roles.update', {
        ...{ roleId: role.role, revision: role.revision, chosen },
      });
      assert.equal(codeOf(said), codeOf(did));
      const now = await rightsOf('viewer');
      if (!said.answer.ok || !did.answer.ok) return assert.deepEqual([...now], [...before]);
      const { role: _saved, ...rest } = did.answer.output as { role: RoleView };
      assert.deepEqual(said.answer.output, rest);
      const { changes, permissions: given } = said.answer.output as {
        changes: { gains: string[]; loses: string[] }[];
        permissions: string[];
      };
      assert.deepEqual(given, [...now]);
      const change = { gains: [...now.without(before)], loses: [...before.without(now)] };
      const changed = change.gains.length + change.loses.length > 0;
      assert.deepEqual(
        changes.map(({ gains, loses }) => ({ gains, loses })),
        changed ? holders.map(() => change) : [],
      );
    });
    await fc.assert(property, { numRuns: process.env['WARDROOM_SOAK'] ? 500 : 25, endOnFailure: true });
  });
});
