import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelId } from '@wardroom/contract';
import { createStore } from '../ui/store.ts';
import { withSnapshot } from './fold.ts';
import { loadPins, marksOf } from './marks.ts';
import type { Workspace } from './model.ts';
import { loadMembers, loadOlder, openChannel, openThread } from './reading.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { message, noon, synced } from './testing.ts';

interface Asked {
  readonly name: string;
  readonly answer: (output: unknown) => void;
  readonly refuse: (thrown: unknown) => void;
}

/** A page whose questions are answered when the test says so. */
function page() {
  const asked: Asked[] = [];
  const store = createStore<WorkspaceState>({ ...initialState, synced: synced() });
  const call = (name: string) =>
    new Promise((resolve, reject) => asked.push({ name, answer: resolve, refuse: reject }));
  const workspace = { store, call, loading: new Set() } as unknown as Workspace;
  const resync = () => store.set((state) => withSnapshot(state, synced()));
  const next = (): Asked => {
    const first = asked.shift();
    assert.ok(first !== undefined, 'nothing was asked');
    return first;
  };
  const bodies = () => store.get().synced?.windows[here]?.messages.map(({ body }) => body);
  return { workspace, store, resync, next, asked, bodies };
}

const here: ChannelId = 'chn_a';
const pageOf = (body: string, change = {}) => ({
  messages: [message(5, { body })],
  hasBefore: true,
  hasAfter: false,
  ...change,
});

test('a page that was asked for before a resync and comes after it is dropped, and what is asked after it is shown', async () => {
  const { workspace, store, resync, next, asked, bodies } = page();
  const before = openChannel(workspace, here);
  const old = next();
  resync();
  const after = openChannel(workspace, here);
  assert.equal(asked.length, 1, 'asked again although the first answer is still on its way');
  next().answer(pageOf('as it is now'));
  await after;
  old.answer(pageOf('removed meanwhile'));
  await before;
  assert.deepEqual(bodies(), ['as it is now']);
  const alone = page();
  const late = openChannel(alone.workspace, here);
  alone.resync();
  alone.next().answer(pageOf('removed meanwhile'));
  await late;
  assert.deepEqual([alone.bodies(), alone.store.get().opened.size], [undefined, 0]);
  assert.deepEqual([...store.get().opened], [here]);
});

test('without a resync the page is shown, and the same is not asked twice', async () => {
  const { workspace, next, asked, bodies } = page();
  const [first, second] = [openChannel(workspace, here), openChannel(workspace, here)];
  next().answer(pageOf('as it is'));
  await Promise.all([first, second]);
  assert.deepEqual([bodies(), asked.length], [['as it is'], 0]);
});

test('older pages, threads, members, pins and refusals from before a resync are dropped, too', async () => {
  const { workspace, store, resync, next, bodies } = page();
  const opening = openChannel(workspace, here);
  next().answer(pageOf('as it is'));
  await opening;
  const late = [
    loadOlder(workspace, here),
    openThread(workspace, 'msg_5'),
    loadMembers(workspace, here),
    loadPins(workspace, here),
    openThread(workspace, 'msg_6'),
  ];
  resync();
  next().answer(pageOf('older', { messages: [message(4)], hasBefore: false }));
  next().answer({ root: message(5), replies: [message(6, { threadRootId: 'msg_5' })], hasAfter: false });
  next().answer({
    members: [{ principalId: 'prn_gone', role: 'member', joinedAt: noon }],
    next: null,
  });
  next().answer({ messages: [message(5, { pinnedAt: noon })], next: null });
  next().refuse({ code: 'not_found', status: 404 });
  await Promise.all(late);
  const { synced: now, members, failures } = store.get();
  assert.deepEqual([bodies(), Object.keys(now?.threads ?? {})], [undefined, []]);
  assert.deepEqual([members.size, failures.size], [0, 0]);
  assert.equal(marksOf(workspace).get().pinned.size, 0);
});
