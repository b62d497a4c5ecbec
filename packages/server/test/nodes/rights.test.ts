/**
 * What a role loses or wins at one node counts at the other: for its next call at once, for open sockets within the
 * poll (AUZ-07). Two real processes on one PostgreSQL.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RoleView } from '@wardroom/contract';
import { withCascades } from '@wardroom/policy';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import { openTwoNodes, type TwoNodes } from '../../src/testing/two-nodes.ts';

let nodes: TwoNodes;
const sockets: RawClient[] = [];
before(async () => {
  nodes = await openTwoNodes();
});
after(async () => {
  for (const socket of sockets) await socket.close();
  await nodes.close();
});

const rounds = 10;
const basics = ['workspace.read', 'channel.read', 'channel.browse', 'channel.join', 'people.read'] as const;
const password = 'harbour lantern seventeen quiet';

async function asOwner<T>(operation: string, input: unknown): Promise<T> {
  const { status, text } = await nodes.first.call(operation, input, nodes.owner);
  assert.equal(status, 200, `${operation}: ${text}`);
  return JSON.parse(text) as T;
}

async function listen(headers: Record<string, string>, port: number): Promise<RawClient> {
  const socket = openRawClient({ port, host: 'acme.localhost', headers: { host: nodes.host, ...headers } });
  sockets.push(socket);
  await socket.hello();
  return socket;
}

const changes = ({ events }: RawClient) => events.filter(({ type }) => type === 'rights.changed');

test('a right that is lost at one node is lost at both, and so is one that is won', async (context) => {
  const { principal } = await asOwner<{ principal: { id: string } }>('principals.create', {
    ...{ handle: 'writer', displayName: 'Writer', password },
  });
  let { role } = await asOwner<{ role: RoleView }>('roles.create', {
    ...{ name: 'Writers', chosen: [...basics, 'message.write'] },
  });
  await asOwner('roles.assign', { principalId: principal.id, role: role.role });
  const { channel } = await asOwner<{ channel: { id: string } }>('channels.create', { name: 'harbour' });
  const headers = await nodes.signIn('writer');
  const joined = await nodes.second.call('channels.join', { channelId: channel.id }, headers);
  assert.equal(joined.status, 200, joined.text);
  const both = await Promise.all([nodes.first, nodes.second].map(({ port }) => listen(headers, port)));
  let sent = 0;
  const write = async () => {
    sent += 1;
    const input = { channelId: channel.id, body: 'words', clientKey: `two-nodes-${sent}` };
    return (await nodes.second.call('messages.send', input, headers)).status;
  };
  assert.equal(await write(), 200);
  const told: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const chosen = round % 2 === 0 ? [...basics] : [...basics, 'message.write' as const];
    const seen = both.map((socket) => changes(socket).length);
    const began = performance.now();
    ({ role } = await asOwner<{ role: RoleView }>('roles.update', {
      ...{ roleId: role.role, revision: role.revision, chosen },
    }));
    // Read in the transaction that acts, so the other node needs to hear of nothing.
    assert.equal(await write(), round % 2 === 0 ? 403 : 200);
    for (const [index, socket] of both.entries())
      await socket.until(
        (frame): frame is never => frame.t === 'event' && changes(socket).length > (seen[index] ?? 0),
      );
    told.push(performance.now() - began);
    for (const socket of both) {
      const last = changes(socket).at(-1);
      const permissions = last?.type === 'rights.changed' ? last.permissions : undefined;
      assert.deepEqual(new Set(permissions), new Set(withCascades(chosen)));
    }
  }
  told.sort((one, other) => one - other);
  const [median = 0, most = 0] = [told[rounds / 2], told.at(-1)];
  context.diagnostic(
    `both sockets told after ${Math.round(median)} ms in the middle, ${Math.round(most)} ms at most`,
  );
});
