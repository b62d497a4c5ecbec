/**
 * A custom domain is one more host of its tenant and of nobody else: over real HTTP and real sockets, with the proof in a
 * real name server.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { DomainView } from '@wardroom/contract';
import { originRefusalRecorder } from '../../src/app/origin-refusals.ts';
import { type Answered, type Asked, type Rehearsal, rehearse } from '../../src/edges/http/rehearsal.ts';
import { execute } from '../../src/kernel/execute.ts';
import { type EgressRehearsal, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import { openRawClient } from '../../src/testing/realtime-client.ts';
import { type RealtimeServer, startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { nodesOver } from './nodes.ts';

const time = { ahead: 0 };
let world: EgressRehearsal;
let sockets: RealtimeServer;
let harness: Harness;
let http: Rehearsal;
let secure: Rehearsal;
let acme: TenantFixture;
let globex: TenantFixture;

before(async () => {
  world = await rehearseEgress();
  sockets = await startRealtimeServer({ egress: world.guard() });
  ({ harness } = sockets);
  ({ acme, globex } = harness);
  const { kernel } = harness;
  const edge = {
    executeTenant: (call: Parameters<typeof execute>[1]) => execute(kernel, call),
    resolveHost: (host: string) => kernel.directory.resolveHost(host),
    recordOriginRefusal: originRefusalRecorder({ tenants: kernel, platform: null as never }),
  };
  http = await rehearse(edge);
  const config = {
    ...{ baseDomain: 'localhost', publicScheme: 'https' as const, publicPort: undefined },
    ...{ trustedProxies: [], maxConnections: 1000, maxConnectionsPerAddress: 20 },
  };
  secure = await rehearse({ ...edge, config });
  await lead(acme, 'chat.acme.com');
  await lead(globex, 'chat.globex.com');
});
after(async () => {
  await Promise.all([http.close(), secure.close()]);
  await sockets.close();
  await world.close();
  assert.deepEqual(harness.bugs, []);
});

/** Claims, proves, verifies. */
async function lead(tenant: TenantFixture, name: string): Promise<DomainView> {
  const added = await harness.succeed<{ domain: DomainView }>(tenant, 'owner', 'domains.add', { name });
  const { id, recordName, recordValue } = added.domain;
  world.names.set(recordName, { txt: [recordValue] });
  await harness.succeed(tenant, 'owner', 'domains.verify', { domainId: id });
  return added.domain;
}

const cookieOf = (tenant: TenantFixture) => `__Host-wardroom=${tenant.principals.member.secret}`;
const at = (host: string) => (host.includes(':') ? host : `${host}:${http.port}`);
const ask = (host: string, headers: Record<string, string>, rest: Partial<Asked> = {}) =>
  http.ask({ path: '/v1/tenants.show', host: at(host), body: '{}', headers, ...rest });
/** What can differ between two answers; the day and the request cannot be alike. */
const canonical = ({ status, text, rawHeaders }: Answered) => ({
  status,
  text: text.replace(/req_[0-9a-z]{26}/g, 'req'),
  headers: rawHeaders.filter(
    (_, index) => !/^(date|wardroom-request-id)$/i.test(rawHeaders[index - (index % 2)] ?? ''),
  ),
});

test('a verified custom domain is its tenant’s host, a session works there, and its own origin is the only one', async () => {
  const cookie = cookieOf(acme);
  const shown = await ask('chat.acme.com', { cookie });
  assert.equal(shown.status, 200, shown.text);
  assert.equal(JSON.parse(shown.text).tenant.slug, 'acme');
  for (const origin of [
    `http://acme.localhost:${http.port}`,
    `http://chat.globex.com:${http.port}`,
    `http://acme.com:${http.port}`,
    `https://chat.acme.com:${http.port}`,
    'http://chat.acme.com',
    'null',
  ])
    assert.equal((await ask('chat.acme.com', { cookie }, { origin })).code, 'origin_refused', origin);
  assert.equal((await ask('chat.acme.com', { cookie }, { origin: null })).code, 'origin_refused');
});

test('a page at a custom domain cannot act at its tenant’s slug, at another tenant', async () => {
  const origin = `http://${at('chat.acme.com')}`;
  for (const [host, tenant] of [
    ['acme.localhost', acme],
    ['globex.localhost', globex],
    ['chat.globex.com', globex],
  ] as const)
    assert.equal((await ask(host, { cookie: cookieOf(tenant) }, { origin })).code, 'origin_refused', host);
});

test('host and credential must agree there as everywhere; a foreign one is worth as much as a made-up one', async () => {
  const made = `__Host-wardroom=${'A'.repeat(43)}`;
  const foreign = await ask('chat.acme.com', { cookie: cookieOf(globex) });
  assert.equal(foreign.status, 401);
  assert.deepEqual(canonical(foreign), canonical(await ask('chat.acme.com', { cookie: made })));
  const { secret } = globex.principals.bot;
  assert.equal((await ask('chat.acme.com', { authorization: `Bearer ${secret}` })).status, 401);
  assert.ok(harness.mismatches.some(({ host }) => host === at('chat.acme.com')));
});

test('a token of a tenant works at every host of it and at no other; its issuer and audience stay the slug’s origin', async () => {
  const { accessToken } = await harness.succeed<{ accessToken: string }>(acme, 'member', 'tokens.issue', {
    scopes: ['workspace:read'],
  });
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
  assert.equal(claims.iss, 'http://acme.localhost');
  const authorization = `Bearer ${accessToken}`;
  for (const [host, status] of [
    ['acme.localhost', 200],
    ['chat.acme.com', 200],
    ['globex.localhost', 401],
    ['chat.globex.com', 401],
  ] as const)
    assert.equal((await ask(host, { authorization }, { origin: null })).status, status, host);
});

test('a claimed name without proof, an unknown name and an unknown slug are one answer, byte for byte', async () => {
  await harness.succeed(globex, 'owner', 'domains.add', { name: 'chat.initech.com' });
  const cookie = cookieOf(acme);
  const unknown = canonical(await ask('nobody.localhost', { cookie }));
  assert.equal(unknown.status, 404);
  for (const host of ['chat.initech.com', 'chat.nobody.com', 'chat.acme.com.evil.net', 'acme.com'])
    assert.deepEqual(canonical(await ask(host, { cookie })), unknown, host);
});

test('a host that is spelled otherwise, named twice or with another port is no host', async () => {
  const cookie = cookieOf(acme);
  for (const host of [
    `chat.acme.com.:${http.port}`,
    `chat.acme.com:${http.port}.`,
    'chat.acme.com:80',
    `chat.acme.com@globex.localhost:${http.port}`,
    `globex.localhost@chat.acme.com:${http.port}`,
    `chat.acme.com/:${http.port}`,
    `chat.acme.com,globex.localhost:${http.port}`,
  ]) {
    const answer = await ask(host, { cookie });
    assert.ok([400, 404].includes(answer.status), `${host} ${answer.status}`);
  }
  const both = [`Host: chat.acme.com:${http.port}`, `Host: acme.localhost:${http.port}`].join('\r\n');
  const { text } = await http.raw(`GET /v1/tenants.show HTTP/1.1\r\n${both}\r\nCookie: ${cookie}\r\n\r\n`);
  assert.match(text, /^HTTP\/1\.1 40[04] /);
});

test('signing in there sets a cookie that is bound to that host', async () => {
  const password = 'quilt-marble-7-otter-lantern';
  await harness.succeed(acme, 'owner', 'principals.create', { handle: 'ada', displayName: 'Ada', password });
  const answer = await http.ask({
    path: '/v1/sessions.create',
    host: at('chat.acme.com'),
    body: JSON.stringify({ name: 'ada', password }),
  });
  assert.equal(answer.status, 200, answer.text);
  const cookie = String(answer.headers['set-cookie']);
  assert.match(cookie, /^__Host-wardroom=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Strict/);
  assert.doesNotMatch(cookie, /domain=/i);
});

test('the headers of every answer are those of the slug, but that nothing is said for what is below somebody’s domain', async () => {
  const headersOf = async (host: string) => {
    const answer = await secure.ask({
      path: '/v1/tenants.show',
      ...{ host, origin: `https://${host}`, body: '{}', headers: { cookie: cookieOf(acme) } },
    });
    assert.equal(answer.status, host.startsWith('nobody') ? 404 : 200, answer.text);
    const { date: _date, 'wardroom-request-id': _id, ratelimit: _limit, ...rest } = answer.headers;
    return rest;
  };
  const [slug, custom] = [await headersOf('acme.localhost'), await headersOf('chat.acme.com')];
  const hsts = 'strict-transport-security';
  assert.equal(slug[hsts], 'max-age=63072000; includeSubDomains');
  assert.equal(custom[hsts], 'max-age=63072000');
  assert.deepEqual({ ...custom, [hsts]: '' }, { ...slug, [hsts]: '' });
  assert.equal((await headersOf('nobody.example.com'))[hsts], 'max-age=63072000');
});

test('a socket opens at a custom domain for its own origin and its own people', async () => {
  const open = (host: string, tenant: TenantFixture, origin = `http://${host}:${sockets.port}`) =>
    openRawClient({ port: sockets.port, host, headers: { cookie: cookieOf(tenant), origin } });
  const own = open('chat.acme.com', acme);
  assert.equal((await own.hello()).t, 'welcome');
  await harness.succeed(acme, 'owner', 'messages.send', {
    ...{ channelId: acme.general.id, body: 'hello', clientKey: 'custom-domain' },
  });
  await own.event('message.sent');
  await own.close();
  for (const [host, tenant, origin] of [
    ['chat.acme.com', acme, `http://acme.localhost:${sockets.port}`],
    ['chat.acme.com', acme, `http://chat.globex.com:${sockets.port}`],
    ['acme.localhost', acme, `http://chat.acme.com:${sockets.port}`],
    ['globex.localhost', globex, `http://chat.acme.com:${sockets.port}`],
  ] as const)
    assert.equal(await open(host, tenant, origin).closed, 403, `${host} from ${origin}`);
  assert.equal(await open('chat.nobody.com', acme).closed, 404);
  const foreign = open('chat.acme.com', globex);
  assert.ok((await foreign.closed) >= 4000, 'closed without a welcome');
  assert.ok(!foreign.frames.some(({ t }) => t === 'welcome'));
});

test('what one node gives up, it answers no more at once; another one within five seconds', async () => {
  const domain = await lead(acme, 'soon-gone.acme.com');
  const clock = { now: () => Date.now() + time.ahead };
  const other = nodesOver(harness, { directoryClock: clock })();
  const tenantAt = async (node: typeof other) =>
    (await node.directory.resolveHost(`soon-gone.acme.com:${http.port}`))?.slug ?? null;
  assert.deepEqual([await tenantAt(harness.kernel), await tenantAt(other)], ['acme', 'acme']);
  await harness.succeed(acme, 'owner', 'domains.remove', { domainId: domain.id });
  assert.equal(await tenantAt(harness.kernel), null);
  assert.equal((await ask('soon-gone.acme.com', { cookie: cookieOf(acme) })).code, 'unknown_host');
  time.ahead = 5_000;
  assert.equal(await tenantAt(other), null);
});

test('what a tenant names outside may be no custom domain of this deployment', async () => {
  const isOwnHost = async (host: string) => (await harness.kernel.directory.resolveHost(host)) !== null;
  const guard = world.guard({}, { isOwnHost });
  for (const [host, reason] of [
    ['chat.acme.com', 'host_own'],
    ['chat.globex.com', 'host_own'],
    ['chat.initech.com', 'resolve_failed'],
  ] as const) {
    world.names.set(host, { a: host.includes('initech') ? { rcode: 2 } : ['127.0.0.1'], aaaa: [] });
    assert.equal(await world.attempt(guard, `https://${host}/jwks`), reason, host);
  }
});

test('the database holds neither the name nor the proof, and the two look-ups of one name are unrelated', async () => {
  const { rows } = await harness.admin.query<{ claimed: Buffer; led: Buffer; sealed: Buffer }>(
    `select c.name_lookup as claimed, d.name_lookup as led, c.sealed from tenant.domains c
       join directory.domains d using (tenant_id, domain_id) where c.tenant_id = $1`,
    [acme.tenant.id],
  );
  assert.equal(rows.length, 1);
  for (const { claimed, led, sealed } of rows) {
    assert.notDeepEqual(claimed, led);
    for (const bytes of [claimed, led])
      assert.notDeepEqual(bytes, createHash('sha256').update('chat.acme.com').digest());
    assert.equal(sealed.includes('chat.acme.com') || sealed.includes('wardroom-domain'), false);
  }
});
