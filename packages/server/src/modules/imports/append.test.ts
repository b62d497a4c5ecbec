import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { channelImplementations } from '../channels/index.ts';
import { messageImplementations } from '../messages/index.ts';
import { importImplementations } from './index.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness({
    implementations: () => [
      ...channelImplementations(),
      ...messageImplementations(),
      ...importImplementations(),
    ],
  });
});
after(async () => {
  await harness.close();
});

const start = 1_100_000_000_000;
const row = (index: number, more: Record<string, unknown> = {}) => ({
  externalId: `line-${index}`,
  author: { handle: `nick${index % 7}`, displayName: `Nick ${index % 7}` },
  body: `line ${index} @nick${(index + 1) % 7}`,
  sentAt: start + index,
  threadRootExternalId: null,
  ...more,
});
const append = (messages: unknown[], channel = 'past') =>
  harness.succeed<Record<string, unknown>>(harness.acme, 'owner', 'imports.append', {
    channel: { name: channel, topic: 'from the archive' },
    messages,
  });
const timeline = async (channelId: unknown) =>
  (
    await harness.succeed<{ messages: Message[] }>(harness.acme, 'owner', 'messages.list', {
      channelId,
      replies: true,
      limit: 200,
    })
  ).messages;

test('a batch makes channel and authors, keeps times and order, and a repeated batch changes nothing', async () => {
  const messages = Array.from({ length: 100 }, (_, index) => row(index));
  const first = await append(messages);
  assert.deepEqual(
    { ...first, channelId: '' },
    { channelId: '', imported: 100, repeated: 0, authorsCreated: 7, orphaned: 0 },
  );
  const shown = await timeline(first.channelId);
  assert.deepEqual(
    shown.map(({ body, sentAt, channelSeq }) => [body, sentAt, channelSeq]),
    messages.map(({ body, sentAt }, index) => [body, sentAt, index + 1]),
  );
  assert.ok(shown.every(({ clientKey }) => clientKey?.length === 43));
  const head = await headSeq();
  const again = await append(messages);
  assert.deepEqual(again, {
    channelId: first.channelId,
    imported: 0,
    repeated: 100,
    authorsCreated: 0,
    orphaned: 0,
  });
  assert.equal(await headSeq(), head);
  const { rows } = await harness.admin.query(
    "select status, role, count(*)::int as n from tenant.principals where status = 'imported' group by 1, 2",
  );
  assert.deepEqual(rows, [{ status: 'imported', role: 'member', n: 7 }]);
});

test('replies find their root in the batch and in earlier batches; others are kept and counted', async () => {
  const { channelId } = await append(
    [row(1000), row(1001, { threadRootExternalId: 'line-1000' })],
    'threads',
  );
  const result = await append(
    [
      row(1002, { threadRootExternalId: 'line-1000' }),
      row(1003, { threadRootExternalId: 'line-1001' }),
      row(1004, { threadRootExternalId: 'nowhere' }),
      row(1005, { threadRootExternalId: 'line-1' }),
      row(1006, { threadRootExternalId: 'line-1007' }),
      row(1007),
    ],
    'threads',
  );
  assert.equal(result.orphaned, 3);
  const shown = await timeline(channelId);
  const [root] = shown;
  assert.equal(root?.replyCount, 3);
  assert.equal(root?.lastReplyAt, start + 1003);
  assert.deepEqual(
    shown.map(({ threadRootId }) => threadRootId === root?.id),
    [false, true, true, true, false, false, false, false],
  );
});

test('the latest time that the contract accepts is kept, for roots and replies', async () => {
  const sentAt = 253_402_300_799_999;
  const { channelId } = await append(
    [row(5000, { sentAt }), row(5001, { sentAt, threadRootExternalId: 'line-5000' })],
    'far-future',
  );
  const [root] = await timeline(channelId);
  assert.deepEqual([root?.sentAt, root?.lastReplyAt], [sentAt, sentAt]);
});

test('the importer manages the channel and has read the past; one entry carries the counts', async () => {
  const { channelId } = await append([row(2000), row(2001)], 'managed');
  const { membership } = await harness.succeed<{ membership: unknown }>(
    harness.acme,
    'owner',
    'channels.get',
    { channelId },
  );
  assert.deepEqual(membership, { role: 'manager', lastReadSeq: 2, unread: 0, mentions: 0 });
  const { rows } = await harness.admin.query(
    `select (select count(*)::int from tenant.audit_outbox where type = 'conversation.imported') as entries,
            (select count(*)::int from tenant.audit_outbox where type = 'message.sent') as sent,
            (select count(*)::int from tenant.events where type = 'message.sent') as events,
            (select count(*)::int from tenant.messages) as messages`,
  );
  assert.equal(rows[0].sent, 0);
  assert.equal(rows[0].events, rows[0].messages);
  assert.equal(rows[0].entries, 5);
});

test('only an owner imports, and never into a private channel of others', async () => {
  for (const who of ['admin', 'developer', 'member', 'guest', 'viewer', 'auditor', 'bot'] as const) {
    const { answer } = await harness.call(harness.acme, who, 'imports.append', {
      channel: { name: 'past' },
      messages: [row(3000)],
    });
    assert.equal(
      answer.ok ? 'ok' : answer.error.code,
      who === 'bot' ? 'insufficient_scope' : 'forbidden',
      who,
    );
  }
  await harness.succeed(harness.acme, 'member', 'channels.create', { name: 'closed', kind: 'private' });
  const { answer } = await harness.call(harness.acme, 'owner', 'imports.append', {
    channel: { name: 'closed' },
    messages: [row(3001)],
  });
  assert.equal(answer.ok ? 'ok' : answer.error.code, 'already_exists');
});

test('an author who guessed the client key of a row cannot break its batch', async () => {
  const { importedClientKey } = await import('./identity.ts');
  await harness.succeed(harness.acme, 'member', 'messages.send', {
    channelId: harness.acme.general.id,
    body: 'mine',
    clientKey: importedClientKey('line-4000'),
  });
  const result = await append([
    row(4000, { author: { handle: 'acme-member', displayName: 'x' } }),
    row(4001),
  ]);
  assert.deepEqual([result.imported, result.repeated, result.authorsCreated], [1, 1, 0]);
  assert.deepEqual(harness.bugs, []);
});

async function headSeq(): Promise<number> {
  const { rows } = await harness.admin.query('select seq::int from tenant.heads where tenant_id = $1', [
    harness.acme.tenant.id,
  ]);
  return rows[0].seq;
}
