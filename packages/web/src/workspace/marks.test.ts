import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { createStore } from '../ui/store.ts';
import { marksOf, pinnedNow, react, setPinned } from './marks.ts';
import type { Workspace } from './model.ts';
import { initialState } from './state.ts';
import { me, message, noon, synced } from './testing.ts';

/** A server that answers when it is told to. */
function stage(refuse = false) {
  const calls: string[] = [];
  const answers: (() => void)[] = [];
  const call = async (name: string): Promise<{ message: Message }> => {
    calls.push(name);
    await new Promise<void>((resolve) => answers.push(resolve));
    if (refuse) throw Object.assign(new Error('no'), { code: 'forbidden', status: 403, requestId: 'req_1' });
    return { message: message(1, { marksRevision: calls.length }) };
  };
  const store = createStore({ ...initialState, synced: synced() });
  const workspace = { store, call } as unknown as Workspace;
  return { workspace, calls, answer: () => answers.shift()?.() };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));
const thumbs = (wanted: boolean) => ({ emoji: '👍', wanted });

test('of several wishes in a row the server gets the first and the last, one after the other', async () => {
  const { workspace, calls, answer } = stage();
  const first = react(workspace, message(1), thumbs(true));
  for (const wanted of [false, true, false]) await react(workspace, message(1), thumbs(wanted));
  assert.deepEqual(calls, ['reactions.add']);
  assert.equal(marksOf(workspace).get().wishes.get('msg_1')?.get('👍'), false);
  answer();
  await turn();
  answer();
  await first;
  assert.deepEqual(calls, ['reactions.add', 'reactions.remove']);
  assert.equal(marksOf(workspace).get().wishes.size, 0);
});

test('a refused wish is taken back and says why', async () => {
  const { workspace, answer } = stage(true);
  const wished = react(workspace, message(1), thumbs(true));
  answer();
  await wished;
  const { wishes, problem } = marksOf(workspace).get();
  assert.deepEqual([wishes.size, problem?.what, problem?.failure.code], [0, 'react', 'forbidden']);
});

test('pinned and unpinned before the first answer came, a message ends unpinned', async () => {
  const { workspace, calls, answer } = stage();
  const first = setPinned(workspace, message(1), true);
  await setPinned(workspace, message(1), false);
  answer();
  await turn();
  answer();
  await first;
  assert.deepEqual(calls, ['pins.add', 'pins.remove']);
  assert.equal(marksOf(workspace).get().pinWishes.size, 0);
});

test('events change the list of pinned messages, older forms do not', () => {
  const pinned = (seq: number, marksRevision: number) =>
    message(seq, { pinnedAt: noon, pinnedBy: me.id, marksRevision });
  const seqs = (changes: readonly Message[]) =>
    pinnedNow([pinned(3, 2), pinned(1, 1)], changes).map(({ channelSeq }) => channelSeq);
  assert.deepEqual(seqs([]), [3, 1]);
  assert.deepEqual(seqs([pinned(2, 1)]), [3, 2, 1]);
  assert.deepEqual(seqs([message(3, { marksRevision: 3 })]), [1]);
  assert.deepEqual(seqs([message(3, { marksRevision: 1 })]), [3, 1]);
  assert.deepEqual(seqs([{ ...pinned(1, 2), redactedAt: noon, body: null }]), [3]);
});
