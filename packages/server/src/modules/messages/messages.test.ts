import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Message, type OperationName, uuidOf } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { messageImplementations } from './index.ts';

let harness: Harness;
let channelId: string;
before(async () => {
  harness = await createHarness({
    implementations: () => [...channelImplementations(), ...messageImplementations()],
  });
  channelId = harness.acme.general.id;
});
after(async () => {
  await harness.close();
});

let keys = 0;
const ask = async (who: Who, operation: OperationName, input: unknown) => {
  const { answer } = await harness.call(harness.acme, who, operation, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const give = <T>(who: Who, operation: OperationName, input: unknown) =>
  harness.succeed<T>(harness.acme, who, operation, input);
const send = async (who: Who, input: Record<string, unknown> = {}) =>
  (
    await give<{ message: Message }>(who, 'messages.send', {
      channelId,
      body: 'hello',
      clientKey: `message-${++keys}`,
      ...input,
    })
  ).message;
const get = async (who: Who, messageId: string) =>
  (await give<{ message: Message }>(who, 'messages.get', { messageId })).message;
const sealedBody = async (messageId: string): Promise<Buffer | null> => {
  const { rows } = await harness.admin.query(
    'select sealed_body from tenant.messages where message_id = $1',
    [uuidOf(messageId)],
  );
  return rows[0].sealed_body;
};

test('authors edit their own messages, and nobody those of others', async () => {
  const message = await send('member', { body: 'hi @acme-owner' });
  const { message: edited } = await give<{ message: Message }>('member', 'messages.edit', {
    messageId: message.id,
    body: 'hi @acme-member2 @acme-member @acme-viewer',
  });
  assert.deepEqual(edited, {
    ...message,
    body: 'hi @acme-member2 @acme-member @acme-viewer',
    mentions: [harness.acme.principals.member2.id],
    revision: 2,
    editedAt: edited.editedAt,
  });
  assert.deepEqual(await get('owner', message.id), edited);
  for (const who of ['owner', 'admin', 'member2', 'bot'] as const)
    assert.equal(await ask(who, 'messages.edit', { messageId: message.id, body: 'x' }), 'forbidden', who);
  assert.equal(await ask('guest', 'messages.edit', { messageId: message.id, body: 'x' }), 'not_found');
});

test('authors, managers and administrators redact; others cannot; the ciphertext is gone and the thread stays', async () => {
  for (const who of ['member', 'owner', 'admin'] as const) {
    const message = await send('member', { body: 'oops @acme-owner' });
    const reply = await send('member2', { threadRootId: message.id });
    assert.equal(await ask('member2', 'messages.redact', { messageId: message.id }), 'forbidden');
    assert.notEqual(await sealedBody(message.id), null);
    const { message: redacted } = await give<{ message: Message }>(who, 'messages.redact', {
      messageId: message.id,
    });
    assert.deepEqual(
      [redacted.body, redacted.mentions, redacted.revision, redacted.replyCount],
      [null, [], 2, 1],
    );
    assert.equal(await sealedBody(message.id), null);
    assert.deepEqual(await give(who, 'messages.redact', { messageId: message.id }), { message: redacted });
    assert.equal(
      await ask('member', 'messages.edit', { messageId: message.id, body: 'x' }),
      'message_redacted',
    );
    const thread = await give<{ root: Message; replies: Message[] }>('owner', 'messages.thread', {
      threadRootId: message.id,
    });
    assert.deepEqual([thread.root, thread.replies.map(({ id }) => id)], [redacted, [reply.id]]);
    await send('member2', { threadRootId: message.id });
  }
});

test('a message of another tenant or of a hidden channel answers like one that does not exist', async () => {
  const hidden = await send('member', { channelId: harness.acme.secret.id });
  const foreign = await harness.succeed<{ message: Message }>(harness.globex, 'owner', 'messages.send', {
    channelId: harness.globex.general.id,
    body: 'theirs',
    clientKey: 'foreign-key',
  });
  for (const messageId of [hidden.id, foreign.message.id, randomId(harness, 'message')]) {
    assert.equal(await ask('admin', 'messages.get', { messageId }), 'not_found');
    assert.equal(await ask('admin', 'messages.edit', { messageId, body: 'x' }), 'not_found');
    assert.equal(await ask('admin', 'messages.redact', { messageId }), 'not_found');
    assert.equal(await ask('admin', 'messages.thread', { threadRootId: messageId }), 'not_found');
    const { messages } = await give<{ messages: unknown[] }>('admin', 'messages.mentions', {
      after: messageId,
    });
    assert.deepEqual(messages, []);
  }
  assert.equal((await get('guest', hidden.id)).id, hidden.id);
});

interface Listed {
  messages: Message[];
  hasBefore: boolean;
  hasAfter: boolean;
}
const list = async (input: Record<string, unknown>) => {
  const { messages, hasBefore, hasAfter } = await give<Listed>('member', 'messages.list', input);
  return { bodies: messages.map(({ body }) => body).join(''), hasBefore, hasAfter };
};

test('a timeline is read from either end and around a position, and says truthfully what lies beyond', async () => {
  const { channel } = await give<{ channel: { id: string } }>('member', 'channels.create', {
    name: 'letters',
  });
  const place = { channelId: channel.id };
  assert.deepEqual(await list(place), { bodies: '', hasBefore: false, hasAfter: false });
  const a = await send('member', { ...place, body: 'a' });
  for (const body of ['b', 'c']) await send('member', { ...place, body });
  await send('member', { ...place, body: 'r', threadRootId: a.id });
  for (const body of ['d', 'e']) await send('member', { ...place, body });
  // a1 b2 c3 r4 d5 e6
  assert.deepEqual(await list(place), { bodies: 'abcde', hasBefore: false, hasAfter: false });
  assert.deepEqual(await list({ ...place, replies: true }), {
    bodies: 'abcrde',
    hasBefore: false,
    hasAfter: false,
  });
  assert.deepEqual(await list({ ...place, limit: 2 }), { bodies: 'de', hasBefore: true, hasAfter: false });
  assert.deepEqual(await list({ ...place, limit: 2, before: 5 }), {
    bodies: 'bc',
    hasBefore: true,
    hasAfter: true,
  });
  assert.deepEqual(await list({ ...place, before: 3 }), { bodies: 'ab', hasBefore: false, hasAfter: true });
  assert.deepEqual(await list({ ...place, after: 0, limit: 2 }), {
    bodies: 'ab',
    hasBefore: false,
    hasAfter: true,
  });
  assert.deepEqual(await list({ ...place, after: 2, limit: 2 }), {
    bodies: 'cd',
    hasBefore: true,
    hasAfter: true,
  });
  assert.deepEqual(await list({ ...place, after: 3, before: 5 }), {
    bodies: '',
    hasBefore: true,
    hasAfter: true,
  });
  assert.deepEqual(await list({ ...place, after: 6 }), { bodies: '', hasBefore: true, hasAfter: false });
  assert.deepEqual(await list({ ...place, before: 1 }), { bodies: '', hasBefore: false, hasAfter: true });
  assert.equal(await ask('guest', 'messages.list', place), 'not_found');
  assert.equal(await ask('viewer', 'messages.list', place), 'ok');
  assert.equal(await ask('auditor', 'messages.list', place), 'forbidden');
});

test('a thread is read in pages; a reply is the root of nothing', async () => {
  const root = await send('member');
  const replies: Message[] = [];
  for (let index = 0; index < 5; index += 1) replies.push(await send('owner', { threadRootId: root.id }));
  const first = await give<{ replies: Message[]; hasAfter: boolean }>('member', 'messages.thread', {
    threadRootId: root.id,
    limit: 3,
  });
  assert.deepEqual([first.replies, first.hasAfter], [replies.slice(0, 3), true]);
  const rest = await give<{ replies: Message[]; hasAfter: boolean }>('member', 'messages.thread', {
    threadRootId: root.id,
    after: first.replies.at(-1)?.channelSeq,
    limit: 3,
  });
  assert.deepEqual([rest.replies, rest.hasAfter], [replies.slice(3), false]);
  assert.equal(await ask('member', 'messages.thread', { threadRootId: replies[0]?.id }), 'not_found');
});

test('mentions come newest first, in pages, without redacted messages and closed channels', async () => {
  const secret = harness.acme.secret.id;
  const body = 'for @acme-guest';
  const one = await send('member', { channelId: secret, body });
  const two = await send('member', { channelId: secret, body });
  const three = await send('member', { channelId: secret, body });
  await give('member', 'messages.redact', { messageId: two.id });
  const read = (input: Record<string, unknown> = {}) =>
    give<{ messages: Message[]; next: string | null }>('guest', 'messages.mentions', input);
  assert.deepEqual((await read()).messages, [three, one]);
  const page = await read({ limit: 1 });
  assert.deepEqual(page, { messages: [three], next: three.id });
  assert.deepEqual(await read({ limit: 1, after: three.id }), { messages: [one], next: null });
  await give('owner', 'channels.removeMember', {
    channelId: secret,
    principalId: harness.acme.principals.guest.id,
  });
  assert.deepEqual((await read()).messages, []);
  assert.deepEqual(harness.bugs, []);
});
