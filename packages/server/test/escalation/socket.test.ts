/** Every role tries what it must not do, over an open socket: what it holds is read with every call. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import {
  inputFor,
  mustNot,
  refusals,
  type Standing,
  sendOne,
  stand,
  standingsOf,
  stateOf,
} from './standings.ts';

let server: RealtimeServer;
let standings: Standing[];
let client: RawClient;
before(async () => {
  server = await startRealtimeServer();
  await sendOne(server.harness);
  standings = await standingsOf(server.harness);
  client = await open();
});
after(async () => {
  await client.close();
  await server.close();
  assert.deepEqual(server.errors, []);
});

async function open(): Promise<RawClient> {
  const { acme } = server.harness;
  const raw = openRawClient({
    ...{ port: server.port, host: acme.host },
    headers: {
      cookie: `__Host-wardroom=${acme.principals.member.secret}`,
      origin: `http://${acme.host}:${server.port}`,
    },
  });
  await raw.hello();
  return raw;
}

const isSoak = process.env['WARDROOM_SOAK'] !== undefined;

test('every role is refused what it must not do, and nothing happens', async () => {
  const { harness } = server;
  const before = await stateOf(harness);
  const wrong: string[] = [];
  let count = 0;
  for (const [place, standing] of standings.entries()) {
    await stand(harness, 'member', standing);
    const share = isSoak || standing.role !== 'custom' ? 1 : 6;
    const tried = mustNot(standing, 'session').filter((_, index) => (index + 2) % share === place % share);
    for (const operation of tried) {
      const reply = await client.call(operation.name, inputFor(harness, operation));
      const code = reply.ok ? 'ok' : reply.error.code;
      if (!refusals(standing, operation).includes(code))
        wrong.push(`${standing.name}: ${operation.name}: ${code}`);
    }
    count += tried.length;
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 1_000, `only ${count} were tried`);
  assert.deepEqual(await stateOf(harness), before);
});
