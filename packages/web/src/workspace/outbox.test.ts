import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStore } from '../ui/store.ts';
import { lonelyTabs, type Tabs } from '../ui/tabs.ts';
import { type Keep, memoryKeep } from './keep.ts';
import type { Workspace } from './model.ts';
import { followOutbox, resumeOutbox, sendWaiting } from './outbox.ts';
import { initialState, type WorkspaceState } from './state.ts';
import { channel, synced } from './testing.ts';
import { discardSend, retrySend, sendMessage } from './writing.ts';

interface Server {
  /** Bodies in the order in which they arrived; the same client key arrives once. */
  readonly arrived: string[];
  answer: (body: string) => unknown;
}

const server = (): Server => ({ arrived: [], answer: () => null });

interface Made {
  readonly keep?: Keep;
  readonly tabs?: Tabs;
  readonly server?: Server;
}

let count = 0;

function page({ keep = memoryKeep(), tabs = lonelyTabs, server: at = server() }: Made = {}) {
  const keys = new Set<string>();
  const store = createStore<WorkspaceState>({
    ...initialState,
    synced: synced([channel('a'), channel('b')]),
    connection: 'live',
  });
  const call = async (_name: string, input: { body: string; clientKey: string }) => {
    const refusal = at.answer(input.body);
    if (refusal !== null) throw refusal;
    if (!at.arrived.includes(input.body)) at.arrived.push(input.body);
    keys.add(input.clientKey);
    return {};
  };
  const newClientKey = () => {
    count += 1;
    return `key-${count}`;
  };
  const environment = {
    keep,
    tabs,
    newClientKey,
    now: () => 0,
    monotonic: () => 0,
    randomBytes: (length: number) => new Uint8Array(length),
  };
  const workspace = { environment, store, call, sending: new Set(), loading: new Set() };
  return { workspace: workspace as unknown as Workspace, store, keep, server: at };
}

const write = (workspace: Workspace, body: string, channelId: 'chn_a' | 'chn_b' = 'chn_a') =>
  sendMessage(workspace, { channelId, threadRootId: null, body });

/** Everything that needs no timer has happened. */
const settle = async () => {
  for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
};

const connect = ({ store }: { store: Workspace['store'] }, connection: WorkspaceState['connection']) =>
  store.set((state) => ({ ...state, connection }));
const states = ({ store }: { store: Workspace['store'] }) =>
  store.get().outbox.map(({ body, progress }) => `${body} ${progress}`);

const lost = { code: 'unavailable', status: 0 };
const forbidden = { code: 'forbidden', status: 403 };

test('what is written during an outage waits, and leaves in the order of writing when the stream is back', async () => {
  const here = page();
  connect(here, 'offline');
  for (const body of ['one', 'two', 'three']) write(here.workspace, body);
  await settle();
  assert.deepEqual(here.server.arrived, []);
  assert.deepEqual(states(here), ['one waiting', 'two waiting', 'three waiting']);
  connect(here, 'live');
  sendWaiting(here.workspace);
  await settle();
  assert.deepEqual(here.server.arrived, ['one', 'two', 'three']);
  assert.deepEqual(await here.keep.list(), []);
});

test('a message whose attempts are used up waits again, and later ones do not overtake it', async () => {
  const here = page();
  here.server.answer = () => lost;
  write(here.workspace, 'one');
  write(here.workspace, 'two');
  write(here.workspace, 'elsewhere', 'chn_b');
  await settle();
  assert.deepEqual(states(here), ['one waiting', 'two waiting', 'elsewhere waiting']);
  here.server.answer = () => null;
  sendWaiting(here.workspace);
  await settle();
  assert.deepEqual(
    here.server.arrived.filter((body) => body !== 'elsewhere'),
    ['one', 'two'],
  );
});

test('a refused message holds nobody up, stays to be retried, and says so after a reload', async () => {
  const here = page();
  here.server.answer = (body) => (body === 'no' ? forbidden : null);
  write(here.workspace, 'no');
  write(here.workspace, 'yes');
  await settle();
  assert.deepEqual(here.server.arrived, ['yes']);
  const reloaded = page({ keep: here.keep, server: here.server });
  await resumeOutbox(reloaded.workspace);
  assert.deepEqual(states(reloaded), ['no failed']);
  assert.equal(reloaded.store.get().outbox[0]?.failure?.code, 'forbidden');
  here.server.answer = () => null;
  for (const outgoing of reloaded.store.get().outbox) retrySend(reloaded.workspace, outgoing);
  await settle();
  assert.deepEqual(here.server.arrived, ['yes', 'no']);
});

test('unsent messages outlive the page, with their client keys, and are sent by the next one', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const here = page();
  connect(here, 'offline');
  write(here.workspace, 'one');
  write(here.workspace, 'two');
  await settle();
  const keys = here.store.get().outbox.map(({ clientKey }) => clientKey);
  const next = page({ keep: here.keep });
  await resumeOutbox(next.workspace);
  assert.deepEqual(
    next.store.get().outbox.map(({ clientKey }) => clientKey),
    keys,
  );
  context.mock.timers.tick(2_000);
  await settle();
  assert.deepEqual(next.server.arrived, ['one', 'two']);
});

test('what somebody else left unsent on the device is not sent, and is forgotten', async () => {
  const keep = memoryKeep();
  await keep.put({
    clientKey: 'key-of-another',
    authorId: 'prn_another',
    channelId: 'chn_a',
    threadRootId: null,
    body: 'not mine',
    at: 0,
    refused: null,
  });
  const here = page({ keep });
  await resumeOutbox(here.workspace);
  assert.deepEqual([here.store.get().outbox, await keep.list()], [[], []]);
});

test('a device without room still sends, and says that nothing is kept until the outbox is empty', async () => {
  const here = page({ keep: memoryKeep(0) });
  connect(here, 'offline');
  write(here.workspace, 'one');
  await settle();
  assert.equal(here.store.get().outboxUnkept, true);
  const [outgoing] = here.store.get().outbox;
  assert.ok(outgoing !== undefined);
  discardSend(here.workspace, outgoing);
  await settle();
  assert.deepEqual([here.store.get().outboxUnkept, here.store.get().outbox], [false, []]);
});

/** Two tabs of one browser: they hear each other, and locks are held across both. */
function twoTabs(): readonly [Tabs, Tabs] {
  const held = new Map<string, Promise<unknown>>();
  const listeners: ((topic: string, word: unknown) => void)[][] = [[], []];
  const tab = (own: number): Tabs => ({
    tell: (topic, word) => {
      for (const hear of listeners[1 - own] ?? []) hear(topic, word);
    },
    listen(wanted, hear) {
      listeners[own]?.push((topic, word) => (topic === wanted ? hear(word) : undefined));
      return () => {};
    },
    alone(name, work) {
      const mine = (held.get(name) ?? Promise.resolve()).then(work);
      held.set(
        name,
        mine.catch(() => undefined),
      );
      return mine;
    },
  });
  return [tab(0), tab(1)];
}

test('two tabs show the same, each message is sent once, and a closed tab’s messages are sent by the other', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const [left, right] = twoTabs();
  const keep = memoryKeep();
  const shared = server();
  let sends = 0;
  shared.answer = () => {
    sends += 1;
    return null;
  };
  const writer = page({ keep, tabs: left, server: shared });
  const other = page({ keep, tabs: right, server: shared });
  followOutbox(writer.workspace);
  followOutbox(other.workspace);
  write(writer.workspace, 'one');
  await settle();
  context.mock.timers.tick(2_000);
  await settle();
  assert.deepEqual([shared.arrived, sends], [['one'], 1]);
  assert.deepEqual(states(other), ['one sent']);

  connect(writer, 'offline');
  write(writer.workspace, 'two');
  await settle();
  assert.ok(states(other).some((state) => state.startsWith('two')));
  context.mock.timers.tick(2_000);
  await settle();
  assert.deepEqual([shared.arrived, sends], [['one', 'two'], 2]);
});
