import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';

let harness: Harness;
before(async () => {
  harness = await createHarness();
});
after(() => harness.close());

const send = async (channelId: string) => {
  const input = { channelId, body: 'said where few are', clientKey: 'one-key-for-both' };
  const { answer } = await harness.call(harness.acme, 'member', 'messages.send', input);
  return answer.ok ? (answer.output as { message: Message }).message.channelId : answer.error.code;
};

test('a client key gives back no message of a channel that its author has left', async () => {
  const { secret, general, principals } = harness.acme;
  const about = { channelId: secret.id, principalId: principals.member.id };
  assert.equal(await send(secret.id), secret.id);
  assert.equal(await send(general.id), secret.id, 'a retry is the same message, whatever it says');
  await harness.succeed(harness.acme, 'owner', 'channels.removeMember', about);
  assert.equal(await send(general.id), 'not_found');
  await harness.succeed(harness.acme, 'owner', 'channels.addMember', about);
  assert.equal(await send(general.id), secret.id);
});
