import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type GroupView, type Message, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';

let h: Harness;
let count = 0;
before(async () => {
  h = await createHarness();
});
after(async () => {
  await h.close();
  assert.deepEqual(h.bugs, []);
});

const give = <T = Record<string, never>>(who: Who, operation: OperationName, input: unknown): Promise<T> =>
  h.succeed<T>(h.acme, who, operation, input);
const idOf = (who: Who) => h.acme.principals[who].id;

/** A channel with these people, made by the first of them. */
async function channel([first = 'owner', ...others]: readonly Who[], kind = 'private'): Promise<string> {
  count += 1;
  const input = { name: `mentions-${count}`, kind };
  const { channel } = await give<{ channel: { id: string } }>(first, 'channels.create', input);
  for (const who of others)
    await give(first, 'channels.addMember', { channelId: channel.id, principalId: idOf(who) });
  return channel.id;
}

/** A group with these people, made by the first of them, and its handle. */
async function group([first = 'owner', ...others]: readonly Who[], input: object = {}): Promise<GroupView> {
  count += 1;
  const { group } = await give<{ group: GroupView }>(first, 'groups.create', {
    ...{ handle: `crew-${count}`, name: 'Crew', ...input },
  });
  if (others.length > 0)
    await give(first, 'groups.addMembers', { groupId: group.id, principalIds: others.map(idOf) });
  return group;
}

const say = async (who: Who, channelId: string, body: string): Promise<Message> => {
  count += 1;
  const input = { channelId, body, clientKey: `mention-${count}` };
  return (await give<{ message: Message }>(who, 'messages.send', input)).message;
};
const counted = async (who: Who, channelId: string): Promise<number> => {
  const { channels } = await give<{ channels: { id: string; membership: { mentions: number } }[] }>(
    ...([who, 'channels.list', {}] as const),
  );
  return channels.find(({ id }) => id === channelId)?.membership.mentions ?? -1;
};
const sorted = (whos: readonly Who[]) => whos.map(idOf).sort();

test('a group reaches those of its people who are in the channel, its author never, and each once', async () => {
  const room = await channel(['member', 'member2', 'developer', 'viewer']);
  const crew = await group(['member', 'member2', 'admin']);
  const below = await group(['member', 'developer'], { parentId: crew.id });
  const sent = await say('member', room, `@${crew.handle} and @${h.acme.principals.member2.handle}: look`);
  assert.deepEqual([...sent.mentions].sort(), sorted(['member2', 'developer']));
  assert.deepEqual(
    [await counted('member2', room), await counted('developer', room), await counted('viewer', room)],
    [1, 1, 0],
  );
  const other = await say('viewer', room, 'no mention').catch(() => null);
  assert.equal(other, null);
  const edited = await give<{ message: Message }>('member', 'messages.edit', {
    ...{ messageId: sent.id, body: `only @${below.handle}` },
  });
  assert.deepEqual(edited.message.mentions, [idOf('developer')]);
  assert.equal(await counted('member2', room), 1, 'who is notified was decided when it was sent');
  const { messages } = await give<{ messages: Message[] }>('developer', 'messages.mentions', {});
  assert.ok(messages.some(({ id }) => id === sent.id));
});

for (const [by, reached] of [
  ['everyone', ['member', 'member2', 'developer']],
  ['members', ['member', 'member2']],
  ['managers', ['member']],
  ['nobody', []],
] as const)
  test(`a group that ${by} may mention reaches nobody by the word of others`, async () => {
    const room = await channel(['member', 'member2', 'developer']);
    const crew = await group(['member', 'member2'], { mentionableBy: by });
    for (const who of ['member', 'member2', 'developer'] as const) {
      const { mentions } = await say(who, room, `@${crew.handle}`);
      assert.equal(mentions.length > 0, (reached as readonly Who[]).includes(who), who);
    }
  });

test('whoever lacks the permission writes words', async () => {
  const room = await channel(['member', 'member2', 'guest']);
  const crew = await group(['member', 'member2']);
  assert.deepEqual((await say('guest', room, `@${crew.handle}`)).mentions, []);
  assert.equal((await say('member2', room, `@${crew.handle}`)).mentions.length, 1);
});

test('a hidden group is a word to whoever may not see it, answered like one that nobody has', async () => {
  const room = await channel(['member', 'member2', 'developer']);
  const crew = await group(['member', 'member2'], { visibility: 'hidden' });
  const shape = ({ mentions, mentionsAll, body }: Message) => ({
    mentions,
    mentionsAll,
    length: body?.length,
  });
  const known = shape(await say('developer', room, `@${crew.handle}`));
  const none = shape(await say('developer', room, `@${crew.handle.replace('crew', 'xxxx')}`));
  assert.deepEqual(known, none);
});

test('who is in a group that is not public is not told by a mention, except among themselves', async () => {
  for (const visibility of ['private', 'hidden'] as const) {
    const crew = await group(['member', 'member2'], { visibility });
    const mixed = await channel(['member', 'member2', 'developer']);
    assert.deepEqual((await say('member', mixed, `@${crew.handle}`)).mentions, []);
    const own = await channel(['member']);
    await give('member', 'groups.linkChannel', { groupId: crew.id, channelId: own });
    assert.deepEqual((await say('member', own, `@${crew.handle}`)).mentions, [idOf('member2')]);
    const open = await channel(['member'], 'public');
    await give('member', 'groups.linkChannel', { groupId: crew.id, channelId: open });
    assert.deepEqual((await say('member', open, `@${crew.handle}`)).mentions, []);
  }
});

test('more than two hundred are everybody, for whoever may mention everybody', async () => {
  const crew = await group(['developer', 'member']);
  const room = await channel(['developer', 'member'], 'public');
  await h.admin.query(
    `with made as (
       insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
       select tenant_id, gen_random_uuid(), 'person', 'active', 'member', sha256(('crowd' || n)::bytea), sealed, now(), now()
         from tenant.principals, generate_series(1, 200) n where principal_id = $1
       returning tenant_id, principal_id),
     grouped as (
       insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
       select tenant_id, app_group.id, principal_id, 'scim', 'member', now()
         from made, (select $2::uuid as id) app_group)
     insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at)
     select tenant_id, $3, principal_id, 'member', now() from made`,
    [h.acme.principals.member.uuid, uuidOf(crew.id), uuidOf(room)],
  );
  const allowed = await say('developer', room, `@${crew.handle}`);
  assert.deepEqual([allowed.mentionsAll, allowed.mentions], [true, []]);
  const plain = await say('member', room, `@${crew.handle}`);
  assert.deepEqual([plain.mentionsAll, plain.mentions], [false, []]);
  await give('developer', 'channels.setAccess', { channelId: room, granted: ['message.mention_all'] });
  assert.equal((await say('member', room, '@channel')).mentionsAll, true, 'granted by the channel');
});

test('nobody who has left a group is in its channel when a message comes, in whatever order both arrive', async () => {
  const crew = await group(['member', 'member2']);
  const room = await channel(['member']);
  await give('member', 'groups.linkChannel', { groupId: crew.id, channelId: room });
  for (let round = 0; round < 8; round += 1) {
    const [removal, sending] = await Promise.all([
      h.call(h.acme, 'member', 'groups.removeMembers', {
        ...{ groupId: crew.id, principalIds: [idOf('member2')] },
      }),
      h.call(h.acme, 'member2', 'messages.send', {
        ...{ channelId: room, body: 'am I in?', clientKey: `racing-round-${round}` },
      }),
    ]);
    assert.ok(removal.answer.ok);
    if (!sending.answer.ok) assert.equal(sending.answer.error.code, 'not_found');
    const after = await h.call(h.acme, 'member2', 'messages.send', {
      ...{ channelId: room, body: 'still?', clientKey: `after-round-${round}` },
    });
    assert.ok(!after.answer.ok && after.answer.error.code === 'not_found');
    await give('member', 'groups.addMembers', { groupId: crew.id, principalIds: [idOf('member2')] });
  }
});
