/** Policies that take away reading while a socket is open: what they hide is not delivered (AUZ-07). */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Message, ServerFrame } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { activate, enforce } from '../../testing/policies.ts';
import { openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer();
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual([server.errors, server.harness.bugs], [[], []]);
});
afterEach(() => activate(server.harness, server.harness.acme, null));

async function join(who: Who): Promise<RawClient> {
  const { host, principals } = server.harness.acme;
  const client = openRawClient({
    ...{ port: server.port, host },
    headers: { origin: `http://${host}:${server.port}`, cookie: `__Host-wardroom=${principals[who].secret}` },
  });
  clients.push(client);
  await client.hello();
  return client;
}
let sent = 0;
const send = async (channelId: string, body: string) => {
  await server.harness.succeed<{ message: Message }>(server.harness.acme, 'owner', 'messages.send', {
    ...{ channelId, body, clientKey: `sight-${++sent}-key` },
  });
};
const classify = (channelId: string, classification: string) =>
  server.harness.succeed(server.harness.acme, 'owner', 'channels.classify', { channelId, classification });
/** Everything this client was sent until it saw these words. */
const sawUntil = async (client: RawClient, words: string) => {
  await client.until((frame): frame is ServerFrame => JSON.stringify(frame).includes(words));
  return JSON.stringify(client.frames);
};
const restricted =
  'forbid(principal, action == Wardroom::Action::"channel.read", resource) when { resource.classification == "restricted" } unless { principal.roles.contains("owner") };';

test('from the commit of the policy on, what happens in a hidden channel is not delivered; the rest is', async () => {
  const { general, secret } = server.harness.acme;
  await classify(secret.id, 'restricted');
  const member = await join('member');
  const owner = await join('owner');
  await send(secret.id, 'before the policy');
  await sawUntil(member, 'before the policy');
  await enforce(server.harness, server.harness.acme, restricted);
  await send(secret.id, 'hidden words');
  await send(general.id, 'shown words');
  const seen = await sawUntil(member, 'shown words');
  assert.ok(!seen.includes('hidden words'));
  assert.ok(
    member.frames.some((frame) => frame.t === 'resync'),
    'nobody told the member to start anew',
  );
  const ofOwner = await sawUntil(owner, 'shown words');
  assert.ok(ofOwner.includes('hidden words'));
  assert.ok(!owner.frames.some((frame) => frame.t === 'resync'));
});

test('a channel that comes under a policy falls silent at once, and speaks again when it leaves', async () => {
  const { general, secret } = server.harness.acme;
  await classify(secret.id, 'internal');
  await enforce(server.harness, server.harness.acme, restricted);
  const member = await join('member');
  await send(secret.id, 'still open');
  await sawUntil(member, 'still open');
  await classify(secret.id, 'restricted');
  await send(secret.id, 'closed by now');
  await send(general.id, 'elsewhere');
  assert.ok(!(await sawUntil(member, 'elsewhere')).includes('closed by now'));
  await classify(secret.id, 'internal');
  await send(secret.id, 'open again');
  await sawUntil(member, 'open again');
});

test('nobody is shown the profile of whom a policy keeps from them, neither by a snapshot nor as it changes', async () => {
  const { acme } = server.harness;
  const bots = `forbid(principal, action == Wardroom::Action::"people.read", resource)
    when { resource is Wardroom::Principal && resource.kind == "bot" } unless { principal.roles.contains("owner") };`;
  const make = (handle: string) =>
    server.harness.succeed<{ principal: { id: string } }>(acme, 'owner', 'principals.createBot', {
      ...{ handle, displayName: `Bot ${handle}`, kind: 'bot' },
    });
  const before = await make('seen-before');
  const member = await join('member');
  const owner = await join('owner');
  await enforce(server.harness, acme, bots);
  await member.until((frame): frame is ServerFrame => frame.t === 'resync');
  const made = await make('kept-from-members');
  await server.harness.succeed(acme, 'owner', 'principals.suspend', { principalId: before.principal.id });
  await server.harness.succeed(acme, 'owner', 'principals.suspend', {
    principalId: acme.principals.member2.id,
  });
  const seen = await sawUntil(member, acme.principals.member2.id);
  for (const id of [made.principal.id, before.principal.id])
    assert.ok(
      !seen.includes(`"principal.suspended","person":{"id":"${id}`) && !seen.includes('kept-from-members'),
    );
  assert.ok((await sawUntil(owner, acme.principals.member2.id)).includes('kept-from-members'));
  const snapshotOf = async (who: Who) =>
    JSON.stringify(await server.harness.succeed(acme, who, 'sync.snapshot', {}));
  assert.ok(!(await snapshotOf('member')).includes('kept-from-members'));
  assert.ok((await snapshotOf('owner')).includes('kept-from-members'));
  await server.harness.succeed(acme, 'owner', 'principals.reactivate', {
    principalId: acme.principals.member2.id,
  });
});

test('whoever connects or comes back under a policy is shown nothing that it hides, neither of now nor of before', async () => {
  const { general, secret } = server.harness.acme;
  await classify(secret.id, 'restricted');
  const first = await join('member');
  const { cursor } = first.frames.find((frame) => frame.t === 'welcome') as { cursor: string };
  await first.close();
  await enforce(server.harness, server.harness.acme, restricted);
  await send(secret.id, 'while away');
  const again = openRawClient({
    ...{ port: server.port, host: server.harness.acme.host },
    headers: {
      origin: `http://${server.harness.acme.host}:${server.port}`,
      cookie: `__Host-wardroom=${server.harness.acme.principals.member.secret}`,
    },
  });
  clients.push(again);
  await again.hello({ resume: cursor });
  await send(secret.id, 'while here');
  await send(general.id, 'for everybody');
  const seen = await sawUntil(again, 'for everybody');
  assert.ok(!seen.includes('while away') && !seen.includes('while here'));
});
