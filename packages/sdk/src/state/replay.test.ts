import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ChannelId, type Message, operations, type Permission } from '@wardroom/contract';
import fc from 'fast-check';
import type { TenantFixture, Who } from '../../../server/src/testing/fixtures.ts';
import { type RealtimeServer, startRealtimeServer } from '../../../server/src/testing/realtime-server.ts';
import { createNodeClient, type NodeClient } from '../node.ts';
import { repeatable } from '../operations.ts';
import type { Realtime } from '../realtime/realtime.ts';
import { applyEvent, type Snapshot, type State, snapshotView, stateFromSnapshot, withPage } from './index.ts';

let server: RealtimeServer;
/** Of the first tenant, hidden: whose people are those of the channels that mirror it. */
let groupId: string;
const opened: Following[] = [];
before(async () => {
  server = await startRealtimeServer({ maxConnections: 8 });
  const { harness } = server;
  const { principals } = harness.acme;
  const made = { handle: 'replay-watch', name: 'Watch', visibility: 'hidden' };
  const { group } = await harness.succeed<{ group: { id: string } }>(
    harness.acme,
    'owner',
    'groups.create',
    made,
  );
  groupId = group.id;
  const principalIds = (['member', 'guest', 'bot'] as const).map((name) => principals[name].id);
  await harness.succeed(harness.acme, 'owner', 'groups.addMembers', { groupId, principalIds });
});
after(async () => {
  for (const { stream, client } of opened) {
    stream.close();
    await client.end();
  }
  await server.close();
  assert.deepEqual(server.harness.bugs, []);
});

const viewers = ['owner', 'admin', 'member', 'member2', 'guest', 'viewer', 'bot'] as const;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A node that is stopped answers nobody: settled while one is there. */
let up: Promise<void> = Promise.resolve();
const taking = new Set<Promise<unknown>>();

interface Following {
  readonly client: NodeClient;
  readonly stream: Realtime;
  state: State;
}

/** A client as the web app is one: snapshot first, then events from its cursor. */
async function follow(tenant: TenantFixture, who: Who): Promise<Following> {
  const origin = `http://${tenant.host}:${server.port}`;
  const { secret } = tenant.principals[who];
  const client = createNodeClient(
    who === 'bot'
      ? { origin, credential: secret }
      : { origin, headers: { origin, cookie: `__Host-wardroom=${secret}` } },
  );
  const take = async () => {
    await up;
    const taken = server.harness.succeed<Snapshot>(tenant, who, 'sync.snapshot', {});
    taking.add(taken);
    return taken.finally(() => taking.delete(taken));
  };
  const snapshot = await take();
  const following = { client, state: stateFromSnapshot(snapshot) } as {
    -readonly [K in keyof Following]: Following[K];
  };
  following.stream = client.realtime({
    resume: snapshot.cursor,
    onEvent: (event) => {
      following.state = applyEvent(following.state, event);
    },
    onResync: async () => {
      const fresh = await take();
      following.state = stateFromSnapshot(fresh);
      return fresh.cursor;
    },
  });
  return following;
}

type Action =
  | { kind: 'send'; who: Who; secret: boolean; text: string }
  | { kind: 'edit' | 'redact'; pick: number }
  | { kind: 'read'; who: Who; secret: boolean; back: number }
  | { kind: 'member'; who: Who; secret: boolean; add: boolean }
  | { kind: 'channel'; change: 'topic' | 'archive' | 'restore' | 'create' }
  | { kind: 'role'; role: 'member' | 'guest' | 'viewer' | 'developer' | 'auditor' }
  | { kind: 'memberRole'; who: Who; role: 'manager' | 'member' }
  | { kind: 'access'; secret: boolean; granted: Permission[] }
  | { kind: 'mirror'; link: boolean }
  | { kind: 'suspend'; active: boolean }
  | { kind: 'rename' };

const who = fc.constantFrom<Who>(...viewers);
const member = fc.constantFrom<Who>('member', 'member2', 'guest', 'bot', 'admin');
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      who,
      secret: fc.boolean(),
      text: fc.constantFrom('plain', 'hello @acme-member', 'hello @all', '@acme-guest and @acme-bot'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('edit' as const, 'redact' as const), pick: fc.nat(100) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('read' as const), who, secret: fc.boolean(), back: fc.nat(3) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('member' as const),
      who: member,
      secret: fc.boolean(),
      add: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('channel' as const),
      change: fc.constantFrom('topic' as const, 'archive' as const, 'restore' as const, 'create' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('role' as const),
      role: fc.constantFrom(
        'member' as const,
        'guest' as const,
        'viewer' as const,
        'developer' as const,
        'auditor' as const,
      ),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('memberRole' as const),
      who: member,
      role: fc.constantFrom('manager' as const, 'member' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('access' as const),
      secret: fc.boolean(),
      granted: fc.subarray<Permission>(['message.write', 'message.pin', 'channel.invite']),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('mirror' as const), link: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('suspend' as const), active: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'rename' as const }) },
);

let count = 0;
const sent: { message: Message; author: Who }[] = [];

/** What is refused changes nothing, and is as good an example as what is not. */
async function act(tenant: TenantFixture, step: Action): Promise<void> {
  const { harness } = server;
  const { general, secret, principals } = tenant;
  const channelId = 'secret' in step && step.secret ? secret.id : general.id;
  const run = (by: Who, operation: Parameters<typeof harness.call>[2], input: unknown) =>
    harness.call(tenant, by, operation, input);
  count += 1;
  switch (step.kind) {
    case 'send': {
      const { answer } = await run(step.who, 'messages.send', {
        channelId,
        body: step.text,
        clientKey: `replay-${count}`,
      });
      if (answer.ok)
        sent.push({ author: step.who, message: (answer.output as { message: Message }).message });
      return;
    }
    case 'edit':
    case 'redact': {
      const chosen = sent[step.pick % Math.max(1, sent.length)];
      if (!chosen) return;
      const messageId = chosen.message.id;
      if (step.kind === 'edit')
        await run(chosen.author, 'messages.edit', { messageId, body: `edited ${count} @acme-admin` });
      else await run('owner', 'messages.redact', { messageId });
      return;
    }
    case 'read':
      await run(step.who, 'channels.markRead', {
        channelId,
        lastReadSeq: Math.max(0, sent.length - step.back),
      });
      return;
    case 'member':
      await run('owner', step.add ? 'channels.addMember' : 'channels.removeMember', {
        channelId,
        principalId: principals[step.who].id,
      });
      return;
    case 'channel':
      if (step.change === 'create') await run('member', 'channels.create', { name: `replay-${count}` });
      else if (step.change === 'topic')
        await run('owner', 'channels.update', { channelId, topic: `topic ${count}` });
      else await run('owner', `channels.${step.change}`, { channelId });
      return;
    case 'role':
      await run('owner', 'roles.assign', { principalId: principals.member2.id, role: step.role });
      return;
    case 'memberRole':
      await run('owner', 'channels.setMemberRole', {
        channelId,
        principalId: principals[step.who].id,
        role: step.role,
      });
      return;
    case 'access':
      await run('owner', 'channels.setAccess', { channelId, granted: step.granted });
      return;
    case 'mirror':
      if (step.link) await run('owner', 'groups.linkChannel', { groupId, channelId: secret.id });
      else await run('owner', 'groups.unlinkChannel', { channelId: secret.id });
      return;
    case 'suspend':
      await run('owner', step.active ? 'principals.reactivate' : 'principals.suspend', {
        principalId: principals.developer.id,
      });
      return;
    case 'rename':
      await run('member', 'principals.updateProfile', { displayName: `Member ${count}` });
  }
}

async function requireEqualToFresh(tenant: TenantFixture, followers: Map<Who, Following>): Promise<void> {
  for (const [name, following] of followers) {
    const fresh = snapshotView(await server.harness.succeed<Snapshot>(tenant, name, 'sync.snapshot', {}));
    for (let turn = 0; turn < 1_000; turn += 1) {
      if (JSON.stringify(snapshotView(following.state)) === JSON.stringify(fresh)) break;
      await pause(10);
    }
    assert.deepEqual(snapshotView(following.state), fresh, `what ${name} (${fresh.me.role}) knows`);
  }
}

test('snapshot + events = fresh snapshot, for every kind of viewer, live and resumed', async () => {
  const { acme } = server.harness;
  const property = fc.asyncProperty(
    fc.array(action, { minLength: 5, maxLength: 40 }),
    fc.boolean(),
    async (steps, restart) => {
      const followers = new Map<Who, Following>();
      for (const name of viewers) followers.set(name, await follow(acme, name));
      try {
        const half = Math.floor(steps.length / 2);
        for (const step of steps.slice(0, half)) await act(acme, step);
        const started = Promise.withResolvers<void>();
        if (restart) {
          up = started.promise;
          await Promise.all(taking);
          await server.stop();
        }
        for (const step of steps.slice(half)) await act(acme, step);
        if (restart) await server.restart();
        started.resolve();
        for (const { stream } of followers.values()) stream.wake();
        await requireEqualToFresh(acme, followers);
      } finally {
        for (const { stream, client } of followers.values()) {
          stream.close();
          await client.end();
        }
      }
    },
  );
  await fc.assert(property, {
    numRuns: Number(process.env['WARDROOM_RUNS'] ?? 12),
    seed: Number(process.env['WARDROOM_SEED'] ?? 13),
    endOnFailure: true,
  });
  assert.ok(sent.length >= 10, `most of what was tried was done: ${sent.length} of ${count}`);
});

test('the timeline that events build is the timeline that a fresh reader gets, replies counted', async () => {
  const { globex } = server.harness;
  const { harness } = server;
  const following = await follow(globex, 'member');
  opened.push(following);
  const channelId = globex.general.id as ChannelId;
  const list = (input: object) =>
    harness.succeed<{ messages: Message[]; hasBefore: boolean; hasAfter: boolean }>(
      globex,
      'member',
      'messages.list',
      { channelId, limit: 200, ...input },
    );
  const send = async (body: string, threadRootId?: string) => {
    count += 1;
    const input = {
      channelId,
      body,
      clientKey: `timeline-${count}`,
      ...(threadRootId ? { threadRootId } : {}),
    };
    return (await harness.succeed<{ message: Message }>(globex, 'owner', 'messages.send', input)).message;
  };
  const root = await send('root');
  await Promise.all(Array.from({ length: 30 }, (_, index) => send(`message ${index}`)));
  const page = await list({});
  await Promise.all(Array.from({ length: 20 }, (_, index) => send(`reply ${index}`, root.id)));
  await harness.succeed(globex, 'owner', 'messages.edit', { messageId: root.id, body: 'root, edited' });
  const late = await send('late');
  await harness.succeed(globex, 'owner', 'messages.redact', { messageId: late.id });
  // The page arrives after events that it does not know.
  await pause(100);
  following.state = withPage(following.state, channelId, page, 'replace');
  const fresh = await list({});
  for (let turn = 0; turn < 100; turn += 1) {
    if (following.state.windows[channelId]?.messages.at(-1)?.revision === 2) break;
    await pause(10);
  }
  assert.deepEqual(following.state.windows[channelId]?.messages, fresh.messages);
  assert.equal(fresh.messages[0]?.replyCount, 20);
});

test('what the SDK repeats by itself is every query and nothing that could be done twice', () => {
  const queries = Object.values(operations).filter(
    ({ effect, realm }) => effect === 'query' && realm === 'tenant',
  );
  const withKeys = ['messages.send', 'imports.append'];
  const withRevision = ['preferences.update'];
  const ofStates = [
    ...['reactions.add', 'reactions.remove', 'pins.add', 'pins.remove', 'channels.openDirect'],
    ...['channels.setAccess', 'channels.classify', 'breakGlass.end', 'tenants.segment'],
  ];
  assert.deepEqual(
    [...repeatable].sort(),
    [...queries.map(({ name }) => name), ...withKeys, ...withRevision, ...ofStates].sort(),
  );
});
