/** Clients of every role, as the SDK makes them: a snapshot, then events from its cursor, folded as they come. */
import assert from 'node:assert/strict';
import type { ChannelId, Event, Message, OperationName, Operations, OutputOf } from '@wardroom/contract';
import {
  applyEvent,
  type Realtime,
  type Snapshot,
  type State,
  snapshotView,
  stateFromSnapshot,
  withPage,
  withThread,
} from '@wardroom/sdk';
import { createNodeClient, type NodeClient } from '@wardroom/sdk/node';
import type { Identity } from '../../src/kernel/call.ts';
import { people, type TenantFixture, type Who } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import type { RealtimeServer } from '../../src/testing/realtime-server.ts';

/** Whose eyes: a fixture, or somebody who has signed in during the test. */
export interface Viewer {
  readonly name: string;
  readonly identity: Identity;
  readonly secret: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
/** Long, for machines that do much else; a difference that stays is found out after it. */
const patienceMs = 60_000;
const pageSize = 200;

type Answers = Pick<Operations, 'messages.list' | 'messages.thread'>;

export class Following {
  readonly viewer: Viewer;
  readonly events: Event[] = [];
  resyncs = 0;
  state: State;
  readonly #harness: Harness;
  readonly #tenant: TenantFixture;
  readonly #client: NodeClient;
  #stream: Realtime;
  #cursor: string;

  private constructor(server: RealtimeServer, tenant: TenantFixture, viewer: Viewer, snapshot: Snapshot) {
    this.viewer = viewer;
    this.#harness = server.harness;
    this.#tenant = tenant;
    this.state = stateFromSnapshot(snapshot);
    const origin = `http://${tenant.host}:${server.port}`;
    this.#client = createNodeClient(
      viewer.identity.kind === 'key'
        ? { origin, credential: viewer.secret }
        : { origin, headers: { origin, cookie: `__Host-wardroom=${viewer.secret}` } },
    );
    this.#cursor = snapshot.cursor;
    this.#stream = this.#connect();
  }

  #connect(): Realtime {
    return this.#client.realtime({
      resume: this.#cursor,
      onEvent: (event) => {
        this.events.push(event);
        this.state = applyEvent(this.state, event);
      },
      onResync: async () => {
        this.resyncs += 1;
        const fresh = await this.#ask<Snapshot>('sync.snapshot', {});
        this.state = stateFromSnapshot(fresh);
        return fresh.cursor;
      },
    });
  }

  /** With the newest page of every channel, and every thread in it, opened. */
  static async open(server: RealtimeServer, tenant: TenantFixture, viewer: Viewer): Promise<Following> {
    const { answer } = await server.harness.call(tenant, viewer.identity, 'sync.snapshot', {});
    if (!answer.ok) throw answer.error;
    const following = new Following(server, tenant, viewer, answer.output as Snapshot);
    await following.#openWindows();
    await following.#until(() => following.#stream.state.status === 'live');
    return following;
  }

  get isClosed(): boolean {
    return this.#stream.state.status === 'closed';
  }

  /** The device is shut: it keeps what it knows, and where it stood. */
  sleep(): void {
    this.#cursor = this.#stream.cursor ?? this.#cursor;
    this.#stream.close();
  }

  /** Opened again: it goes on from where it stood. */
  reopen(): void {
    this.#stream = this.#connect();
  }

  /** Pages as they are now; the function returned puts them in, whenever that is. */
  async readAhead(): Promise<() => void> {
    const { resyncs } = this;
    const pages: ((state: State) => State)[] = [];
    if (!(await this.#may('messages.list'))) return () => {};
    for (const id of Object.keys(this.state.channels) as ChannelId[]) {
      const { answer } = await this.#call('messages.list', { channelId: id, limit: pageSize });
      if (!answer.ok) continue;
      const page = answer.output as OutputOf<Answers['messages.list']>;
      pages.push((state) => (state.channels[id] ? withPage(state, id, page, 'replace') : state));
      for (const root of page.messages.filter(({ replyCount }) => replyCount > 0)) {
        const thread = await this.#thread(root);
        pages.push((state) => (state.channels[id] ? withThread(state, thread) : state));
      }
    }
    return () => {
      // What was asked for before a new snapshot does not fit to it.
      if (this.resyncs === resyncs) this.state = pages.reduce((state, put) => put(state), this.state);
    };
  }

  wake(): void {
    this.#stream.wake();
  }

  async close(): Promise<void> {
    this.#stream.close();
    await this.#client.end();
  }

  async #openWindows(): Promise<void> {
    if (!(await this.#may('messages.list'))) return;
    for (const id of Object.keys(this.state.channels) as ChannelId[]) {
      const page = await this.#list(id);
      this.state = withPage(this.state, id, page, 'replace');
      for (const root of page.messages.filter(({ replyCount }) => replyCount > 0))
        this.state = withThread(this.state, await this.#thread(root));
    }
  }

  /** A key without the scope is shown no messages, and a role without the permission neither. */
  async #may(operation: 'messages.list'): Promise<boolean> {
    const [channelId] = Object.keys(this.state.channels);
    if (channelId === undefined) return false;
    return (await this.#call(operation, { channelId })).answer.ok;
  }

  #call(operation: OperationName, input: unknown) {
    return this.#harness.call(this.#tenant, this.viewer.identity, operation, input);
  }

  #list(channelId: ChannelId): Promise<OutputOf<Answers['messages.list']>> {
    return this.#ask('messages.list', { channelId, limit: pageSize });
  }

  #thread({ id }: Message): Promise<OutputOf<Answers['messages.thread']>> {
    return this.#ask('messages.thread', { threadRootId: id, limit: pageSize });
  }

  #ask<T>(operation: 'sync.snapshot' | 'messages.list' | 'messages.thread', input: unknown): Promise<T> {
    return this.#harness.succeed<T>(this.#tenant, this.viewer.identity, operation, input);
  }

  /** What this viewer knows is what a fresh client would be told; or both are told that they may not ask. */
  async requireFresh(after: string): Promise<void> {
    const { answer } = await this.#harness.call(this.#tenant, this.viewer.identity, 'sync.snapshot', {});
    if (!answer.ok) {
      assert.equal(answer.error.code, 'unauthenticated', `${this.viewer.name} after ${after}`);
      await this.#until(() => this.isClosed);
      assert.ok(this.isClosed, `${this.viewer.name} may not ask after ${after}, so nothing may be heard`);
      return;
    }
    const fresh = snapshotView(answer.output as Snapshot);
    await this.#until(() => isSame(snapshotView(this.state), fresh));
    assert.deepEqual(snapshotView(this.state), fresh, `what ${this.viewer.name} knows after ${after}`);
    await this.#requireTimelines(after);
  }

  async #requireTimelines(after: string): Promise<void> {
    for (const id of Object.keys(this.state.windows) as ChannelId[]) {
      const page = await this.#list(id);
      const held = () => this.state.windows[id]?.messages ?? [];
      await this.#until(() => isSame(held(), page.messages.slice(-Math.max(1, held().length))));
      // A window opened before the newest page was full holds what has come since; nothing in between is missing.
      const tail = held().length === 0 ? [] : page.messages.slice(-held().length);
      assert.deepEqual(held().slice(-pageSize), tail, `the timeline of ${this.viewer.name} after ${after}`);
    }
    for (const thread of Object.values(this.state.threads)) {
      const { root, replies } = await this.#thread(thread.root);
      const held = () => this.state.threads[root.id];
      await this.#until(() => isSame([held()?.root, held()?.replies], [root, replies]));
      assert.deepEqual([held()?.root, held()?.replies], [root, replies], `a thread of ${this.viewer.name}`);
    }
  }

  async #until(holds: () => boolean): Promise<void> {
    for (const end = performance.now() + patienceMs; performance.now() < end && !holds(); ) await pause(5);
  }
}

const isSame = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

export const viewersOf = (tenant: TenantFixture): Viewer[] =>
  people.map((name: Who) => ({ name, ...tenant.principals[name] }));
