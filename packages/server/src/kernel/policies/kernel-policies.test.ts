import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import type { AttributeDecision, CompiledPolicies } from '@wardroom/policy/attributes';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { activate, enforce } from '../../testing/policies.ts';
import { workspace } from '../authorise.ts';
import { requireAuthority } from '../authority/authority.ts';
import { Breaker, type Decided, deviceClass, openRequest, policyGate, timeIn } from './index.ts';

let h: Harness;
let at = Date.now();
before(async () => {
  h = await createHarness({ clock: { now: () => at } });
});
after(() => h.close());
afterEach(async () => {
  at += 60_000;
  await h.kernel.decisions.settled();
});

const broken: AttributeDecision = {
  ...{ allowed: false, reason: 'error', determining: [] },
  errors: [{ policyId: null, message: 'the engine is gone' }],
};

test('an engine that fails twenty times in ten seconds is not asked for thirty: denied, told once, and asked again', async () => {
  await enforce(h, h.acme, 'forbid(principal == Wardroom::Principal::"prn_nobody", action, resource);');
  let asked = 0;
  let tripped = 0;
  const compiled = {
    mentions: () => true,
    decide() {
      asked += 1;
      return broken;
    },
  } as Pick<CompiledPolicies, 'mentions' | 'decide'> as CompiledPolicies;
  const breaker = new Breaker({ now: () => at });
  const { principals, tenant } = h.acme;
  const read: typeof h.kernel.database.read = (id, work) =>
    h.kernel.policyShelf.within(id, () => h.kernel.database.read(id, work));
  await read(tenant.id, async (tx) => {
    const caller = { identity: principals.owner.identity, address: '127.0.0.1' };
    const authority = await requireAuthority(tx, caller, at);
    const policies = h.kernel.policyShelf.at(tenant.id, authority.policiesVersion);
    assert.ok(policies.active);
    Object.assign(policies.active, { compiled });
    const onTripped = () => {
      tripped += 1;
    };
    const circumstances = { address: '127.0.0.1', device: 'test', at, operation: 'roles.list' };
    const parts = { shelf: h.kernel.policyShelf, breaker, onTripped };
    const gate = await policyGate(tx, parts, authority, circumstances);
    for (let count = 0; count < 30; count += 1)
      assert.equal(gate.ask('roles.read', workspace).allowed, false);
    assert.deepEqual([asked, tripped], [20, 1]);
    assert.equal(breaker.openUntil(tenant.id), at + 30_000);
    assert.equal(breaker.openUntil(h.globex.tenant.id), null);
    at += 30_000;
    gate.ask('roles.read', workspace);
    assert.deepEqual([asked, breaker.openUntil(tenant.id)], [21, null]);
  });
  await activate(h, h.acme, null).catch(() => {});
});

test('failures that are far apart open nothing', () => {
  const breaker = new Breaker({ now: () => at });
  for (let count = 0; count < 100; count += 1) {
    assert.equal(breaker.failed(h.acme.tenant.id), false);
    at += 1_000;
  }
});

const denial = (principalId: Uuid, request: () => object): Decided => ({
  principalId,
  ...{ operation: 'roles.list', permission: 'roles.read', resourceKind: 'Tenant', resourceId: null },
  ...{ allowed: false, byPolicy: false, version: null, evaluated: null },
  request: () => ({ principal: {}, context: {}, resource: null, determining: [], ...request() }) as never,
});

test('what does not fit is counted, and the rest is written', async () => {
  const { principals, tenant } = h.acme;
  const dropped = h.kernel.decisions.dropped(tenant.id);
  const one = denial(principals.member.uuid, () => ({}));
  for (let count = 0; count < 2_005; count += 1) h.kernel.decisions.note(tenant.id, [one]);
  await h.kernel.decisions.settled();
  assert.equal(h.kernel.decisions.dropped(tenant.id) - dropped, 5);
});

test('time is that of the zone, to the minute, across a change of clocks', () => {
  const springs = Date.UTC(2026, 2, 29, 0, 59);
  assert.deepEqual(timeIn('Europe/Berlin', springs), { hour: 1, minute: 59, weekday: 7, date: '2026-03-29' });
  assert.equal(timeIn('Europe/Berlin', springs + 60_000).hour, 3);
  assert.equal(timeIn('Pacific/Auckland', Date.UTC(2026, 11, 31, 12)).date, '2027-01-01');
  assert.throws(() => timeIn('Europe/Atlantis', springs));
});

test('a device is what it calls itself, and unknown otherwise', () => {
  const classes = {
    'Mozilla/5.0 (X11; Linux x86_64)': 'desktop',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)': 'mobile',
    'wardroom-cli/1.0': 'cli',
    'curl/8': 'server',
    '': 'unknown',
  };
  for (const [agent, wanted] of Object.entries(classes)) assert.equal(deviceClass(agent), wanted, agent);
});

test('the log keeps what was asked sealed to its place, also when keys have changed since', async () => {
  const { tenant, principals } = h.globex;
  const scope = { kind: 'tenant', tenantId: tenant.id } as const;
  const newest = async () => {
    await h.kernel.decisions.settled();
    const { rows } = await h.admin.query(
      'select * from tenant.decisions where tenant_id = $1 order by decision_id desc limit 1',
      [tenant.id],
    );
    return rows[0];
  };
  await h.call(h.globex, 'viewer', 'tenants.update', { name: 'no' });
  const before = await newest();
  assert.equal(before.allowed, false);
  for (const word of ['127.0.0.1', 'viewer'])
    assert.ok(!before.sealed.toString('latin1').includes(word), `${word} is readable`);
  const young = await h.parts.keyring.open(scope);
  await young.ensureEpochs('policies', [before.sealed]);
  const { principal, context } = openRequest(young, before.decision_id, before.sealed);
  assert.deepEqual([context.address, principal.roles], ['127.0.0.1', ['viewer']]);
  // Keys of a domain roll over by themselves after thirty days.
  for (let round = 0; round < 3; round += 1) {
    at += 31 * 86_400_000;
    h.parts.keyring.purge(scope);
    const keys = await h.parts.keyring.open(scope);
    keys.encrypt('policies', { table: 'decisions', column: 'sealed', row: tenant.id }, 'in use');
  }
  h.kernel.decisions.note(tenant.id, [denial(principals.viewer.uuid, () => ({ principal, context }))]);
  const after = await newest();
  assert.notEqual(after.sealed.readUInt32BE(2), before.sealed.readUInt32BE(2));
  const keys = await h.parts.keyring.open(scope);
  await keys.ensureEpochs('policies', [before.sealed, after.sealed]);
  for (const row of [before, after])
    assert.deepEqual(openRequest(keys, row.decision_id, row.sealed).principal.roles, ['viewer']);
  assert.throws(() => openRequest(keys, after.decision_id, before.sealed));
});
