import assert from 'node:assert/strict';
import { test } from 'node:test';
import { channel, me, message, noon, synced } from '../workspace/testing.ts';
import { actOfKey, actsOn } from './acts.ts';

const everything = ['message.react', 'message.pin', 'message.write', 'message.edit', 'message.redact'];
const state = (permissions: readonly string[] = everything, archived = false) => ({
  ...synced([channel('a', { archived })]),
  permissions,
});
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
