import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type GroupView, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { groupStage } from '../../testing/groups.ts';
import { randomId } from '../../testing/harness.ts';
import {
  codeOf,
  createIdentityHarness,
  type IdentityHarness,
  observed,
  outputOf,
} from '../../testing/identity.ts';

describe('groups', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const { ask, get, create, idOf, add, remove, membersOf, rolesOf, whoIs, channel } = groupStage(() => h);

  describe('who sees what', () => {
    it('of a public group everybody sees the people, of a private one those inside, of a hidden one nothing', async () => {
      const groups = await Promise.all(
        (['public', 'private', 'hidden'] as const).map((visibility) => create('member', { visibility })),
      );
      const seen = async (who: Who) =>
        Promise.all(
          groups.map(async ({ id }) => {
            const outcome = await ask(who, 'groups.get', { groupId: id });
            return outcome.answer.ok
              ? outputOf<{ group: GroupView }>(outcome).group.members
              : codeOf(outcome);
          }),
        );
      assert.deepEqual(await seen('member'), [1, 1, 1]);
      assert.deepEqual(await seen('member2'), [1, null, 'not_found']);
      assert.deepEqual(await seen('viewer'), [1, null, 'not_found']);
      assert.deepEqual(await seen('admin'), [1, 1, 1]);
      assert.deepEqual(await seen('guest'), ['forbidden', 'forbidden', 'forbidden']);
      assert.deepEqual((await membersOf('member2', groups[1]?.id ?? '')).length, 0);
      assert.deepEqual((await membersOf('member2', groups[0]?.id ?? '')).length, 1);
      const listed = async (who: Who) => {
        const { groups: all } = await get<{ groups: GroupView[] }>(who, 'groups.list', {});
        return groups.map(({ id }) => all.some((one) => one.id === id));
      };
      assert.deepEqual(await listed('member'), [true, true, true]);
      assert.deepEqual(await listed('member2'), [true, true, false]);
    });

    it('a hidden group, a foreign one and none are one answer by the same statements, in every operation', async () => {
      const hidden = await create('member', { visibility: 'hidden' });
      const room = await channel('member2');
      const own = await create('member2');
      const inputs = (groupId: string): [OperationName, object][] => [
        ['groups.get', { groupId }],
        ['groups.members', { groupId }],
        ['groups.members', { groupId, effective: true }],
        ['groups.list', { after: groupId }],
        ['groups.create', { handle: 'below-it', name: 'Below', parentId: groupId }],
        ['groups.update', { groupId, revision: 1, name: 'Other' }],
        ['groups.update', { groupId, revision: 9, handle: 'other' }],
        ['groups.update', { groupId: own.id, revision: 1, parentId: groupId }],
        ['groups.delete', { groupId, revision: 1 }],
        ['groups.addMembers', { groupId, principalIds: [idOf('member')] }],
        ['groups.removeMembers', { groupId, principalIds: [idOf('member')] }],
        ['groups.setMemberRole', { groupId, principalId: idOf('member'), role: 'member' }],
        ['groups.join', { groupId }],
        ['groups.leave', { groupId }],
        ['groups.linkChannel', { groupId, channelId: room }],
        ['groups.setRoles', { groupId, revision: 1, roles: [] }],
      ];
      const foreign = outputOf<{ group: GroupView }>(
        await h.call(h.globex, 'member', 'groups.create', { handle: 'theirs', name: 'Theirs' }),
      ).group;
      const [known, absent, elsewhere] = [
        inputs(hidden.id),
        inputs(randomId(h, 'group')),
        inputs(foreign.id),
      ];
      // The log of decisions is written aside, whenever there is time.
      const asked = async (operation: OperationName, input: object) => {
        const { seen, statements } = await observed(h, () => ask('member2', operation, input));
        return { seen, statements: statements.filter((name) => !/^(tx|policies)\./.test(name)) };
      };
      for (const [index, [operation, input]] of known.entries()) {
        const one = await asked(operation, input);
        for (const other of [absent, elsewhere])
          assert.deepEqual(
            await asked(operation, other[index]?.[1] ?? {}),
            one,
            `${operation} tells a hidden group from none`,
          );
      }
    });

    it('nobody is counted or listed by a membership that one may not see', async () => {
      const open = await create('member');
      const hidden = await create('member', { visibility: 'hidden', parentId: open.id });
      const closed = await create('member', { visibility: 'private', parentId: open.id });
      await add('member', hidden.id, ['developer']);
      await add('member', closed.id, ['viewer']);
      const seenBy = async (who: Who) => ({
        listed: (await membersOf(who, open.id)).map(({ principalId }) => principalId).sort(),
        counted: (await get<{ group: GroupView }>(who, 'groups.get', { groupId: open.id })).group.members,
      });
      assert.deepEqual(await seenBy('member2'), { listed: [idOf('member')], counted: 1 });
      const all = [idOf('member'), idOf('developer'), idOf('viewer')].sort();
      assert.deepEqual(await seenBy('member'), { listed: all, counted: 3 });
      // Through the private one: a member of it sees it, and nobody of the hidden one.
      const inside = [idOf('member'), idOf('viewer')].sort();
      assert.deepEqual(await seenBy('viewer'), { listed: inside, counted: 2 });
      const { groups } = await get<{ groups: GroupView[] }>('member2', 'groups.list', {
        principalId: idOf('developer'),
      });
      assert.ok(!groups.some(({ id }) => id === open.id));
    });

    it('a handle is one person’s or one group’s, and what has it is not said', async () => {
      const hidden = await create('member', { visibility: 'hidden', handle: 'secret-circle' });
      const make = (handle: string) => ask('member2', 'groups.create', { handle, name: 'x' });
      const [byGroup, byPerson] = [
        await observed(h, () => make('secret-circle')),
        await observed(h, () => make(h.acme.principals.member.handle)),
      ];
      assert.equal(byGroup.seen.code, 'already_exists');
      assert.deepEqual(byGroup.seen, byPerson.seen);
      const person = { displayName: 'x', password: 'seven violet tractors hum' };
      assert.equal(
        codeOf(await ask('owner', 'principals.create', { ...person, handle: 'secret-circle' })),
        'already_exists',
      );
      assert.equal(codeOf(await ask('member', 'groups.delete', { groupId: hidden.id, revision: 1 })), 'ok');
      assert.equal(codeOf(await make('secret-circle')), 'ok');
    });

    it('of a hidden group only those hear who are in it', async () => {
      const seen = h.events.length;
      const hidden = await create('member', { visibility: 'hidden' });
      await add('member', hidden.id, ['developer']);
      await remove('member', hidden.id, ['developer']);
      const events = h.events.slice(seen).filter(({ type }) => type === 'group.changed');
      assert.ok(events.length > 0);
      assert.deepEqual([...new Set(events.map(({ subjectId }) => whoIs(subjectId ?? 'everybody')))].sort(), [
        'developer',
        'member',
      ]);
    });
  });

  describe('the tree', () => {
    it('is no deeper than eight, and what is hidden hides everything below', async () => {
      let parentId: string | undefined;
      const chain: GroupView[] = [];
      for (let depth = 1; depth <= 8; depth += 1) {
        const one: GroupView = await create('member', parentId === undefined ? {} : { parentId });
        chain.push(one);
        parentId = one.id;
      }
      assert.equal(
        codeOf(await ask('member', 'groups.create', { handle: 'ninth', name: 'x', parentId })),
        'conflict',
      );
      const [top, second] = chain;
      const under = (groupId: string | undefined, parent: string | null | undefined) =>
        ask('member', 'groups.update', { groupId, revision: 1, parentId: parent });
      assert.equal(codeOf(await under(top?.id, chain[4]?.id)), 'conflict', 'below itself');
      const other = await create('member');
      assert.equal(codeOf(await under(other.id, chain[7]?.id)), 'conflict', 'too deep');
      const hidden = await create('member', { visibility: 'hidden' });
      assert.equal(codeOf(await under(second?.id, hidden.id)), 'conflict', 'seen below what is hidden');
      const hide = { groupId: top?.id, revision: 1, visibility: 'hidden' };
      assert.equal(codeOf(await ask('member', 'groups.update', hide)), 'conflict');
      assert.equal(codeOf(await under(second?.id, null)), 'ok');
      const { rows } = await h.admin.query<{ depth: number }>(
        'select cardinality(path) as depth from tenant.groups where group_id = $1',
        [uuidOf(chain[7]?.id ?? '')],
      );
      assert.equal(rows[0]?.depth, 7);
    });

    it('of two moves at once that would close a circle one loses, and no group is below itself', async () => {
      const pairs = await Promise.all(
        Array.from({ length: 4 }, async () => [await create('member'), await create('member')] as const),
      );
      const under = (group: GroupView, parent: GroupView) =>
        ask('member', 'groups.update', { groupId: group.id, revision: 1, parentId: parent.id });
      const outcomes = await Promise.all(
        pairs.map(async ([one, other]) =>
          (await Promise.all([under(one, other), under(other, one), under(one, one)])).map(codeOf).sort(),
        ),
      );
      for (const codes of outcomes) assert.deepEqual(codes, ['conflict', 'conflict', 'ok']);
      const { rows } = await h.admin.query<{ group_id: string; parent_id: string | null; path: string[] }>(
        'select group_id, parent_id, path from tenant.groups where tenant_id = $1',
        [h.acme.tenant.id],
      );
      const parents = new Map(rows.map((row) => [row.group_id, row.parent_id]));
      for (const row of rows) {
        const way: string[] = [];
        for (let id: string | null = row.group_id; id !== null; id = parents.get(id) ?? null) {
          assert.ok(way.length < 9, 'a circle');
          way.unshift(id);
        }
        assert.deepEqual(row.path, way);
      }
    });

    it('a change of what somebody has not seen is refused', async () => {
      const group = await create('member');
      const rename = (name: string) =>
        ask('member', 'groups.update', { groupId: group.id, revision: 1, name });
      const codes = (await Promise.all(['a', 'b', 'c'].map(rename))).map(codeOf).sort();
      assert.deepEqual(codes, ['conflict', 'conflict', 'ok']);
    });

    it('a group with others below it is not deleted', async () => {
      const group = await create('member');
      const below = await create('member', { parentId: group.id });
      const end = ({ id }: GroupView) => ask('member', 'groups.delete', { groupId: id, revision: 1 });
      assert.equal(codeOf(await end(group)), 'conflict');
      assert.deepEqual([codeOf(await end(below)), codeOf(await end(group))], ['ok', 'ok']);
    });

    it('a group keeps a manager, unless it is managed from above', async () => {
      const group = await create('member');
      await add('member', group.id, ['member2']);
      assert.equal(codeOf(await remove('member', group.id, ['member'])), 'conflict');
      assert.equal(codeOf(await ask('member', 'groups.leave', { groupId: group.id })), 'conflict');
      const step = { groupId: group.id, principalId: idOf('member'), role: 'member' };
      assert.equal(codeOf(await ask('member', 'groups.setMemberRole', step)), 'conflict');
      const below = await create('member', { parentId: group.id });
      await add('member', below.id, ['member2']);
      assert.equal(codeOf(await ask('member', 'groups.leave', { groupId: below.id })), 'ok');
    });
  });

  describe('roles that come with a group', () => {
    const setRoles = (who: Who, group: GroupView, roles: string[], revision = group.revision) =>
      ask(who, 'groups.setRoles', { groupId: group.id, revision, roles, reason: 'test' });

    it('come with membership in it or below, and go with it', async () => {
      const group = await create('admin');
      const below = await create('admin', { parentId: group.id });
      await add('admin', below.id, ['viewer', 'bot']);
      assert.equal(codeOf(await setRoles('admin', group, ['developer'])), 'ok');
      assert.deepEqual(await rolesOf('viewer'), ['developer']);
      assert.deepEqual(await rolesOf('bot'), [], 'a bot holds its role and nothing on top');
      assert.equal(
        codeOf(await ask('viewer', 'principals.createBot', { handle: 'vbot', displayName: 'v' })),
        'ok',
      );
      assert.equal(codeOf(await remove('admin', below.id, ['viewer'])), 'ok');
      assert.deepEqual(await rolesOf('viewer'), []);
      assert.equal(
        codeOf(await ask('viewer', 'principals.createBot', { handle: 'vbot2', displayName: 'v' })),
        'forbidden',
      );
      await add('admin', group.id, ['viewer']);
      assert.deepEqual(await rolesOf('viewer'), ['developer']);
      assert.equal(codeOf(await ask('admin', 'groups.delete', { groupId: below.id, revision: 1 })), 'ok');
      assert.equal(codeOf(await ask('admin', 'groups.delete', { groupId: group.id, revision: 2 })), 'ok');
      assert.deepEqual(await rolesOf('viewer'), []);
    });

    it('nobody gives, takes or moves by a group what they lack', async () => {
      const group = await create('owner');
      assert.equal(codeOf(await setRoles('admin', group, ['owner'])), 'forbidden');
      assert.equal(codeOf(await setRoles('owner', group, ['owner'])), 'ok');
      const raised = { ...group, revision: 2 };
      assert.equal(codeOf(await setRoles('admin', raised, [])), 'forbidden');
      const below = await create('owner', { parentId: group.id });
      for (const target of [group, below]) {
        assert.equal(codeOf(await add('admin', target.id, ['admin'])), 'forbidden');
        assert.equal(codeOf(await remove('admin', target.id, ['owner'])), 'forbidden');
        assert.equal(codeOf(await ask('admin', 'groups.join', { groupId: target.id })), 'forbidden');
        assert.equal(codeOf(await ask('member', 'groups.join', { groupId: target.id })), 'forbidden');
      }
      const inside = { handle: 'inside-it', name: 'x', parentId: group.id };
      assert.equal(codeOf(await ask('admin', 'groups.create', inside)), 'forbidden');
      const own = await create('admin');
      const into = { groupId: own.id, revision: 1, parentId: group.id };
      assert.equal(codeOf(await ask('admin', 'groups.update', into)), 'forbidden');
      const out = { groupId: below.id, revision: 1, parentId: null };
      assert.equal(codeOf(await ask('admin', 'groups.update', out)), 'forbidden');
      assert.equal(
        codeOf(await ask('admin', 'groups.delete', { groupId: below.id, revision: 1 })),
        'forbidden',
      );
      assert.deepEqual([await rolesOf('admin'), await rolesOf('member')], [[], []]);
      assert.equal(codeOf(await setRoles('owner', raised, [])), 'ok');
    });

    it('one joins what is open to everybody up to the top, and nothing else', async () => {
      const closed = await create('member', { visibility: 'private' });
      const within = await create('member', { parentId: closed.id });
      const open = await create('member');
      const join = ({ id }: GroupView) => ask('member2', 'groups.join', { groupId: id });
      assert.deepEqual(
        [codeOf(await join(closed)), codeOf(await join(within)), codeOf(await join(open))],
        ['forbidden', 'forbidden', 'ok'],
      );
      assert.deepEqual(await get('member2', 'groups.leave', { groupId: open.id }), { kept: false });
      assert.ok(
        !(await membersOf('member2', open.id)).some(({ principalId }) => principalId === idOf('member2')),
      );
    });
  });
});
