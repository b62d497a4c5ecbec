/** Sockets: those of break-glass end with it, to the second, and everybody who sees the console hears of it at once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type BreakGlassView,
  closeCodes,
  encodeId,
  type Operations,
  type OutputOf,
} from '@wardroom/contract';
import type { PresentedCredential } from '../../../kernel/call.ts';
import type { Who } from '../../../testing/fixtures.ts';
import { MovableClock } from '../../../testing/identity.ts';
import { createPlatformHarness, type PlatformHarness } from '../../../testing/platform.ts';
import { openRawClient, type RawClient } from '../../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../../testing/realtime-server.ts';

const minuteMs = 60_000;
let clock: MovableClock;
let server: RealtimeServer;
let platform: PlatformHarness;
let operator: PresentedCredential;
const clients: RawClient[] = [];
before(async () => {
  clock = new MovableClock();
  // Only the end that the socket itself knows may close it: authority is not read again within this test.
  server = await startRealtimeServer({
    clock,
    settings: { authorityMs: 600 * minuteMs, heartbeatMs: 300 * minuteMs },
  });
  platform = createPlatformHarness(server.harness);
  operator = await platform.signedIn();
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual([server.errors, server.harness.bugs, platform.bugs], [[], [], []]);
});

async function join(secret: string): Promise<RawClient> {
  const { host } = server.harness.acme;
  const client = openRawClient({
    ...{ port: server.port, host },
    headers: { origin: `http://${host}:${server.port}`, cookie: `__Host-wardroom=${secret}` },
  });
  clients.push(client);
  await client.hello();
  return client;
}
const follow = (who: Who) => join(server.harness.acme.principals[who].secret);
async function enter(minutes = 30) {
  const { acme } = server.harness;
  const { access, link } = await platform.succeed<OutputOf<Operations['breakGlass.open']>>(
    'breakGlass.open',
    { tenantId: encodeId('tenant', acme.tenant.id), reason: 'nobody can sign in any more', minutes },
    operator,
  );
  const input = { secret: link.split('#')[1] };
  const { sessionSecret = '' } = await server.harness.call(acme, { kind: 'none' }, 'sessions.redeem', input);
  return { access, socket: await join(sessionSecret) };
}
const within = (client: RawClient, ms: number) =>
  Promise.race([client.closed, new Promise((resolve) => setTimeout(resolve, ms, 'open').unref())]);
const heard = (client: RawClient) =>
  client.events.flatMap((event) =>
    event.type === 'break_glass.opened' || event.type === 'break_glass.closed'
      ? [[event.type, event.breakGlass.id, event.breakGlass.closedBy] as const]
      : [],
  );

test('an opening and a closing are told at once to whoever sees the console, and to nobody else; its sockets close', async () => {
  const [owner, auditor, member] = [await follow('owner'), await follow('auditor'), await follow('member')];
  const { access, socket } = await enter();
  await owner.event('break_glass.opened');
  const { breakGlass } = await server.harness.succeed<{ breakGlass: BreakGlassView }>(
    server.harness.acme,
    'owner',
    'breakGlass.end',
    { breakGlassId: access.id },
  );
  assert.equal(breakGlass.closedBy, 'workspace');
  assert.equal(await within(socket, 60_000), closeCodes.revoked.code);
  for (const client of [owner, auditor]) {
    await client.event('break_glass.closed');
    assert.deepEqual(heard(client), [
      ['break_glass.opened', access.id, null],
      ['break_glass.closed', access.id, 'workspace'],
    ]);
  }
  await member.event('principal.suspended');
  assert.deepEqual(heard(member), []);
});

test('at its end its sockets close although nothing has run, and those of others stay', async () => {
  const [owner, { socket }] = [await follow('owner'), await enter(5)];
  assert.equal(await within(socket, 1_500), 'open');
  clock.advance(5 * minuteMs);
  assert.equal(await within(socket, 60_000), closeCodes.revoked.code);
  assert.equal(await within(owner, 100), 'open');
});
