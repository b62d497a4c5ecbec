import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldEvent, withSnapshot } from './fold.ts';
import { initialState, type Outgoing, type WorkspaceState } from './state.ts';
import { channel, me, message, noon, synced, visited } from './testing.ts';

const outgoing = (clientKey: string, change: Partial<Outgoing> = {}): Outgoing => ({
  clientKey,
  channelId: 'chn_a',
  threadRootId: null,
  body: 'x',
  at: noon,
  progress: 'sending',
  failure: null,
  ...change,
});
const state = (change: Partial<WorkspaceState> = {}): WorkspaceState => ({
  ...initialState,
  synced: synced(),
  ...change,
});

test('a message leaves the outbox when its own event comes, whatever its answer says', () => {
  for (const progress of ['sending', 'sent', 'failed'] as const) {
    const before = state({ outbox: [outgoing('key-1', { progress }), outgoing('key-2')] });
    const sent = message(1, { authorId: me.id, clientKey: 'key-1' });
    const after = foldEvent(before, { type: 'message.sent', message: sent });
    assert.deepEqual(
      after.outbox.map(({ clientKey }) => clientKey),
      ['key-2'],
    );
    assert.equal(after.synced?.windows.chn_a?.messages.length, 1);
  }
});

test('the client key of somebody else takes nothing out of the outbox', () => {
  const before = state({ outbox: [outgoing('key-1')] });
  const after = foldEvent(before, { type: 'message.sent', message: message(1, { clientKey: 'key-1' }) });
  assert.equal(after.outbox.length, 1);
});

test('nothing of a channel stays loaded after its member was removed', () => {
  const before = state({
    opened: new Set(['chn_a', 'chn_b']),
    members: new Map([['chn_a', []]]),
    unreadAfter: new Map([['chn_a', 3]]),
    outbox: [outgoing('key-1')],
  });
  const loaded = foldEvent(before, { type: 'message.sent', message: message(1) });
  const after = foldEvent(loaded, { type: 'channel.member_removed', channelId: 'chn_a', principalId: me.id });
  assert.deepEqual([...after.opened], ['chn_b']);
  assert.deepEqual([after.members.size, after.unreadAfter.size, after.outbox.length], [0, 0, 0]);
  assert.deepEqual([after.synced?.channels, after.synced?.windows], [{}, {}]);
});

test('the removal of another member changes the list of members only', () => {
  const members = [{ principalId: 'prn_x', role: 'member', joinedAt: noon }] as const;
  const before = state({ opened: new Set(['chn_a']), members: new Map([['chn_a', members]]) });
  const after = foldEvent(before, {
    type: 'channel.member_removed',
    channelId: 'chn_a',
    principalId: 'prn_x',
  });
  assert.deepEqual(after.members.get('chn_a'), []);
  assert.equal(after.opened, before.opened);
});

test('a member who is added twice is listed once', () => {
  const member = { principalId: 'prn_x', role: 'member', joinedAt: noon } as const;
  let now = state({ members: new Map([['chn_a', []]]) });
  for (let round = 0; round < 2; round += 1)
    now = foldEvent(now, { type: 'channel.member_added', channelId: 'chn_a', member });
  assert.deepEqual(now.members.get('chn_a'), [member]);
});

test('joining makes a visited channel one’s own', () => {
  const before = state({ visited: new Map([['chn_b', visited('b')]]) });
  const member = { principalId: me.id, role: 'member', joinedAt: noon } as const;
  const event = { type: 'channel.member_added', channelId: 'chn_b', member, channel: channel('b') } as const;
  const after = foldEvent(before, event);
  assert.equal(after.visited.size, 0);
  assert.equal(after.synced?.channels.chn_b?.name, 'b');
});

test('a new snapshot keeps what was never acknowledged and reads everything else again', () => {
  const before = state({
    opened: new Set(['chn_a']),
    outbox: [outgoing('a', { progress: 'sent' }), outgoing('b'), outgoing('c', { progress: 'failed' })],
  });
  const after = withSnapshot(before, synced([]));
  assert.deepEqual(
    after.outbox.map(({ clientKey }) => clientKey),
    ['b', 'c'],
  );
  assert.equal(after.opened.size, 0);
  assert.deepEqual(after.synced?.channels, {});
});

test('nobody has to read what they wrote, and what others wrote before stays unread', () => {
  const mine = (seq: number) => message(seq, { authorId: me.id, clientKey: null });
  const membership = (now: WorkspaceState) => now.synced?.channels.chn_a?.membership;
  let now = foldEvent(state(), { type: 'message.sent', message: mine(1) });
  assert.deepEqual([membership(now)?.unread, membership(now)?.lastReadSeq], [0, 1]);
  now = foldEvent(now, { type: 'message.sent', message: message(2) });
  now = foldEvent(now, { type: 'message.sent', message: mine(3) });
  assert.deepEqual([membership(now)?.unread, membership(now)?.lastReadSeq], [1, 1]);
});

test('who can read is asked again after what may change it, and after nothing else', () => {
  const before = state();
  const person = { ...me, id: 'prn_x', role: 'guest' } as const;
  const touched = foldEvent(before, { type: 'role.assigned', person });
  const untouched = foldEvent(before, { type: 'message.sent', message: message(1) });
  assert.deepEqual([touched.readersEpoch, untouched.readersEpoch], [1, 0]);
});
