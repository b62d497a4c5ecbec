/** A preview says what the change then does, to whom, and is refused where the change is. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { GroupView, OperationName, Operations, OutputOf, Permission } from '@wardroom/contract';
import { uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { groupStage } from '../../testing/groups.ts';
import { codeOf, createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';

type Said = OutputOf<Operations['groups.preview']>;
const everybody = ['owner', 'admin', 'developer', 'member', 'member2', 'guest', 'viewer', 'auditor'] as const;

describe('previews of groups', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const { ask, get, create, idOf, add, channel } = groupStage(() => h);
  const preview = (input: object, by: Who = 'owner') => get<Said>(by, 'groups.preview', input);

  interface Stand {
    readonly permissions: readonly Permission[];
    readonly channels: readonly string[];
  }
  const standOf = async (who: Who): Promise<Stand> => {
    const { permissions } = await get<{ permissions: Permission[] }>(who, 'sessions.show', {});
    const { rows } = await h.admin.query<{ id: string }>(
      'select channel_id::text as id from tenant.channel_members where principal_id = $1',
      [h.acme.principals[who].uuid],
    );
    return { permissions, channels: rows.map(({ id }) => id) };
  };
  const stands = async () =>
    Object.fromEntries(await Promise.all(everybody.map(async (who) => [who, await standOf(who)] as const)));
  const less = (one: readonly string[], other: readonly string[]) =>
    one.filter((item) => !other.includes(item)).sort();

  /** What is said before is what is then so, for everybody, and in the counts. */
  async function holds(previewed: object, operation: OperationName, input: object): Promise<Said> {
    const said = await preview(previewed);
    const was = await stands();
    await get('owner', operation, input);
    const is = await stands();
    const counts = { gaining: 0, losing: 0, joining: 0, leaving: 0 };
    for (const who of everybody) {
      const [old, now] = [was[who] as Stand, is[who] as Stand];
      const happened = {
        gains: less(now.permissions, old.permissions),
        loses: less(old.permissions, now.permissions),
        joins: less(now.channels, old.channels),
        leaves: less(old.channels, now.channels),
      };
      const told = said.changes.find(({ principalId }) => principalId === idOf(who));
      assert.deepEqual(
        {
          ...{ gains: [...(told?.gains ?? [])].sort(), loses: [...(told?.loses ?? [])].sort() },
          joins: (told?.joins ?? []).map((id) => uuidOf(id)).sort(),
          leaves: (told?.leaves ?? []).map((id) => uuidOf(id)).sort(),
        },
        happened,
        `${operation}: ${who}`,
      );
      counts.gaining += Number(happened.gains.length > 0);
      counts.losing += Number(happened.loses.length > 0);
      counts.joining += Number(happened.joins.length > 0);
      counts.leaving += Number(happened.leaves.length > 0);
    }
    const { changes: _, ...told } = said;
    assert.deepEqual(told, counts);
    return said;
  }
  const current = async ({ id }: GroupView) =>
    (await get<{ group: GroupView }>('owner', 'groups.get', { groupId: id })).group;

  it('what is said of roles, of people and of a place is what then happens, also where other groups give the same', async () => {
    const [top, other, below] = [await create('owner'), await create('owner'), await create('owner')];
    await get('owner', 'groups.update', { groupId: below.id, revision: below.revision, parentId: top.id });
    const room = await channel('owner');
    await get('owner', 'groups.linkChannel', { groupId: top.id, channelId: room });
    await add('owner', other.id, ['member2']);
    await get('owner', 'groups.setRoles', {
      groupId: other.id,
      revision: other.revision,
      roles: ['auditor'],
    });

    const principalIds = [idOf('member'), idOf('member2'), idOf('guest')];
    const added = { groupId: below.id, add: principalIds };
    const joined = await holds(added, 'groups.addMembers', { groupId: below.id, principalIds });
    assert.deepEqual([joined.gaining, joined.joining], [0, 3]);

    const roles = ['auditor', 'developer'];
    const { revision } = await current(below);
    const given = { groupId: below.id, roles };
    const gave = await holds(given, 'groups.setRoles', { ...given, revision });
    assert.ok(gave.gaining >= 2);
    // One of them is an auditor by another group and gains the rest only.
    const second = gave.changes.find(({ principalId }) => principalId === idOf('member2'));
    assert.ok(second?.gains.includes('bots.manage') === false || !second?.gains.includes('audit.view'));

    const moved = { groupId: below.id, parentId: other.id };
    const left = await holds(moved, 'groups.update', { ...moved, revision: revision + 1 });
    // Who made it is in the group above as well, and stays.
    assert.equal(left.leaving, 3);

    const removed = { groupId: below.id, remove: [idOf('member2')] };
    const out = await holds(removed, 'groups.removeMembers', {
      ...{ groupId: below.id, principalIds: [idOf('member2')] },
    });
    assert.ok(!out.changes.some(({ loses }) => loses.includes('audit.view')));
    const taken = { groupId: below.id, roles: [] };
    await holds(taken, 'groups.setRoles', { ...taken, revision: (await current(below)).revision });
  });

  it('whom a directory keeps in a group loses nothing by a removal by hand', async () => {
    const group = await create('owner');
    await add('owner', group.id, ['member']);
    await get('owner', 'groups.setRoles', { ...{ groupId: group.id, revision: 1, roles: ['auditor'] } });
    await h.admin.query(
      `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
       select tenant_id, $1, principal_id, 'scim', 'member', now() from tenant.principals where principal_id = $2`,
      [uuidOf(group.id), h.acme.principals.member.uuid],
    );
    const remove = [idOf('member')];
    assert.deepEqual((await preview({ groupId: group.id, remove })).changes, []);
    await holds({ groupId: group.id, remove }, 'groups.removeMembers', {
      ...{ groupId: group.id, principalIds: remove },
    });
  });

  it('a bot is given no role by a group, and comes into its channels all the same', async () => {
    const group = await create('owner');
    await get('owner', 'groups.setRoles', { groupId: group.id, revision: 1, roles: ['developer'] });
    const room = await channel('owner');
    await get('owner', 'groups.linkChannel', { groupId: group.id, channelId: room });
    const said = await preview({ groupId: group.id, add: [h.acme.principals.bot.id] });
    assert.deepEqual(
      said.changes.map(({ gains, joins }) => [gains, joins]),
      [[[], [room]]],
    );
  });

  it('it is refused where the change would be, with the same answer', async () => {
    const group = await create('member');
    const [above, hidden] = [await create('owner'), await create('owner', { visibility: 'hidden' })];
    await get('owner', 'groups.setRoles', { groupId: above.id, revision: 1, roles: ['owner'] });
    const foreign = h.globex.principals.member.id;
    const revision = 1;
    const cases: readonly (readonly [Who, object, OperationName, object])[] = [
      ['member2', { add: [idOf('viewer')] }, 'groups.addMembers', { principalIds: [idOf('viewer')] }],
      ['member', { add: [foreign] }, 'groups.addMembers', { principalIds: [foreign] }],
      ['member', { remove: [foreign] }, 'groups.removeMembers', { principalIds: [foreign] }],
      ['member', { roles: ['viewer'] }, 'groups.setRoles', { roles: ['viewer'], revision }],
      ['admin', { roles: ['owner'] }, 'groups.setRoles', { roles: ['owner'], revision }],
      ['admin', { parentId: above.id }, 'groups.update', { parentId: above.id, revision }],
      ['member', { parentId: hidden.id }, 'groups.update', { parentId: hidden.id, revision }],
      ['member', { parentId: group.id }, 'groups.update', { parentId: group.id, revision }],
      ['guest', {}, 'groups.update', { name: 'x', revision }],
    ];
    for (const [who, asked, operation, input] of cases) {
      const [said, done] = [
        await ask(who, 'groups.preview', { groupId: group.id, ...asked }),
        await ask(who, operation, { groupId: group.id, ...input }),
      ];
      assert.notEqual(codeOf(done), 'ok', JSON.stringify([who, operation]));
      assert.equal(codeOf(said), codeOf(done), JSON.stringify([who, asked]));
    }
    const absent = await ask('member', 'groups.preview', { groupId: hidden.id });
    assert.equal(codeOf(absent), 'not_found');
    assert.equal(codeOf(await ask('owner', 'groups.preview', { groupId: group.id })), 'ok');
  });

  it('who is in a hidden group below is neither named nor counted for whoever does not see it', async () => {
    const top = await create('owner');
    const secret = await create('owner', { visibility: 'hidden', parentId: top.id });
    await add('owner', secret.id, ['viewer']);
    const { role } = await get<{ role: { role: string } }>('owner', 'roles.create', {
      ...{ name: 'Keeper', chosen: ['groups.manage', 'channel.browse', 'bots.manage', 'credentials.own'] },
    }).then(({ role: one }) => ({ role: one }));
    await get('owner', 'roles.assign', { principalId: idOf('developer'), role: role.role });
    const asked = { groupId: top.id, roles: [role.role] };
    const [seen, unseen] = [await preview(asked), await preview(asked, 'developer')];
    assert.equal(seen.gaining - unseen.gaining, 1);
    assert.ok(!unseen.changes.some(({ principalId }) => principalId === idOf('viewer')));
  });
});
