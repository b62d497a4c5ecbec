import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Message, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { messageImplementations } from '../messages/index.ts';
import { reactionImplementations } from './index.ts';
import { mostEmoji, mostPeople } from './react.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({
    implementations: () => [
      ...channelImplementations(),
      ...messageImplementations(),
      ...reactionImplementations(),
    ],
  });
});
after(async () => {
  await harness.close();
});

let keys = 0;
const ask = async (who: Who, operation: OperationName, input: unknown) => {
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const give = async (who: Who, operation: OperationName, input: unknown) =>
  (await harness.succeed<{ message: Message }>(harness.acme, who, operation, input)).message;
const send = (who: Who, channelId = harness.acme.general.id, more: object = {}) =>
  give(who, 'messages.send', { channelId, body: 'said', clientKey: `reactions-${++keys}`, ...more });
const idOf = (who: Who) => harness.acme.principals[who].id;
const traces = async (messageId: string) => {
  const { rows } = await harness.admin.query(
    `select (select count(*)::int from tenant.events where message_id = $1 and type = 'message.marked') as events,
            (select count(*)::int from tenant.audit_outbox
              where resource_id = $1 and type <> 'message.sent') as entries`,
    [uuidOf(messageId)],
  );
  return rows[0];
};

test('a reaction is shown to everybody who reads the message, wherever the message is read', async () => {
  const root = await send('member');
  const reply = await send('owner', harness.acme.general.id, {
    threadRootId: root.id,
    body: 'for @acme-member2',
  });
  for (const { id } of [root, reply]) {
    await give('member2', 'reactions.add', { messageId: id, emoji: '🎉' });
    await give('admin', 'reactions.add', { messageId: id, emoji: '👍🏽' });
    await give('bot', 'reactions.add', { messageId: id, emoji: '🎉' });
  }
  const expected = [
    { emoji: '🎉', principalIds: [idOf('member2'), idOf('bot')] },
    { emoji: '👍🏽', principalIds: [idOf('admin')] },
  ];
  const { channelId } = { channelId: harness.acme.general.id };
  const read = <T>(operation: OperationName, input: unknown) =>
    harness.succeed<T>(harness.acme, 'member2', operation, input);
  const { messages } = await read<{ messages: Message[] }>('messages.list', { channelId, replies: true });
  const thread = await read<{ root: Message; replies: Message[] }>('messages.thread', {
    threadRootId: root.id,
  });
  const { message } = await read<{ message: Message }>('messages.get', { messageId: root.id });
  const mentions = await read<{ messages: Message[] }>('messages.mentions', {});
  for (const shown of [...messages, thread.root, ...thread.replies, message, ...mentions.messages])
    assert.deepEqual([shown.reactions, shown.marksRevision], [expected, 3]);
  assert.equal(messages.length, 2);
  assert.equal(mentions.messages[0]?.id, reply.id);
});

test('a message that is sent again or edited keeps its reactions', async () => {
  const again = { clientKey: `reactions-${++keys}` };
  const { id } = await send('member', harness.acme.general.id, again);
  const marked = await give('admin', 'reactions.add', { messageId: id, emoji: '✅' });
  assert.deepEqual(await send('member', harness.acme.general.id, again), marked);
  const edited = await give('member', 'messages.edit', { messageId: id, body: 'said better' });
  assert.deepEqual([edited.reactions, edited.marksRevision], [marked.reactions, 1]);
});

test('reacting twice is reacting once, and taking back what is not there changes nothing', async () => {
  const { id } = await send('member');
  const input = { messageId: id, emoji: '❤️' };
  const first = await give('owner', 'reactions.add', input);
  assert.deepEqual(await give('owner', 'reactions.add', input), first);
  assert.deepEqual(await give('admin', 'reactions.remove', input), first);
  assert.deepEqual(await traces(id), { events: 1, entries: 1 });
  const without = await give('owner', 'reactions.remove', input);
  assert.deepEqual([without.reactions, without.marksRevision], [[], 2]);
  assert.deepEqual(await give('owner', 'reactions.remove', input), without);
  assert.deepEqual(await traces(id), { events: 2, entries: 2 });
});

test('many who react at once are all counted, each once', async () => {
  const { id } = await send('member');
  const crowd = ['owner', 'admin', 'developer', 'member', 'member2', 'bot'] as const;
  await Promise.all(
    [...crowd, ...crowd].map((who) => give(who, 'reactions.add', { messageId: id, emoji: '🚀' })),
  );
  const { reactions, marksRevision } = await give('owner', 'messages.get', { messageId: id });
  assert.deepEqual(reactions[0]?.principalIds.toSorted(), crowd.map(idOf).sort());
  assert.equal(marksRevision, crowd.length);
});

test('whoever is not in the channel does not mark; what is invisible is not found', async () => {
  const [open, hidden] = [await send('member'), await send('member', harness.acme.secret.id)];
  const emoji = { emoji: '👀' };
  for (const [operation, more] of [
    ['reactions.add', emoji],
    ['reactions.remove', emoji],
    ['pins.add', {}],
    ['pins.remove', {}],
  ] as const) {
    assert.equal(await ask('viewer', operation, { messageId: open.id, ...more }), 'forbidden');
    // Guests do not pin, whatever the message.
    assert.equal(
      await ask('guest', operation, { messageId: open.id, ...more }),
      operation.startsWith('pins') ? 'forbidden' : 'not_found',
    );
    for (const messageId of [hidden.id, randomId(harness, 'message')])
      assert.equal(await ask('member2', operation, { messageId, ...more }), 'not_found', operation);
  }
  assert.equal(await ask('guest', 'reactions.add', { messageId: hidden.id, ...emoji }), 'ok');
  assert.equal(await ask('guest', 'pins.add', { messageId: hidden.id }), 'forbidden');
  assert.equal(await ask('member2', 'pins.list', { channelId: harness.acme.secret.id }), 'not_found');
});

test('archived channels and redacted messages take no marks and lose none by them', async () => {
  const { channel } = await harness.succeed<{ channel: { id: string } }>(
    harness.acme,
    'member',
    'channels.create',
    { name: 'marks-archived' },
  );
  const { id } = await send('member', channel.id);
  await give('member', 'reactions.add', { messageId: id, emoji: '🧭' });
  const all = ['reactions.add', 'reactions.remove', 'pins.add', 'pins.remove'] as const;
  const refusals = async () =>
    new Set(
      await Promise.all(
        all.map((operation) =>
          ask('member', operation, {
            messageId: id,
            ...(operation.startsWith('reactions') ? { emoji: '🧭' } : {}),
          }),
        ),
      ),
    );
  await harness.succeed(harness.acme, 'member', 'channels.archive', { channelId: channel.id });
  assert.deepEqual([...(await refusals())], ['channel_archived']);
  await harness.succeed(harness.acme, 'member', 'channels.restore', { channelId: channel.id });
  await give('member', 'messages.redact', { messageId: id });
  assert.deepEqual([...(await refusals())], ['message_redacted']);
});

test('redaction destroys reactions and pin together with the text', async () => {
  const { id } = await send('member');
  await give('admin', 'reactions.add', { messageId: id, emoji: '🔥' });
  const pinned = await give('admin', 'pins.add', { messageId: id });
  assert.deepEqual([pinned.pinnedBy, pinned.marksRevision], [idOf('admin'), 2]);
  const tombstone = await give('member', 'messages.redact', { messageId: id });
  assert.deepEqual(tombstone, await give('admin', 'messages.get', { messageId: id }));
  assert.deepEqual(
    [tombstone.reactions, tombstone.pinnedAt, tombstone.pinnedBy, tombstone.marksRevision],
    [[], null, null, 3],
  );
  const { rows } = await harness.admin.query('select from tenant.reactions where message_id = $1', [
    uuidOf(id),
  ]);
  assert.equal(rows.length, 0);
});

test('pins are listed newest message first, page by page; another message is no position', async () => {
  const { channel } = await harness.succeed<{ channel: { id: string } }>(
    harness.acme,
    'member',
    'channels.create',
    { name: 'marks-pinned' },
  );
  const channelId = channel.id;
  const sent: Message[] = [];
  for (let count = 0; count < 5; count++) sent.push(await send('member', channelId));
  const [first, second, third, fourth, plain] = sent.map(({ id }) => id);
  for (const messageId of [third, first, fourth, second]) await give('member', 'pins.add', { messageId });
  assert.equal((await give('member', 'pins.add', { messageId: first })).marksRevision, 1);
  await give('member', 'pins.remove', { messageId: second });
  const list = async (input: object) => {
    const { messages, next } = await harness.succeed<{ messages: Message[]; next: string | null }>(
      harness.acme,
      'member',
      'pins.list',
      { channelId, ...input },
    );
    return [messages.map(({ id }) => id), next];
  };
  assert.deepEqual(await list({}), [[fourth, third, first], null]);
  assert.deepEqual(await list({ limit: 2 }), [[fourth, third], third]);
  assert.deepEqual(await list({ limit: 2, after: third }), [[first], null]);
  for (const after of [plain, second, randomId(harness, 'message')])
    assert.deepEqual(await list({ after }), [[], null]);
});

test('one message takes so many emoji and so many people, and says when there is no room', async () => {
  const { id } = await send('member');
  const place = [harness.acme.tenant.id, uuidOf(id)];
  const faces = Array.from({ length: mostEmoji }, (_, index) => String.fromCodePoint(0x1f600 + index));
  for (const emoji of faces) await give('owner', 'reactions.add', { messageId: id, emoji });
  assert.equal(await ask('admin', 'reactions.add', { messageId: id, emoji: '🧨' }), 'limit_reached');
  const full = await give('admin', 'reactions.add', { messageId: id, emoji: faces[0] });
  assert.deepEqual(
    full.reactions.map(({ emoji }) => emoji),
    faces,
  );
  for (const emoji of faces.slice(1)) await give('owner', 'reactions.remove', { messageId: id, emoji });
  await give('owner', 'reactions.remove', { messageId: id, emoji: faces[0] });
  const { rows } = await harness.admin.query<{ n: number }>(
    `with crowd as (
       insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
       select $1, uuidv7(), 'person', 'active', 'member', sha256(convert_to('crowd' || n, 'UTF8')), '\\x00', now(), now()
         from generate_series(2, ${mostPeople}) n returning principal_id),
     given as (
       insert into tenant.reactions (tenant_id, message_id, emoji_lookup, principal_id, sealed_emoji, at)
       select $1, $2, r.emoji_lookup, c.principal_id, '\\x00', now() + interval '1 s'
         from crowd c, tenant.reactions r where r.tenant_id = $1 and r.message_id = $2 returning 1)
     select count(*)::int as n from given`,
    place,
  );
  assert.equal(rows[0]?.n, mostPeople - 1);
  const { reactions } = await give('admin', 'messages.get', { messageId: id });
  assert.deepEqual([reactions[0]?.emoji, reactions[0]?.principalIds.length], [faces[0], mostPeople]);
  assert.equal(await ask('member', 'reactions.add', { messageId: id, emoji: faces[0] }), 'limit_reached');
  assert.equal(await ask('member', 'reactions.add', { messageId: id, emoji: '🧨' }), 'ok');
});

test('no emoji is stored in clear, and the same one looks different on another message', async () => {
  const [one, two] = [await send('member'), await send('member')];
  for (const { id } of [one, two]) await give('owner', 'reactions.add', { messageId: id, emoji: '🦑' });
  const { rows } = await harness.admin.query<{ emoji_lookup: Buffer; whole: string }>(
    'select r.emoji_lookup, r::text as whole from tenant.reactions r where message_id = any ($1::uuid[])',
    [[uuidOf(one.id), uuidOf(two.id)]],
  );
  assert.equal(rows.length, 2);
  assert.ok(!rows[0]?.emoji_lookup.equals(rows[1]?.emoji_lookup ?? Buffer.alloc(0)));
  const clear = Buffer.from('🦑').toString('hex');
  assert.ok(rows.every(({ whole }) => !whole.includes('🦑') && !whole.includes(clear)));
  const { rows: entries } = await harness.admin.query<{ whole: string }>(
    "select a::text as whole from tenant.audit_outbox a where type = 'message.reaction_added'",
  );
  assert.ok(entries.length > 0 && entries.every(({ whole }) => !whole.includes('🦑')));
});

test('nothing above was a bug of ours', () => {
  assert.deepEqual(harness.bugs, []);
});
