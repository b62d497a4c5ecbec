/** Rights that change while a socket is open: what is lost ends at once, what is won works at once (AUZ-07). */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Event, OperationName, Permission, RoleView } from '@wardroom/contract';
import { withCascades } from '@wardroom/policy';
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
  server = await startRealtimeServer();
  other = nodesOver(server.harness)();
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual([server.errors, server.harness.bugs], [[], []]);
});

const basics: Permission[] = ['workspace.read', 'channel.read', 'people.read', 'channel.browse'];
const writing: Permission[] = [...basics, 'message.write'];
const succeed = <T>(who: Who, operation: OperationName, input: unknown) =>
  server.harness.succeed<T>(server.harness.acme, who, operation, input);

let made = 0;
async function heldBy(who: Who, chosen: readonly Permission[]): Promise<RoleView> {
  const { role } = await succeed<{ role: RoleView }>('owner', 'roles.create', {
    name: `Role ${++made}`,
    chosen,
  });
  const principalId = server.harness.acme.principals[who].id;
  await succeed('owner', 'roles.assign', { principalId, role: role.role });
  return role;
}
const edit = async ({ role, revision }: RoleView, chosen: readonly Permission[]) =>
  (await succeed<{ role: RoleView }>('owner', 'roles.update', { roleId: role, revision, chosen })).role;
async function join(who: Who): Promise<RawClient> {
  const { host, principals } = server.harness.acme;
  const origin = `http://${host}:${server.port}`;
  const client = openRawClient({
    ...{ port: server.port, host },
    headers: { origin, cookie: `__Host-wardroom=${principals[who].secret}` },
  });
  clients.push(client);
  await client.hello();
  return client;
}
const write = (client: RawClient, body: string) =>
  client.call('messages.send', {
    channelId: server.harness.acme.general.id,
    body,
    clientKey: `rights-socket-${++made}`,
  });
const codeOf = (reply: Awaited<ReturnType<typeof write>>) => (reply.ok ? 'ok' : reply.error.code);
const say = (body: string) =>
  succeed('owner', 'messages.send', {
    channelId: server.harness.acme.general.id,
    body,
    clientKey: `rights-socket-${++made}`,
  });
const bodies = (client: RawClient) =>
  client.events.flatMap((event) => (event.type === 'message.sent' ? [event.message.body] : []));
type Changed = Extract<Event, { type: 'rights.changed' }>;
const changesOf = (client: RawClient): Changed[] =>
  client.events.filter((event): event is Changed => event.type === 'rights.changed');
const nextChange = async (client: RawClient, seen: number): Promise<Changed> => {
  await client.until((frame): frame is never => frame.t === 'event' && changesOf(client).length > seen);
  const change = changesOf(client).at(-1);
  assert.ok(change);
  return change;
};
const set = (permissions: Iterable<string>) => [...permissions].sort();

test('whoever loses the right to write is told so and refused at the next word; and may again at once', async () => {
  const role = await heldBy('member2', writing);
  const client = await join('member2');
  const bystander = await join('guest');
  assert.equal(codeOf(await write(client, 'while I may')), 'ok');
  const narrow = await edit(role, basics);
  assert.equal(codeOf(await write(client, 'no more')), 'forbidden');
  const lost = await nextChange(client, 0);
  assert.deepEqual(set(lost.permissions ?? []), set(withCascades(basics)));
  const wide = await edit(narrow, [...writing, 'message.react']);
  assert.equal(codeOf(await write(client, 'again')), 'ok');
  const won = await nextChange(client, 1);
  assert.deepEqual(set(won.permissions ?? []), set(withCascades([...writing, 'message.react'])));
  assert.ok(!client.frames.some(({ t }) => t === 'resync'), 'what they see is the same');
  await edit(wide, writing);
  await nextChange(client, 2);
  await say('for everybody');
  await client.until(
    (frame): frame is never => frame.t === 'event' && bodies(client).includes('for everybody'),
  );
  // Somebody whose rights are the same, and who sees no roles, hears nothing of it.
  assert.deepEqual(changesOf(bystander), []);
});

test('whoever sees roles hears that they are others now, without what somebody else holds', async () => {
  const role = await heldBy('viewer', basics);
  const onlooker = await join('member');
  await edit(role, writing);
  assert.deepEqual(await nextChange(onlooker, 0), { type: 'rights.changed' });
  await succeed('owner', 'roles.assign', {
    principalId: server.harness.acme.principals.viewer.id,
    role: 'viewer',
  });
});

test('whoever loses the right to read starts anew, and nothing that is said afterwards reaches them', async () => {
  const role = await heldBy('member2', writing);
  const client = await join('member2');
  await say('before');
  await client.until((frame): frame is never => frame.t === 'event' && bodies(client).includes('before'));
  const blind = await edit(role, ['workspace.read', 'people.read']);
  await say('secret');
  await client.until((frame): frame is never => frame.t === 'resync');
  const witness = await join('member');
  await say('secret as well');
  await witness.until(
    (frame): frame is never => frame.t === 'event' && bodies(witness).includes('secret as well'),
  );
  const snapshot = await client.call('sync.snapshot', {});
  assert.ok(snapshot.ok, JSON.stringify(snapshot));
  assert.ok(!JSON.stringify(client.frames).includes('secret'), 'neither by events nor by the new snapshot');
  // Reading again begins with a new snapshot, too.
  await edit(blind, writing);
  const reply = await client.call('messages.list', { channelId: server.harness.acme.general.id });
  assert.ok(reply.ok);
});

test('what another node has changed counts here for calls at once, and for sockets within the poll', async (context) => {
  const role = await heldBy('member2', writing);
  const client = await join('member2');
  const { host, principals } = server.harness.acme;
  const began = performance.now();
  const { answer } = await execute(other, {
    ...{ requestId: server.harness.parts.ids.next(), edge: 'http', host, operation: 'roles.update' },
    input: { roleId: role.role, revision: role.revision, chosen: basics },
    ...{ credential: principals.owner.identity, address: '127.0.0.1', device: 'test' },
  });
  assert.ok(answer.ok);
  assert.equal(codeOf(await write(client, 'too late')), 'forbidden');
  const change = await nextChange(client, 0);
  assert.deepEqual(set(change.permissions ?? []), set(withCascades(basics)));
  context.diagnostic(`told after ${Math.round(performance.now() - began)} ms`);
});
