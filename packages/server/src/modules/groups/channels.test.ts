import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Who } from '../../testing/fixtures.ts';
import { groupStage } from '../../testing/groups.ts';
import { codeOf, createIdentityHarness, type IdentityHarness } from '../../testing/identity.ts';

describe('channels and groups', () => {
  let h: IdentityHarness;
  before(async () => {
    h = await createIdentityHarness();
  });
  after(async () => {
    await h.close();
    assert.deepEqual(h.bugs, []);
  });

  const { ask, get, create, idOf, add, channelMembers, channel } = groupStage(() => h);

  describe('channels that mirror a group', () => {
    const link = (who: Who, groupId: string, channelId: string) =>
      ask(who, 'groups.linkChannel', { groupId, channelId });

    it('have exactly the people of the group, whatever happens to it', async () => {
      const group = await create('member');
      const room = await channel('member');
      await h.succeed(h.acme, 'member', 'channels.addMember', {
        channelId: room,
        principalId: idOf('guest'),
      });
      await add('member', group.id, ['member2']);
      assert.equal(codeOf(await link('member', group.id, room)), 'ok');
      assert.deepEqual(await channelMembers(room), ['member2:member', 'member:manager']);
      const below = await create('member', { parentId: group.id });
      await add('member', below.id, ['developer']);
      assert.deepEqual(await channelMembers(room), ['developer:member', 'member2:member', 'member:manager']);
      assert.equal(
        codeOf(await ask('member', 'groups.update', { groupId: below.id, revision: 1, parentId: null })),
        'ok',
      );
      assert.deepEqual(await channelMembers(room), ['member2:member', 'member:manager']);
      await ask('member', 'groups.setMemberRole', {
        ...{ groupId: group.id, principalId: idOf('member2'), role: 'manager' },
      });
      assert.deepEqual(await channelMembers(room), ['member2:manager', 'member:manager']);
      await ask('member2', 'groups.leave', { groupId: group.id });
      assert.deepEqual(await channelMembers(room), ['member:manager']);
      assert.equal(codeOf(await ask('member2', 'channels.get', { channelId: room })), 'not_found');
      assert.equal(codeOf(await ask('member', 'groups.delete', { groupId: group.id, revision: 1 })), 'ok');
      assert.deepEqual(await channelMembers(room), ['member:manager']);
    });

    it('decide themselves about nobody', async () => {
      const group = await create('member');
      const room = await channel('member', 'public');
      await add('member', group.id, ['member2']);
      await link('member', group.id, room);
      const named = { channelId: room, principalId: idOf('member2') };
      for (const [who, operation, input] of [
        ['member', 'channels.addMember', { ...named, principalId: idOf('developer') }],
        ['member', 'channels.removeMember', named],
        ['member', 'channels.setMemberRole', { ...named, role: 'manager' }],
        ['member2', 'channels.leave', { channelId: room }],
        ['developer', 'channels.join', { channelId: room }],
      ] as const) {
        const outcome = await ask(who, operation, input);
        assert.equal(codeOf(outcome), 'conflict', operation);
        assert.match(
          outcome.answer.ok ? '' : (outcome.answer.error.options.problems?.[0]?.message ?? ''),
          /mirrors a group/,
        );
      }
      assert.equal(codeOf(await ask('member', 'groups.unlinkChannel', { channelId: room })), 'ok');
      assert.deepEqual(await channelMembers(room), ['member2:member', 'member:manager']);
      assert.equal(codeOf(await ask('developer', 'channels.join', { channelId: room })), 'ok');
    });

    it('are linked by those who manage both', async () => {
      const group = await create('member');
      const [mine, theirs] = [await channel('member'), await channel('member2')];
      assert.equal(codeOf(await link('member', group.id, theirs)), 'not_found');
      assert.equal(codeOf(await link('member2', group.id, theirs)), 'forbidden');
      assert.equal(codeOf(await link('member', group.id, mine)), 'ok');
      const other = await create('member');
      assert.equal(codeOf(await link('member', other.id, mine)), 'conflict');
    });

    it('do not tell of a group that one may not see', async () => {
      const hidden = await create('member', { visibility: 'hidden' });
      const room = await channel('member', 'public');
      await link('member', hidden.id, room);
      const groupOf = async (who: Who) =>
        (await get<{ access: { groupId: string | null } }>(who, 'channels.access', { channelId: room }))
          .access.groupId;
      assert.deepEqual([await groupOf('member'), await groupOf('member2')], [hidden.id, null]);
      assert.equal(codeOf(await ask('developer', 'groups.unlinkChannel', { channelId: room })), 'forbidden');
    });

    it('keep a manager when they mirror nothing any more', async () => {
      const group = await create('owner');
      const room = await channel('member');
      await h.succeed(h.acme, 'member', 'channels.addMember', {
        channelId: room,
        principalId: idOf('owner'),
      });
      const below = await create('owner', { parentId: group.id });
      await add('owner', below.id, ['member', 'member2']);
      await h.succeed(h.acme, 'owner', 'groups.leave', { groupId: below.id });
      const { rows } = await h.admin.query('select 1');
      assert.equal(rows.length, 1);
      await add('owner', below.id, ['owner']);
      assert.equal(codeOf(await link('owner', below.id, room)), 'ok');
      assert.ok((await channelMembers(room)).includes('owner:manager'));
      await h.succeed(h.acme, 'owner', 'groups.leave', { groupId: below.id });
      assert.deepEqual(await channelMembers(room), ['member2:member', 'member:member']);
      assert.equal(codeOf(await ask('owner', 'groups.delete', { groupId: below.id, revision: 1 })), 'ok');
      assert.equal((await channelMembers(room)).filter((one) => one.endsWith(':manager')).length, 1);
    });
  });

  describe('what a channel gives its members', () => {
    const setAccess = (who: Who, channelId: string, granted: string[]) =>
      ask(who, 'channels.setAccess', { channelId, granted });

    it('is within what its manager holds, and within what channels may give', async () => {
      const room = await channel('member');
      assert.equal(codeOf(await setAccess('member', room, ['message.mention_all'])), 'forbidden');
      assert.equal(codeOf(await setAccess('member', room, ['people.manage'])), 'invalid_input');
      assert.equal(codeOf(await setAccess('member', room, ['message.pin'])), 'ok');
      assert.equal(codeOf(await setAccess('member2', room, [])), 'not_found');
      assert.equal(
        codeOf(await ask('member', 'channels.classify', { channelId: room, labels: ['a'] })),
        'forbidden',
      );
    });

    it('counts in that channel and only there', async () => {
      const [room, other] = [await channel('developer'), await channel('developer')];
      for (const channelId of [room, other])
        await h.succeed(h.acme, 'developer', 'channels.addMember', {
          channelId,
          principalId: idOf('viewer'),
        });
      const invite = (channelId: string) =>
        ask('viewer', 'channels.addMember', { channelId, principalId: idOf('member') });
      assert.equal(codeOf(await invite(room)), 'forbidden');
      assert.equal(codeOf(await setAccess('developer', room, ['channel.invite'])), 'ok');
      assert.deepEqual([codeOf(await invite(room)), codeOf(await invite(other))], ['ok', 'forbidden']);
      assert.equal(codeOf(await setAccess('developer', room, [])), 'ok');
      assert.equal(codeOf(await invite(room)), 'forbidden');
    });
  });
});
