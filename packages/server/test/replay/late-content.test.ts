/**
 * Content that is read when an event is delivered may have changed since: what clients count must not follow that. What was
 * just sent is shown as it was sent, unless a change of it is waiting to be delivered, too.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { Stage } from './stage.ts';

let server: RealtimeServer;
/** While it is closed nothing is read, so nothing is delivered; writes go on. */
let gate: PromiseWithResolvers<void> | null = null;
before(async () => {
  server = await startRealtimeServer({
    maxConnections: 10,
    observer: {
      before: async ({ session }) => {
        if (session.label === 'read') await gate?.promise;
      },
    },
  });
});
after(async () => {
  await server.close();
  assert.deepEqual([server.harness.bugs, server.errors], [[], []]);
});

test('messages that are edited or redacted before they are delivered leave every count right', async () => {
  const stage = new Stage(server, server.harness.acme);
  try {
    await stage.follow();
    const channelId = stage.general.id;
    const change = async (index: number): Promise<void> => {
      // Named at first, and not any more; not named at first, and then; gone. Not equally often: mistakes would cancel out.
      const [first, then] = [
        ['@acme-member @acme-bot', 'nobody'],
        ['@acme-member @all', 'nobody'],
        ['nobody', '@acme-member @acme-bot'],
        ['well @all', null],
      ][index % 4] as [string, string | null];
      const sent = await stage.run('owner', 'messages.send', { channelId, ...stage.words(first) });
      assert.ok(sent.answer.ok);
      const { id: messageId } = (sent.answer.output as { message: Message }).message;
      const changed =
        then === null
          ? await stage.run('owner', 'messages.redact', { messageId })
          : await stage.run('owner', 'messages.edit', { messageId, body: then });
      assert.ok(changed.answer.ok);
    };
    const sent = await stage.run('owner', 'messages.send', { channelId, ...stage.words('hello') });
    assert.ok(sent.answer.ok);
    gate = Promise.withResolvers();
    // An edit has to be read: everything after it waits, sends with their changes together.
    const { id: messageId } = (sent.answer.output as { message: Message }).message;
    await stage.run('owner', 'messages.edit', { messageId, body: 'hello again' });
    await Promise.all(Array.from({ length: 12 }, (_, index) => change(index)));
    gate.resolve();
    await stage.requireFresh('changes that overtake the delivery');
    const early = [...stage.followings.values()].flatMap(({ events }) =>
      events.filter((event) => event.type === 'message.sent' && event.message.revision > 1),
    );
    assert.ok(early.length > 0, 'some were changed before they were delivered');
  } finally {
    await stage.close();
  }
});
