import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type Event, encodeId } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../../server/src/testing/fixtures.ts';
import { type RealtimeServer, startRealtimeServer } from '../../../server/src/testing/realtime-server.ts';
import type { ClientOptions } from '../client.ts';
import { createNodeClient, type NodeClient } from '../node.ts';
import type { Realtime, RealtimeHandlers, RealtimeState } from './realtime.ts';

let server: RealtimeServer;
const opened: { stream: Realtime; client: NodeClient }[] = [];
before(async () => {
  server = await startRealtimeServer({ maxConnections: 10 });
});
afterEach(async () => {
  for (const { stream, client } of opened.splice(0)) {
    stream.close();
    await client.end();
  }
});
after(async () => {
  await server.close();
  assert.deepEqual(server.harness.bugs, []);
});

interface Watched {
  readonly stream: Realtime;
  readonly events: Event[];
  readonly states: RealtimeState[];
}

function watch(
  tenant: TenantFixture,
  who: Who,
  handlers: Partial<RealtimeHandlers> = {},
  more: Pick<ClientOptions, 'onStepUp'> = {},
): Watched {
  const origin = `http://${tenant.host}:${server.port}`;
  const { secret } = tenant.principals[who];
  const client = createNodeClient(
    who === 'bot'
      ? { ...more, origin, credential: secret }
      : { ...more, origin, headers: { origin, cookie: `__Host-wardroom=${secret}` } },
  );
  const events: Event[] = [];
  const states: RealtimeState[] = [];
  const stream = client.realtime({
    ...handlers,
    onEvent: (event) => events.push(event),
    onState: (state) => states.push(state),
  });
  opened.push({ stream, client });
  return { stream, events, states };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = async (holds: () => boolean, what: string, timeoutMs = 15_000) => {
  for (const end = Date.now() + timeoutMs; Date.now() < end && !holds(); ) await pause(10);
  assert.ok(holds(), what);
};
const live = (watched: Watched) =>
  eventually(() => watched.stream.state.status === 'live', 'the stream is live');
const bodies = ({ events }: Watched) =>
  events.flatMap((event) => (event.type === 'message.sent' ? [event.message.body] : []));
let keys = 0;
const say = (body: string, who: Who = 'member', tenant = server.harness.acme) =>
  server.harness.succeed(tenant, who, 'messages.send', {
    channelId: tenant.general.id,
    body,
    clientKey: `sdk-test-${++keys}`,
  });

test('over restarts of the server every message is seen once and in order', async () => {
  const { acme } = server.harness;
  const watchers = [watch(acme, 'owner'), watch(acme, 'bot')];
  for (const watched of watchers) await live(watched);
  const sent: string[] = [];
  const sending = (async () => {
    for (let index = 0; index < 120; index += 1) {
      await say(`restart ${index}`);
      sent.push(`restart ${index}`);
      await pause(5);
    }
  })();
  for (let round = 0; round < 3; round += 1) {
    await pause(120);
    await server.stop();
    await pause(60);
    await server.restart();
    for (const { stream } of watchers) stream.wake();
  }
  await sending;
  for (const watched of watchers) {
    await eventually(() => bodies(watched).length >= sent.length, 'all messages arrive');
    assert.deepEqual(bodies(watched), sent);
    assert.ok(
      watched.states.some(({ status }) => status === 'waiting'),
      'the connection was lost on the way',
    );
  }
});

test('sends that were under way while the server restarts are done, and done once', async () => {
  const { acme } = server.harness;
  const { stream } = watch(acme, 'member');
  const other = watch(acme, 'owner');
  await live(other);
  const bodiesSent = Array.from({ length: 60 }, (_, index) => `under way ${index}`);
  const results = bodiesSent.map((body) =>
    stream.call('messages.send', { channelId: acme.general.id as never, body }),
  );
  await pause(30);
  await server.stop();
  await server.restart();
  stream.wake();
  other.stream.wake();
  const answers = await Promise.all(results);
  assert.deepEqual(
    answers.map(({ message }) => message.body),
    bodiesSent,
  );
  await eventually(() => bodies(other).length >= 60, 'others see them');
  assert.deepEqual([...bodies(other)].sort(), [...bodiesSent].sort());
});

test('a revoked session goes silent at once and does not come back by itself', async () => {
  const { acme } = server.harness;
  const revoked = watch(acme, 'developer');
  const other = watch(acme, 'owner');
  await Promise.all([live(revoked), live(other)]);
  const { identity } = acme.principals.developer;
  await Promise.all([
    say('around the revocation'),
    server.harness.succeed(acme, 'developer', 'sessions.revoke', {
      sessionId: encodeId('session', identity.id),
    }),
  ]);
  await say('after the revocation');
  await eventually(() => bodies(other).includes('after the revocation'), 'others go on');
  await eventually(() => revoked.stream.state.status === 'closed', 'the stream is closed');
  assert.deepEqual(revoked.stream.state, { status: 'closed', reason: 'revoked' });
  assert.ok(!bodies(revoked).includes('after the revocation'));
  await assert.rejects(revoked.stream.call('channels.list', {}), { code: 'unauthenticated' });
});

test('a suspended person’s sockets close, and so do those of the bots they answer for', async () => {
  const { harness } = server;
  const { globex } = harness;
  const { member2, bot } = globex.principals;
  const answerFor = (ownerId: string) =>
    harness.admin.query(
      'update tenant.principals set owner_id = $2 where tenant_id = $1 and principal_id = $3',
      [globex.tenant.id, ownerId, bot.uuid],
    );
  await answerFor(member2.uuid);
  const [person, theirBot, other] = [watch(globex, 'member2'), watch(globex, 'bot'), watch(globex, 'admin')];
  await Promise.all([live(person), live(theirBot), live(other)]);
  await harness.succeed(globex, 'owner', 'principals.suspend', { principalId: member2.id });
  await say('after the suspension', 'member', globex);
  await eventually(() => bodies(other).includes('after the suspension'), 'others go on');
  for (const watched of [person, theirBot]) {
    await eventually(() => watched.stream.state.status === 'closed', 'the stream is closed');
    assert.deepEqual(bodies(watched), []);
  }
  await answerFor(globex.principals.owner.uuid);
});

test('another tenant’s events never come, whatever happens there', async () => {
  const { acme, globex } = server.harness;
  const [mine, bot] = [watch(globex, 'owner'), watch(globex, 'bot')];
  const theirs = watch(acme, 'owner');
  await Promise.all([live(mine), live(bot), live(theirs)]);
  for (let index = 0; index < 20; index += 1) await say(`acme ${index}`);
  await say('globex', 'member', globex);
  await eventually(() => bodies(theirs).length === 20 && bodies(mine).length === 1, 'each sees its own');
  assert.deepEqual(bodies(mine), ['globex']);
  assert.deepEqual(bodies(bot), ['globex']);
});

test('a stream that cannot be resumed asks for a new snapshot and goes on from its cursor', async () => {
  const { acme, globex } = server.harness;
  const foreign = await server.harness.succeed<{ cursor: string }>(globex, 'owner', 'sync.snapshot', {});
  const reasons: string[] = [];
  const watched = watch(acme, 'admin', {
    resume: foreign.cursor,
    onResync: async (reason) => {
      reasons.push(reason);
      const fresh = await server.harness.succeed<{ cursor: string }>(acme, 'admin', 'sync.snapshot', {});
      await say('after the snapshot');
      return fresh.cursor;
    },
  });
  await eventually(() => bodies(watched).length > 0, 'the stream goes on');
  assert.deepEqual(reasons, ['cursor']);
  assert.deepEqual(bodies(watched), ['after the snapshot']);
});

test('typing and presence go from device to device, and away is told again after a reconnect', async () => {
  const { acme } = server.harness;
  const typists: string[] = [];
  const states: string[] = [];
  const seen = watch(acme, 'owner', {
    onTyping: ({ channelId, principalId }) => typists.push(`${channelId} ${principalId}`),
    onPresence: ({ people }) =>
      states.push(
        ...people.flatMap(({ principalId, state }) =>
          principalId === acme.principals.member.id ? [state] : [],
        ),
      ),
  });
  const typing = watch(acme, 'member');
  await Promise.all([live(seen), live(typing)]);
  await eventually(() => states.at(-1) === 'active', 'the member is there');
  // One key after the other: what is said is said once.
  for (let key = 0; key < 10; key += 1) typing.stream.typing(acme.general.id as never, null);
  await eventually(() => typists.length > 0, 'typing arrives');
  assert.deepEqual(typists, [`${acme.general.id} ${acme.principals.member.id}`]);
  // What was written leaves at once, and the next is begun: no later key is needed.
  typing.stream.sent(acme.general.id as never);
  typing.stream.typing(acme.general.id as never, null);
  await eventually(() => typists.length === 2, 'writing on is told, too');
  // Sent and nothing more: nobody is shown as writing.
  typing.stream.sent(acme.general.id as never);
  await pause(2_700);
  assert.equal(typists.length, 2);
  typing.stream.setPresence('away');
  await eventually(() => states.at(-1) === 'away', 'the member is away');
  await server.stop();
  states.length = 0;
  await server.restart();
  for (const { stream } of [seen, typing]) stream.wake();
  await Promise.all([live(seen), live(typing)]);
  await eventually(() => states.at(-1) === 'away', 'away, still');
});

test('what is sensitive asks over a socket as over HTTP, once, and goes on', async () => {
  const { acme, admin } = server.harness;
  const setProved = (agoMs: number) =>
    admin.query('update tenant.sessions set authenticated_at = $2 where session_id = $1', [
      acme.principals.admin.identity.id,
      new Date(Date.now() - agoMs),
    ]);
  await setProved(3_600_000);
  const asked: unknown[] = [];
  const onStepUp = async (challenge: unknown) => {
    asked.push(challenge);
    await setProved(0);
    return true;
  };
  const { stream } = watch(acme, 'admin', {}, { onStepUp });
  const nobody = encodeId('channel', '0197a000-0000-7000-8000-000000000001' as never);
  const remove = () => stream.call('channels.delete', { channelId: nobody });
  await Promise.all([remove(), remove()].map((call) => assert.rejects(call, { code: 'not_found' })));
  assert.deepEqual(asked, [{ maxAgeSeconds: 900 }]);
});
