import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { originRefusalRecorder } from '../../app/origin-refusals.ts';
import { systemClock } from '../../kernel/clock.ts';
import { execute } from '../../kernel/execute.ts';
import { InMemoryLimiter } from '../../kernel/limits/in-memory-limiter.ts';
import type { PrincipalFixture, TenantFixture } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { type Answered, type Asked, type Rehearsal, rehearse } from './rehearsal.ts';

/** The edge before the real pipeline, database and limits. */
let harness: Harness;
let edge: Rehearsal;
before(async () => {
  const rates = { global: 100_000, tenant: 10_000, principal: 60, address: 60, operation: 60 };
  harness = await createHarness({ limiter: new InMemoryLimiter({ clock: systemClock, rates }) });
  const { kernel } = harness;
  edge = await rehearse({
    executeTenant: (call) => execute(kernel, call),
    resolveHost: (host) => kernel.directory.resolveHost(host),
    recordOriginRefusal: originRefusalRecorder({ tenants: kernel, platform: null as never }),
  });
});
after(async () => {
  await edge.close();
  await harness.close();
});

const as = (
  tenant: TenantFixture,
  who: PrincipalFixture,
  path: string,
  input: unknown = {},
  rest: Partial<Asked> = {},
) =>
  edge.ask({
    path,
    host: `${tenant.tenant.slug}.localhost:${edge.port}`,
    body: JSON.stringify(input),
    ...rest,
    headers: { cookie: `__Host-wardroom=${who.secret}`, ...rest.headers },
  });
const canonical = ({ status, text, rawHeaders }: Answered) => ({
  status,
  text: text.replace(/req_[0-9a-z]{26}/g, 'req'),
  headers: rawHeaders.filter(
    (_, index) => !/^(date|wardroom-request-id|ratelimit)$/i.test(rawHeaders[index - (index % 2)] ?? ''),
  ),
});
const entries = async (tenant: TenantFixture, type: string) => {
  const { rows } = await harness.admin.query(
    'select resource_id, action from tenant.audit_outbox where tenant_id = $1 and type = $2',
    [tenant.tenant.id, type],
  );
  return rows as { resource_id: string | null; action: string }[];
};

test('a session of one tenant is worth as little at another host as a made-up one, and the platform hears of it', async () => {
  const { acme, globex } = harness;
  assert.equal((await as(acme, acme.principals.member, '/v1/sessions.show')).status, 200);
  const foreign = await as(globex, acme.principals.member, '/v1/sessions.show');
  const madeUp = await as(globex, { ...acme.principals.member, secret: 'x'.repeat(43) }, '/v1/sessions.show');
  assert.equal(foreign.code, 'unauthenticated');
  assert.deepEqual(canonical(foreign), canonical(madeUp));
  assert.deepEqual(harness.mismatches.at(-1)?.credentialTenant, acme.tenant.id);
});

test('a hidden channel, a channel of another tenant and no channel at all are one answer, byte for byte', async () => {
  const { acme, globex } = harness;
  const ask = (channelId: string) => as(acme, acme.principals.member2, '/v1/channels.get', { channelId });
  const answers = [
    await ask(acme.secret.id),
    await ask(globex.general.id),
    await ask(randomId(harness, 'channel')),
  ];
  const [first] = answers.map(canonical);
  assert.equal(first?.status, 404);
  for (const answer of answers) assert.deepEqual(canonical(answer), first);
  assert.equal((await ask(acme.general.id)).status, 200);
});

test('a refused origin is in the log of the tenant before its answer leaves', async () => {
  const { acme, globex } = harness;
  const earlier = (await entries(acme, 'request.origin_refused')).length;
  const answer = await as(
    acme,
    acme.principals.member,
    '/v1/messages.send',
    {},
    { origin: `http://globex.localhost:${edge.port}` },
  );
  assert.equal(answer.code, 'origin_refused');
  const found = await entries(acme, 'request.origin_refused');
  assert.deepEqual([found.length - earlier, found.at(-1)?.action], [1, 'messages.send']);
  assert.equal((await entries(globex, 'request.origin_refused')).length, 0);
});

test('a flood by one person is refused with the wait; a neighbour and another tenant are served', async () => {
  const { acme, globex } = harness;
  const answers = await Promise.all(
    Array.from({ length: 120 }, () => as(acme, acme.principals.viewer, '/v1/sessions.show')),
  );
  const refused = answers.filter(({ status }) => status === 429);
  assert.ok(refused.length >= 20 && refused.length <= 60, `${refused.length} refused`);
  for (const { headers, code } of refused) {
    assert.equal(code, 'rate_limited');
    assert.ok(Number(headers['retry-after']) >= 1);
    assert.match(String(headers['ratelimit']), /^"caller";r=0;t=\d+$/);
  }
  assert.equal((await as(acme, acme.principals.member2, '/v1/sessions.show')).status, 200);
  assert.equal((await as(globex, globex.principals.viewer, '/v1/sessions.show')).status, 200);
});

test('a key works without an origin, and not beside a cookie', async () => {
  const { acme } = harness;
  const { secret } = acme.principals.bot;
  const host = `acme.localhost:${edge.port}`;
  const withKey = (headers: Record<string, string>) =>
    edge.ask({
      path: '/v1/sessions.show',
      host,
      origin: null,
      headers: { authorization: `Bearer ${secret}`, ...headers },
    });
  assert.equal((await withKey({})).status, 200);
  assert.equal(
    (await withKey({ cookie: `__Host-wardroom=${acme.principals.member.secret}` })).code,
    'origin_refused',
  );
});

test('the pipeline hid no bug from its callers', () => {
  assert.deepEqual(harness.bugs, []);
});
