import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { DomainView } from '@wardroom/contract';
import { type EgressRehearsal, rehearseEgress } from '../../testing/egress/rehearsal.ts';
import type { TenantFixture, Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness } from '../../testing/harness.ts';

let world: EgressRehearsal;
let harness: Harness;
let acme: TenantFixture;
let globex: TenantFixture;
before(async () => {
  world = await rehearseEgress();
  harness = await createHarness({ egress: world.guard() });
  ({ acme, globex } = harness);
});
beforeEach(async () => {
  await harness.admin.query('delete from directory.domains');
  await harness.admin.query('delete from tenant.domains');
  for (const tenant of [acme, globex]) harness.kernel.directory.purge(tenant.tenant.id);
  world.names.set('_wardroom-challenge.chat.acme.com', {});
  world.names.take();
});
after(async () => {
  await harness.close();
  await world.close();
});

const add = async (tenant: TenantFixture, name: string): Promise<DomainView> =>
  (await harness.succeed<{ domain: DomainView }>(tenant, 'owner', 'domains.add', { name })).domain;
const prove = (...domains: readonly DomainView[]) =>
  world.names.set(domains[0]?.recordName ?? '', { txt: domains.map(({ recordValue }) => recordValue) });
const codeOf = async (
  tenant: TenantFixture,
  who: Who,
  name: 'domains.add' | 'domains.verify' | 'domains.remove' | 'domains.list',
  input: unknown,
): Promise<string> => {
  const { answer } = await harness.call(tenant, who, name, input);
  return answer.ok ? 'ok' : answer.error.code;
};
const verify = (tenant: TenantFixture, { id }: DomainView, who: Who = 'owner') =>
  codeOf(tenant, who, 'domains.verify', { domainId: id });
const tenantAt = async (host: string) => (await harness.kernel.directory.resolveHost(host))?.slug ?? null;

test('a claimed name leads nowhere; its proof in DNS leads it here; given up, it leads nowhere at once', async () => {
  const domain = await add(acme, 'chat.acme.com');
  assert.equal(domain.status, 'waiting');
  assert.equal(domain.recordName, '_wardroom-challenge.chat.acme.com');
  assert.match(domain.recordValue, /^wardroom-domain=[A-Za-z0-9_-]{32}$/);
  assert.equal(await tenantAt('chat.acme.com'), null);
  prove(domain);
  assert.equal(await verify(acme, domain), 'ok');
  assert.equal(await tenantAt('chat.acme.com'), 'acme');
  assert.equal(await tenantAt('chat.acme.com:8420'), 'acme');
  const { domains } = await harness.succeed<{ domains: DomainView[] }>(acme, 'owner', 'domains.list', {});
  assert.deepEqual(
    domains.map(({ name, status, recordValue }) => ({ name, status, recordValue })),
    [{ name: 'chat.acme.com', status: 'verified', recordValue: domain.recordValue }],
  );
  assert.notEqual(domains[0]?.verifiedAt, null);
  assert.equal(await codeOf(acme, 'owner', 'domains.remove', { domainId: domain.id }), 'ok');
  assert.equal(await tenantAt('chat.acme.com'), null);
  assert.equal(await codeOf(acme, 'owner', 'domains.remove', { domainId: domain.id }), 'not_found');
});

test('what is in DNS decides: nothing, something else, a part, more than asked for, a silent name server', async () => {
  const domain = await add(acme, 'chat.acme.com');
  assert.equal(await verify(acme, domain), 'domain_record_missing');
  for (const txt of [
    ['v=spf1 -all'],
    [domain.recordValue.slice(0, -1)],
    [`${domain.recordValue} `],
    [domain.recordValue.toUpperCase()],
    [domain.recordValue.replace('wardroom-domain=', '')],
  ]) {
    world.names.set(domain.recordName, { txt });
    assert.equal(await verify(acme, domain), 'domain_record_differs', txt[0]);
  }
  world.names.set('chat.acme.com', { txt: [domain.recordValue] });
  world.names.set(domain.recordName, { txt: [] });
  assert.equal(
    await verify(acme, domain),
    'domain_record_missing',
    'the record of the name itself is no proof',
  );
  world.names.set(domain.recordName, { txt: { rcode: 2 } });
  assert.equal(await verify(acme, domain), 'domain_record_missing');
  assert.equal(await tenantAt('chat.acme.com'), null);
  world.names.set(domain.recordName, { txt: ['v=spf1 -all', domain.recordValue] });
  assert.equal(await verify(acme, domain), 'ok');
  world.names.take();
  assert.equal(await verify(acme, domain), 'ok', 'again changes nothing');
  assert.deepEqual(world.names.take(), [], 'and asks nobody');
});

test('two may claim one name; the proof decides; while it leads to one, the other’s counts for nothing and learns nothing', async () => {
  const [ours, theirs] = [await add(acme, 'chat.acme.com'), await add(globex, 'chat.acme.com')];
  assert.notEqual(ours.recordValue, theirs.recordValue);
  prove(ours);
  assert.equal(await verify(globex, theirs), 'domain_record_differs', 'another’s proof is none');
  prove(ours, theirs);
  assert.equal(await verify(acme, ours), 'ok');
  const { answer } = await harness.call(globex, 'owner', 'domains.verify', { domainId: theirs.id });
  assert.ok(!answer.ok && answer.error.code === 'domain_taken');
  assert.doesNotMatch(JSON.stringify([answer.error.message, answer.error.options]), /acme/i);
  assert.equal(await tenantAt('chat.acme.com'), 'acme');
  assert.equal(await codeOf(acme, 'owner', 'domains.remove', { domainId: ours.id }), 'ok');
  assert.equal(await verify(globex, theirs), 'ok');
  assert.equal(await tenantAt('chat.acme.com'), 'globex');
});

test('of two proofs at the same moment one wins', async () => {
  const [ours, theirs] = [await add(acme, 'chat.acme.com'), await add(globex, 'chat.acme.com')];
  prove(ours, theirs);
  const answers = await Promise.all([verify(acme, ours), verify(globex, theirs)]);
  assert.deepEqual(answers.toSorted(), ['domain_taken', 'ok']);
  assert.equal(await tenantAt('chat.acme.com'), answers[0] === 'ok' ? 'acme' : 'globex');
});

test('whoever may not manage domains has nobody asked, and learns nothing of a claim', async () => {
  const domain = await add(acme, 'chat.acme.com');
  prove(domain);
  for (const who of ['member', 'guest', 'viewer', 'bot'] as const) {
    assert.match(await verify(acme, domain, who), /^(forbidden|insufficient_scope)$/, who);
    assert.match(await codeOf(acme, who, 'domains.list', {}), /^(forbidden|insufficient_scope)$/, who);
  }
  assert.equal(await verify(globex, domain), 'not_found');
  assert.equal(await codeOf(globex, 'owner', 'domains.remove', { domainId: domain.id }), 'not_found');
  assert.deepEqual(world.names.take(), []);
  assert.equal(await verify(acme, domain, 'admin'), 'ok');
});

test('one name once, ten in all, and none that is the deployment’s or reserved', async () => {
  await add(acme, 'chat.acme.com');
  assert.equal(await codeOf(acme, 'owner', 'domains.add', { name: 'chat.acme.com' }), 'already_exists');
  for (const name of ['globex.localhost', 'x.y.localhost', 'printer.local'])
    assert.equal(await codeOf(acme, 'owner', 'domains.add', { name }), 'invalid_input', name);
  for (let number = 2; number <= 10; number++) await add(acme, `chat${number}.acme.com`);
  assert.equal(await codeOf(acme, 'owner', 'domains.add', { name: 'chat11.acme.com' }), 'limit_reached');
  assert.equal(await codeOf(globex, 'owner', 'domains.add', { name: 'chat11.acme.com' }), 'ok');
});

test('each change is on record, and a refused proof is not one', async () => {
  await harness.admin.query("delete from tenant.audit_outbox where type like 'domain.%'");
  const domain = await add(acme, 'chat.acme.com');
  await verify(acme, domain);
  prove(domain);
  await verify(acme, domain);
  await verify(acme, domain);
  await codeOf(acme, 'owner', 'domains.remove', { domainId: domain.id });
  const { rows } = await harness.admin.query<{ type: string }>(
    "select type from tenant.audit_outbox where type like 'domain.%' and outcome = 'success' order by entry_id",
  );
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['domain.added', 'domain.verified', 'domain.removed'],
  );
  assert.deepEqual(harness.bugs, []);
});
