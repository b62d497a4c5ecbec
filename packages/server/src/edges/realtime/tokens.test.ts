/** Sockets that were opened with an access token: what they hear, and everything that closes them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeCodes, type TokenView } from '@wardroom/contract';
import { nodesOver } from '../../../test/tenants/nodes.ts';
import type { Kernel } from '../../kernel/execute.ts';
import { execute } from '../../kernel/execute.ts';
import type { Who } from '../../testing/fixtures.ts';
import { openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
/** Another node of the same cluster: this one hears of what it does by the poll alone. */
let other: Kernel;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer({ settings: { helloMs: 1_000 } });
  other = nodesOver(server.harness)();
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual(server.errors, []);
  assert.deepEqual(server.harness.bugs, []);
});

interface Issued {
  readonly token: TokenView;
  readonly accessToken: string;
}
const scopes = ['messages:read', 'messages:write', 'channels:read', 'workspace:read', 'tokens:write'];
const issue = (who: Who, input = {}) =>
  server.harness.succeed<Issued>(server.harness.acme, who, 'tokens.issue', { scopes, ...input });
const open = (host = server.harness.acme.host): RawClient => {
  const client = openRawClient({ port: server.port, host });
  clients.push(client);
  return client;
};
const join = async ({ accessToken }: Issued): Promise<RawClient> => {
  const client = open();
  await client.hello({ credential: accessToken });
  return client;
};
const refusal = async (credential: string, host?: string): Promise<number> => {
  const client = open(host);
  await new Promise((resolve) => client.socket.once('open', resolve));
  client.send({ t: 'hello', protocol: 1, credential });
  return client.closed;
};
let sent = 0;
const say = (channelId: string, body: string) =>
  server.harness.succeed(server.harness.acme, 'owner', 'messages.send', {
    channelId,
    body,
    clientKey: `token-socket-${++sent}`,
  });
const bodies = (client: RawClient) =>
  client.events.flatMap((event) => (event.type === 'message.sent' ? [event.message.body] : []));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const closedWithin = (client: RawClient, ms: number) =>
  Promise.race([client.closed, pause(ms).then(() => 'open' as const)]);

test('a token opens a socket, and one held to a channel hears and does nothing elsewhere', async () => {
  const { general, secret } = server.harness.acme;
  const free = await join(await issue('member'));
  const held = await join(await issue('member', { channelId: general.id }));
  await say(secret.id, 'elsewhere');
  await server.harness.succeed(server.harness.acme, 'member', 'principals.updateProfile', {
    displayName: 'acme member',
    title: 'changed',
  });
  await say(general.id, 'here');
  await held.event('message.sent');
  await free.until((frame): frame is never => frame.t === 'event' && bodies(free).includes('here'));
  assert.deepEqual(bodies(free), ['elsewhere', 'here']);
  assert.deepEqual(
    held.events.map(({ type }) => type),
    ['message.sent'],
  );
  assert.deepEqual(bodies(held), ['here']);
  const there = await held.call('messages.list', { channelId: secret.id });
  const here = await held.call('messages.list', { channelId: general.id });
  assert.deepEqual([there.ok ? 'ok' : there.error.code, here.ok], ['insufficient_scope', true]);
  await pause(400);
  assert.ok(!held.frames.some(({ t }) => t === 'presence' || t === 'typing'));
});

test('what is replayed to a held token is of its channel only', async () => {
  const { general, secret } = server.harness.acme;
  const issued = await issue('member', { channelId: general.id });
  const client = open();
  const { cursor } = await client.hello({ credential: issued.accessToken });
  await client.close();
  await say(secret.id, 'missed elsewhere');
  await say(general.id, 'missed here');
  const back = open();
  await back.hello({ credential: issued.accessToken, resume: cursor });
  await back.event('message.sent');
  await pause(100);
  assert.deepEqual(bodies(back), ['missed here']);
});

test('tokens for one operation or one use, of another tenant, and garbage open nothing', async () => {
  const { acme, globex } = server.harness;
  const usual = await issue('member');
  const [head, body, signature] = usual.accessToken.split('.');
  for (const [what, credential, host] of [
    ['one operation', (await issue('member', { operation: 'messages.send' })).accessToken, acme.host],
    ['one use', (await issue('member', { once: true })).accessToken, acme.host],
    ['another tenant', usual.accessToken, globex.host],
    [
      'broken',
      `${head}.${body}.${signature?.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      acme.host,
    ],
    ['long', 'x'.repeat(4000), acme.host],
  ] as const)
    assert.equal(await refusal(credential, host), closeCodes.unauthenticated.code, what);
});

const ends: readonly (readonly [string, Who, (issued: Issued) => [Who, string, unknown]])[] = [
  ['the token', 'member', ({ token }) => ['member', 'tokens.revoke', { tokenId: token.id }]],
  ['its parent token', 'member', ({ token }) => ['member', 'tokens.revoke', { tokenId: token.parentId }]],
  ['a role', 'member2', () => ['owner', 'roles.assign', { principalId: idOf('member2'), role: 'guest' }]],
  ['suspension', 'viewer', () => ['owner', 'principals.suspend', { principalId: idOf('viewer') }]],
  ['the session', 'guest', () => ['guest', 'sessions.end', {}]],
  ['signing keys at once', 'member', () => ['admin', 'tokens.rotateSigningKey', { immediate: true }]],
];
const idOf = (who: Who) => server.harness.acme.principals[who].id;

for (const [what, who, end] of ends) {
  test(`the end of ${what} on another node closes the socket`, async () => {
    const { acme } = server.harness;
    const parent = await issue(who);
    const credential = { kind: 'token', secret: parent.accessToken } as const;
    const narrower = await server.harness.call(acme, credential, 'tokens.issue', {
      scopes: ['messages:read', 'workspace:read'],
    });
    assert.ok(narrower.answer.ok);
    const issued = narrower.answer.output as Issued;
    const client = await join(issued);
    const [actor, operation, input] = end(issued);
    const { answer } = await execute(other, {
      requestId: server.harness.parts.ids.next(),
      edge: 'http',
      host: acme.host,
      ...{ operation, input },
      credential: acme.principals[actor].identity,
      ...{ address: '127.0.0.1', device: 'test' },
    });
    assert.ok(answer.ok, operation);
    assert.equal(await closedWithin(client, 60_000), closeCodes.revoked.code);
    const again = await server.harness.call(
      acme,
      { kind: 'token', secret: issued.accessToken },
      'tenants.show',
      {},
    );
    assert.equal(again.answer.ok ? 'ok' : again.answer.error.code, 'unauthenticated');
  });
}
