import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@wardroom/contract';
import type { State } from '@wardroom/sdk';
import { channel, me, message, noon, synced, visited } from '../workspace/testing.ts';
import { actOfKey, actsOn as actsAt } from './acts.ts';

const everything = ['message.react', 'message.pin', 'message.write', 'message.edit', 'message.redact'];
const state = (permissions: readonly string[] = everything, archived = false) => ({
  ...synced([channel('a', { archived })]),
  permissions,
});
const actsOn = (now: State, one: Message, inThread: boolean) =>
  actsAt(now, now.channels[one.channelId], one, inThread);
const own = message(1, { authorId: me.id });

test('one’s own message offers everything, somebody else’s neither edit nor remove', () => {
  assert.deepEqual(actsOn(state(), own, false), [
    'react',
    'reply',
    'edit',
    'pin',
    'copy',
    'unread',
    'remove',
  ]);
  assert.deepEqual(actsOn(state(), message(1), false), ['react', 'reply', 'pin', 'copy', 'unread']);
  assert.deepEqual(actsOn(state(), message(1), true), ['react', 'pin', 'copy']);
});

test('without the right, in an archived channel or on a tombstone nothing is offered that would be refused', () => {
  assert.deepEqual(actsOn(state([]), own, false), ['reply', 'copy', 'unread']);
  assert.deepEqual(actsOn(state(everything, true), message(1), false), ['reply', 'copy', 'unread']);
  const gone = message(1, { redactedAt: noon, body: null });
  assert.deepEqual(actsOn(state(), gone, false), ['unread']);
});

test('a key does what is offered and nothing else', () => {
  const acts = actsOn(state(), message(1, { pinnedAt: noon, pinnedBy: me.id }), false);
  assert.equal(actOfKey('p', acts), 'unpin');
  assert.equal(actOfKey('R', acts), 'reply');
  assert.equal(actOfKey('+', acts), 'react');
  for (const key of ['e', 'Delete', 'x', 'Enter', 'ArrowUp']) assert.equal(actOfKey(key, acts), null);
});

test('what a channel gives to its members is offered there', () => {
  const giving = synced([channel('a', { granted: ['message.pin', 'message.redact_any'] })]);
  assert.deepEqual(actsOn(giving, message(1), false), ['reply', 'pin', 'copy', 'unread']);
  const managed = channel('a', { granted: ['message.redact_any'] });
  const leading = synced([{ ...managed, membership: { ...managed.membership, role: 'manager' } }]);
  assert.ok(actsOn(leading, message(1), false).includes('remove'));
});

test('whoever manages every channel removes messages of a public channel that they read from outside', () => {
  const permissions = ['channel.browse', 'message.redact', 'message.redact_any', 'channel.manage_any'];
  const outside = { ...synced([]), permissions };
  assert.deepEqual(actsAt(outside, visited('a'), message(1), false), ['reply', 'copy', 'remove']);
});
