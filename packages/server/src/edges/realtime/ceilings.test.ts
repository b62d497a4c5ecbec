/** What a socket may be told, and for how long: the scopes of a key, the end of a session, the log it resumes in. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { closeCodes } from '@wardroom/contract';
import type { Who } from '../../testing/fixtures.ts';
import { openRawClient, type RawClient } from '../../testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../testing/realtime-server.ts';

let server: RealtimeServer;
const clients: RawClient[] = [];
before(async () => {
  server = await startRealtimeServer({ settings: { authorityMs: 100 } });
});
after(async () => {
  for (const client of clients) await client.close();
  await server.close();
  assert.deepEqual(server.errors, []);
});

async function join(who: Who, resume?: string): Promise<RawClient> {
  const { acme } = server.harness;
  const { secret } = acme.principals[who];
  const headers = { cookie: `__Host-wardroom=${secret}`, origin: `http://${acme.host}:${server.port}` };
  const client = openRawClient({ port: server.port, host: acme.host, headers: who === 'bot' ? {} : headers });
  clients.push(client);
  await client.hello({ ...(who === 'bot' ? { credential: secret } : {}), ...(resume ? { resume } : {}) });
  return client;
}

let said = 0;
const say = () => {
  said += 1;
  const input = {
    channelId: server.harness.acme.general.id,
    body: `said ${said}`,
    clientKey: `ceiling-${said}`,
  };
  return server.harness.succeed(server.harness.acme, 'member', 'messages.send', input);
};
const rename = (topic: string) =>
  server.harness.succeed(server.harness.acme, 'owner', 'channels.update', {
    channelId: server.harness.acme.general.id,
    topic,
  });
/** The close code, or what is still open after a minute: a failure should not wait for the end of the file. */
const closeOf = (client: RawClient): Promise<number | 'open'> =>
  Promise.race([
    client.closed,
    new Promise<'open'>((resolve) => setTimeout(() => resolve('open'), 60_000).unref()),
  ]);
const types = (client: RawClient) => client.events.map(({ type }) => type);
const cursorOf = async (client: RawClient) => (await client.until((frame) => frame.t === 'welcome')).cursor;

test('a key is told of nothing that its scopes do not name, live and on resume', async () => {
  const { acme, admin } = server.harness;
  const scope = (scopes: string[]) =>
    admin.query('update tenant.credentials set scopes = $2 where credential_id = $1', [
      acme.principals.bot.identity.id,
      scopes,
    ]);
  await scope(['channels:read']);
  const bot = await join('bot');
  const cursor = await cursorOf(bot);
  await say();
  await rename('heard');
  await bot.event('channel.updated');
  assert.deepEqual(types(bot), ['channel.updated']);
  const resumed = await join('bot', cursor);
  await resumed.event('channel.updated');
  assert.deepEqual(types(resumed), ['channel.updated']);
  await scope(['channels:read', 'messages:read']);
  const wider = await join('bot', cursor);
  await wider.event('channel.updated');
  assert.deepEqual(types(wider), ['message.sent', 'channel.updated'], 'with the scope both are told');
});

test('a key opens no socket from outside its networks, and its open one ends; so at the end of its grace', async () => {
  const { acme, admin } = server.harness;
  const { id } = acme.principals.bot.identity;
  const { secret } = acme.principals.bot;
  const refused = async () => {
    const { rows } = await admin.query(
      `select coalesce(sum(count), 0)::integer as n from tenant.audit_outbox
        where type = 'request.unauthenticated' and credential_id = $1`,
      [id],
    );
    return rows[0].n as number;
  };
  for (const [end, undo] of [
    [`allowed_cidrs = '{10.0.0.0/8}'`, `allowed_cidrs = '{}'`],
    [`grace_ends_at = now()`, `grace_ends_at = null`],
  ] as const) {
    const open = await join('bot');
    await open.until((frame) => frame.t === 'welcome');
    const before = await refused();
    await admin.query(`update tenant.credentials set ${end} where credential_id = $1`, [id]);
    const late = openRawClient({ port: server.port, host: acme.host });
    clients.push(late);
    late.hello({ credential: secret }).catch(() => {});
    assert.equal(await closeOf(late), closeCodes.unauthenticated.code, end);
    assert.equal(await closeOf(open), closeCodes.revoked.code, end);
    assert.equal(await refused(), before + 1, 'the refusal is on record');
    await admin.query(`update tenant.credentials set ${undo} where credential_id = $1`, [id]);
  }
});

test('a session that ends by its time takes its open socket with it', async () => {
  const { acme, admin } = server.harness;
  const member2 = await join('member2');
  await say();
  await member2.event('message.sent');
  await admin.query('update tenant.sessions set idle_expires_at = created_at where session_id = $1', [
    acme.principals.member2.identity.id,
  ]);
  assert.equal(await closeOf(member2), closeCodes.revoked.code);
});

test('a suspended tenant has no sockets, and opens none', async () => {
  const { acme, kernel, admin } = server.harness;
  const owner = await join('owner');
  await admin.query("update directory.tenants set status = 'suspended' where tenant_id = $1", [
    acme.tenant.id,
  ]);
  kernel.directory.purge(acme.tenant.id);
  await kernel.database.write(acme.tenant.id, acme.keys, async (tx) => {
    tx.append({ type: 'tenant.suspended', at: kernel.clock.now(), actorId: null });
  });
  assert.equal(await closeOf(owner), closeCodes.tenant_suspended.code);
  const late = openRawClient({ port: server.port, host: acme.host });
  clients.push(late);
  assert.equal(await closeOf(late), closeCodes.tenant_suspended.code);
  await admin.query("update directory.tenants set status = 'active' where tenant_id = $1", [acme.tenant.id]);
  kernel.directory.purge(acme.tenant.id);
});

test('a position in the log of a database that has been replaced resumes nothing', async () => {
  const cursor = await cursorOf(await join('owner'));
  await server.harness.admin.query('update ops.log_epoch set epoch = gen_random_uuid()');
  await server.stop();
  await server.restart();
  const back = await join('owner', cursor);
  const welcome = await back.until((frame) => frame.t === 'welcome');
  assert.equal(welcome.resumed, false);
  assert.equal((await back.until((frame) => frame.t === 'resync')).reason, 'epoch');
});
