import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  ChannelId,
  Message,
  MessageId,
  PresenceFrame,
  PrincipalId,
  TypingFrame,
} from '@wardroom/contract';
import { typingLastsMs } from '@wardroom/contract/wire';
import {
  type Presence,
  stateOf,
  whoTypes,
  withMessageSent,
  withoutExpired,
  withPresence,
  withTyping,
} from './index.ts';

const channelId = 'chn_a' as ChannelId;
const thread = 'msg_root' as MessageId;
const [ada, ben] = ['prn_ada', 'prn_ben'] as PrincipalId[] as [PrincipalId, PrincipalId];
const typing = (principalId: PrincipalId, threadRootId: MessageId | null = null): TypingFrame => ({
  t: 'typing',
  channelId,
  threadRootId,
  principalId,
});
const present = (all: boolean, people: PresenceFrame['people']): PresenceFrame => ({
  t: 'presence',
  all,
  people,
});
const here = { channelId, threadRootId: null };

test('a whole list replaces what was known; changes are added to it, and offline is absence', () => {
  const first: Presence = withPresence(new Map(), present(true, [{ principalId: ada, state: 'active' }]));
  const second = withPresence(first, present(false, [{ principalId: ben, state: 'away' }]));
  assert.deepEqual([stateOf(second, ada), stateOf(second, ben)], ['active', 'away']);
  const third = withPresence(second, present(false, [{ principalId: ada, state: 'offline' }]));
  assert.deepEqual([...third.keys()], [ben]);
  assert.deepEqual([...withPresence(third, present(true, [])).keys()], []);
  assert.equal(stateOf(first, ben), 'offline', 'what was known before is not changed');
});

test('who types is forgotten after six seconds unless it is said again', () => {
  const both = withTyping(withTyping(new Map(), typing(ada), 0), typing(ben), 3_000);
  assert.deepEqual(whoTypes(both, here, 5_999), [ada, ben]);
  assert.deepEqual(whoTypes(both, here, typingLastsMs), [ben]);
  assert.equal(withoutExpired(both, 5_999), both);
  assert.equal(withoutExpired(both, typingLastsMs).size, 1);
  assert.deepEqual(whoTypes(withTyping(both, typing(ada), 5_000), here, 10_000), [ada]);
});

test('a channel and its threads are different places; a message ends the typing that led to it', () => {
  const inThread = withTyping(withTyping(new Map(), typing(ada, thread), 0), typing(ben), 0);
  assert.deepEqual(whoTypes(inThread, { channelId, threadRootId: thread }, 1), [ada]);
  assert.deepEqual(whoTypes(inThread, here, 1), [ben]);
  const sent = withMessageSent(inThread, { channelId, authorId: ben } as Message);
  assert.deepEqual(whoTypes(sent, here, 1), []);
  assert.deepEqual(whoTypes(sent, { channelId, threadRootId: thread }, 1), [ada]);
});
