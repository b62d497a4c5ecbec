/** Isolation of the realtime edge: calls, positions and credentials over real sockets. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AnyOperation, operations } from '@wardroom/contract';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { furnish } from './arrange.ts';
import { callers } from './nodes.ts';
import { probeDeployment, type Side, unknownLike, withoutRequestIds } from './probe/index.ts';

/** Signing in hands out a cookie, which a socket cannot carry. */
const overSockets: readonly AnyOperation[] = Object.values(operations).filter(
  ({ realm, permission }) => realm === 'tenant' && typeof permission === 'string',
);
const newSecret = 'x'.repeat(43);
let server: RealtimeServer;
const open: RawClient[] = [];
before(async () => {
  const settings = { framesPerSecond: 100_000, frameBurst: 100_000 };
  server = await startRealtimeServer({ settings });
  await furnish(server.harness, server.harness.acme);
  await furnish(server.harness, server.harness.globex);
});
after(async () => {
  for (const client of open) await client.close();
  await server.close();
});

/** A socket of a page of this tenant, with this cookie if any. */
function socketOf({ host }: TenantFixture, session?: string): RawClient {
  const headers = {
    ...(session === undefined ? {} : { cookie: `__Host-wardroom=${session}` }),
    origin: `http://${host}:${server.port}`,
  };
  const client = openRawClient({ port: server.port, host, headers });
  open.push(client);
  return client;
}

async function connect(tenant: TenantFixture, who: Who, fields: object = {}): Promise<RawClient> {
  const { identity, secret } = tenant.principals[who];
  const isKey = identity.kind === 'key';
  const client = socketOf(tenant, isKey ? undefined : secret);
  await client.hello(isKey ? { ...fields, credential: secret } : { ...fields });
  return client;
}

async function socketSide(tenant: TenantFixture): Promise<Side & { count(): number }> {
  const clients = new Map<string, RawClient>();
  for (const who of callers) clients.set(who, await connect(tenant, who));
  let count = 0;
  return {
    callers,
    count: () => count,
    async send(caller, operation, input) {
      const client = clients.get(caller);
      if (!client) throw new Error(`no socket of ${caller}`);
      const { id: _id, ...reply } = await client.call(operation.name, input);
      count += 1;
      return {
        ok: reply.ok,
        code: reply.ok ? undefined : reply.error.code,
        output: reply.ok ? reply.output : undefined,
        trace: withoutRequestIds(JSON.stringify(reply)),
      };
    },
  };
}

test('a call over a socket with an identifier of the other tenant is answered like one with a random identifier', async () => {
  const { acme, globex } = server.harness;
  const own = await socketSide(acme);
  const { findings, compared } = await probeDeployment(own, await socketSide(globex), overSockets);
  assert.deepEqual(findings, []);
  assert.ok(compared.size >= 31, `only ${compared.size} operations were attacked`);
  assert.deepEqual(server.errors, []);
});

test('nothing that a tenant does reaches a socket of the other', async () => {
  const { acme, globex } = server.harness;
  const watcher = await connect(acme, 'owner');
  const other = await connect(globex, 'owner');
  const input = (tenant: TenantFixture, clientKey: string) => ({
    ...{ channelId: tenant.general.id, body: `words of ${tenant.tenant.slug}`, clientKey },
  });
  await server.harness.succeed(globex, 'owner', 'messages.send', input(globex, 'theirs-1'));
  await other.event('message.sent');
  await server.harness.succeed(acme, 'owner', 'messages.send', input(acme, 'ours-0001'));
  await watcher.event('message.sent');
  const seen = JSON.stringify(watcher.frames);
  assert.ok(seen.includes('words of acme'));
  assert.ok(!seen.includes('words of globex') && !seen.includes(globex.general.id));
});

/** Every frame up to the first that is neither welcome nor resync, with what is random made equal. */
async function openingWith(fields: object): Promise<string> {
  const client = await connect(server.harness.acme, 'owner', fields);
  await client.call('tenants.show', {});
  const frames = client.frames.filter(({ t }) => t === 'welcome' || t === 'resync' || t === 'event');
  return JSON.stringify(
    frames.map((frame) => ({
      ...frame,
      ...('cursor' in frame ? { cursor: '*' } : {}),
      ...('connection' in frame ? { connection: '*' } : {}),
    })),
  );
}

test('a position of the other tenant resumes nothing, like a position that nobody made', async () => {
  const theirs = await connect(server.harness.globex, 'owner');
  const [foreign] = theirs.frames.flatMap((frame) => ('cursor' in frame ? [frame.cursor] : []));
  assert.ok(foreign);
  const refused = await openingWith({ resume: foreign });
  assert.equal(refused, await openingWith({ resume: unknownLike('cursor', foreign) }));
  assert.match(refused, /"resumed":false.*"reason":"cursor"/);
});

test('a session or key of the other tenant closes the socket like one that nobody has', async () => {
  const { acme, globex } = server.harness;
  const known = server.harness.mismatches.length;
  const closeOf = async (client: RawClient, fields: Record<string, unknown>) => {
    client.hello(fields).catch(() => {});
    return { code: await client.closed, frames: client.frames };
  };
  const bySession = (secret: string) => closeOf(socketOf(acme, secret), {});
  const byKey = (credential: string) => closeOf(socketOf(acme), { credential });
  const garbage = await bySession(newSecret);
  assert.deepEqual(garbage, { code: 4401, frames: [] });
  assert.deepEqual(await bySession(globex.principals.owner.secret), garbage);
  const key = globex.principals.bot.secret;
  assert.deepEqual(await byKey(key), await byKey(`${key.slice(0, -6)}AAAAAA`));
  const found = server.harness.mismatches.slice(known).map(({ credentialTenant }) => credentialTenant);
  assert.deepEqual(found, [globex.tenant.id, globex.tenant.id]);
});
