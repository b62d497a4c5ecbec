/**
 * Two hundred sockets of twenty people at once: send, retry, edit, redact, read, leave and join. Afterwards every view
 * is that of the database, and a second tenant under its own load has noticed nothing.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { type Snapshot, snapshotView } from '@wardroom/sdk';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { seeded } from '../crash/seeded.ts';
import { createPeople, type Device, openDevices, type Person, pause, until } from './crowd.ts';

const actionsEach = process.env['WARDROOM_SOAK'] ? 60 : 6;
const seed = Number(process.env['WARDROOM_SEED'] ?? 1 + (Date.now() % 1_000_000));

let server: RealtimeServer;
let crowd: Crowd;
let neighbours: Crowd;

interface Crowd {
  readonly tenant: TenantFixture;
  readonly people: Person[];
  readonly devices: Device[];
  /** Everybody stays in the first; people come and go in the second. */
  readonly square: ChannelId;
  readonly lobby: ChannelId;
  /** Acknowledged, by author and client key. */
  readonly acknowledged: Map<string, Message>;
}

before(async () => {
  server = await startRealtimeServer({ maxConnections: 10, settings: { maxConnections: 1_000 } });
  crowd = await gather(server.harness.acme, 20, 10);
  neighbours = await gather(server.harness.globex, 2, 2);
});
after(async () => {
  await Promise.all([crowd, neighbours].flatMap(({ devices }) => devices.map((device) => device.close())));
  await server.close();
  assert.deepEqual([server.harness.bugs, server.errors], [[], []]);
});

async function gather(tenant: TenantFixture, count: number, each: number): Promise<Crowd> {
  const people = await createPeople(server, tenant, count);
  const create = async (name: string): Promise<ChannelId> => {
    const { channel } = await server.harness.succeed<{ channel: { id: ChannelId } }>(
      ...([tenant, 'owner', 'channels.create', { name }] as const),
    );
    for (const { principalId } of people)
      await server.harness.succeed(tenant, 'owner', 'channels.addMember', {
        channelId: channel.id,
        principalId,
      });
    return channel.id;
  };
  const [square, lobby] = [await create('square'), await create('lobby')];
  const devices = await openDevices(server, tenant, people, each);
  return { tenant, people, devices, square, lobby, acknowledged: new Map() };
}

/** One device’s share; what two devices of a person do at once is part of it. */
async function live(own: Crowd, device: Device, chanceOf: number): Promise<void> {
  const chance = seeded(chanceOf);
  const messages: MessageId[] = [];
  for (let index = 0; index < actionsEach; index += 1) {
    const dice = chance.next();
    const channelId = chance.next() < 0.7 ? own.square : own.lobby;
    const chosen = messages.length === 0 ? undefined : chance.pick(messages);
    if (dice < 0.55 || chosen === undefined) {
      const clientKey = `crowd-${device.name.replace('/', '-')}-${index}`;
      const root = chosen && dice < 0.1 ? { threadRootId: chosen } : {};
      const input = {
        channelId,
        body: `@${own.tenant.tenant.slug}-crowd-1 ${clientKey}`,
        clientKey,
        ...root,
      };
      // The same message three times at once, as by a client that lost patience.
      const attempts = dice > 0.45 ? 3 : 1;
      const answers = await Promise.all(
        Array.from({ length: attempts }, () => device.call<{ message: Message }>('messages.send', input)),
      );
      for (const answer of answers) {
        if (typeof answer === 'string') continue;
        const key = `${device.person.handle} ${clientKey}`;
        const known = own.acknowledged.get(key) ?? answer.message;
        assert.deepEqual([answer.message.id, answer.message.channelSeq], [known.id, known.channelSeq]);
        own.acknowledged.set(key, known);
        if (answer.message.channelId === own.square && !messages.includes(known.id)) messages.push(known.id);
      }
    } else if (dice < 0.68)
      await device.call('messages.edit', { messageId: chosen, body: `edited ${index}` });
    else if (dice < 0.74) await device.call('messages.redact', { messageId: chosen });
    else if (dice < 0.86) {
      const lastReadSeq = Math.max(0, (device.state.channels[own.square]?.lastSeq ?? 0) - chance.below(5));
      await device.call('channels.markRead', { channelId: own.square, lastReadSeq });
    } else await device.call(dice < 0.93 ? 'channels.leave' : 'channels.join', { channelId: own.lobby });
    await pause(chance.below(5));
  }
}

/** Takes people out of the lobby and lets them in again, until told to stop. Gives the number of removals. */
async function bounce(own: Crowd, isOver: () => boolean): Promise<number> {
  const chance = seeded(seed);
  let removals = 0;
  while (!isOver()) {
    const { principalId } = chance.pick(own.people);
    const input = { channelId: own.lobby, principalId };
    const { answer } = await server.harness.call(own.tenant, 'owner', 'channels.removeMember', input);
    if (answer.ok) removals += 1;
    await pause(chance.below(30));
    await server.harness.call(own.tenant, 'owner', 'channels.addMember', input);
  }
  return removals;
}

const p99 = (values: readonly number[]): number =>
  Math.round([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? 0);
const latencies = ({ devices }: Crowd): number[] => devices.flatMap(({ tookMs }) => tookMs);

test('two hundred clients at once: every view is that of the database, nothing is lost, doubled or out of order', async (context) => {
  context.diagnostic(`seed ${seed} (WARDROOM_SEED replays it)`);
  const work = (own: Crowd, offset: number) =>
    own.devices.map((device, index) => live(own, device, seed + offset + index));
  await Promise.all(work(neighbours, 10_000));
  const calm = p99(latencies(neighbours));
  for (const { tookMs } of neighbours.devices) tookMs.length = 0;
  const again = neighbours.devices.map((device) => renamed(device));
  let isOver = false;
  const bouncing = bounce(crowd, () => isOver);
  await Promise.all([
    ...work(crowd, 0),
    ...again.map((device, index) => live(neighbours, device, seed + index)),
  ]).finally(() => {
    isOver = true;
  });
  assert.ok((await bouncing) > 0, 'people were removed while they spoke');
  context.diagnostic(
    `${crowd.acknowledged.size} messages, p99 ${p99(latencies(crowd))} ms; the other tenant alone ${calm} ms, beside it ${p99(latencies(neighbours))} ms`,
  );
  for (const own of [crowd, neighbours]) await requireAgreement(own);
});

/** The same device with client keys that are not those of its first share. */
const renamed = (device: Device): Device =>
  new Proxy(device, {
    get: (known, name) => {
      if (name === 'name') return `${known.name}-again`;
      const value: unknown = Reflect.get(known, name, known);
      return typeof value === 'function' ? value.bind(known) : value;
    },
  });

async function requireAgreement(own: Crowd): Promise<void> {
  const { harness } = server;
  const { rows } = await harness.admin.query<{ message_id: string; channel_seq: number; revision: number }>(
    `select message_id, channel_seq::int, revision from tenant.messages
      where tenant_id = $1 and channel_id in (select channel_id from tenant.channels where tenant_id = $1)
        and client_key like 'crowd-%' order by channel_id, channel_seq`,
    [own.tenant.tenant.id],
  );
  assert.equal(rows.length, own.acknowledged.size, 'what was acknowledged is there once, and nothing else');
  const square = await readAll(own, own.square);
  assert.deepEqual(
    square.map(({ channelSeq }) => channelSeq),
    square.map((_, index) => index + 1),
    'channel_seq has no gap',
  );
  const lobby = await readAll(own, own.lobby);
  assert.deepEqual(
    lobby.map(({ channelSeq }) => channelSeq),
    lobby.map((_, index) => index + 1),
  );
  const fresh = new Map<string, ReturnType<typeof snapshotView>>();
  for (const { handle, identity } of own.people)
    fresh.set(
      handle,
      snapshotView(await harness.succeed<Snapshot>(own.tenant, identity, 'sync.snapshot', {})),
    );
  for (const device of own.devices) {
    const wanted = JSON.stringify(fresh.get(device.person.handle));
    await until(() => JSON.stringify(snapshotView(device.state)) === wanted);
    // Also read state and channel list of two devices of one person: both are equal to the same.
    assert.deepEqual(snapshotView(device.state), fresh.get(device.person.handle), device.name);
    assert.deepEqual(
      device.seen.get(own.square) ?? [],
      square.map(({ channelSeq }) => channelSeq),
      `${device.name} has seen everything once and in order`,
    );
    const seenHere = device.seen.get(own.lobby) ?? [];
    assert.deepEqual(
      seenHere,
      [...new Set(seenHere)].sort((a, b) => a - b),
      `${device.name} in the lobby`,
    );
    for (const { id, revision } of square)
      assert.equal(device.changes.get(id) ?? 0, revision - 1, `${device.name} has seen each change once`);
    const held = device.state.windows[own.square]?.messages ?? [];
    const roots = square.filter(({ threadRootId }) => threadRootId === null);
    assert.deepEqual(held, roots.slice(-held.length), `the timeline of ${device.name}`);
    assert.ok(held.length > 0 && device.resyncs === 0);
    assert.equal(device.strays, 0, `${device.name} hears nothing of a channel after its removal from it`);
    const refusals = [...device.refusals.keys()].filter((code) => !expected.has(code));
    assert.deepEqual(refusals, [], `${device.name} was refused for reasons of its own doing only`);
  }
}

/** Not in the lobby any more, or redacted before the edit. */
const expected = new Set(['not_found', 'forbidden', 'message_redacted', 'conflict']);

async function readAll(own: Crowd, channelId: ChannelId): Promise<Message[]> {
  const all: Message[] = [];
  for (;;) {
    const page = await server.harness.succeed<{ messages: Message[]; hasAfter: boolean }>(
      ...([own.tenant, 'owner', 'messages.list'] as const),
      { channelId, replies: true, limit: 200, after: all.at(-1)?.channelSeq ?? 0 },
    );
    all.push(...page.messages);
    if (!page.hasAfter) return all;
  }
}
