import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operations, OutputOf } from '@wardroom/contract';
import { sealSet } from '../../kernel/policies/index.ts';
import { type BreakGlassRig, createBreakGlassRig } from '../../testing/break-glass-rig.ts';
import { activate, enforce, savePolicies, setOf } from '../../testing/policies.ts';

let rig: BreakGlassRig;
before(async () => {
  rig = await createBreakGlassRig();
});
after(() => rig.close());

/** Lets the owner in from the address of the tests and from nowhere else. */
const onlyHere =
  'forbid(principal, action, resource) unless { context.address.isInRange(ip("127.0.0.0/8")) };';

test('whoever has broken the glass mends policies that shut everybody out, and only those are open to them', async () => {
  const { h } = rig;
  const { credential } = await rig.enter({ role: 'owner' });
  const everything = await savePolicies(h, h.acme, setOf(['forbid(principal, action, resource);']));
  await enforce(h, h.acme, onlyHere);
  const { answer } = await h.call(h.acme, credential, 'policies.show', {});
  assert.ok(answer.ok, JSON.stringify(answer));
  const { revision } = (answer.output as OutputOf<Operations['policies.show']>).state;
  // What an owner may not do to themselves, they may: nothing locks them out of policies.
  const locking = { version: everything, mode: 'enforce', revision, reason: 'lock' };
  assert.equal(await rig.codeOf('owner', 'policies.activate', locking), 'conflict');
  assert.equal(await rig.codeOf(credential, 'policies.activate', locking), 'ok');
  assert.equal(await rig.codeOf('owner', 'policies.show'), 'forbidden');
  assert.equal(await rig.codeOf(credential, 'roles.list'), 'forbidden');
  const off = { version: null, mode: 'enforce', revision: revision + 1, reason: 'mend' };
  assert.equal(await rig.codeOf(credential, 'policies.activate', off), 'ok');
  assert.equal(await rig.codeOf('owner', 'policies.show'), 'ok');
  await activate(h, h.acme, null, 'evaluate');
});

test('a version that fits the schema no more, as after an upgrade, allows nothing but the way back', async () => {
  const { h } = rig;
  const { credential } = await rig.enter({ role: 'owner' });
  const version = await enforce(
    h,
    h.acme,
    'forbid(principal, action == Wardroom::Action::"message.pin", resource);',
  );
  assert.equal(await rig.codeOf('owner', 'policies.show'), 'ok');
  const keys = await h.parts.keyring.open({ kind: 'tenant', tenantId: h.acme.tenant.id });
  const outdated = setOf(['forbid(principal, action, resource) when { context.phaseOfTheMoon == 3 };']);
  const sealed = sealSet(keys, h.acme.tenant.id, version, outdated);
  await h.admin.query('update tenant.policy_versions set sealed = $3 where tenant_id = $1 and version = $2', [
    ...[h.acme.tenant.id, version, sealed],
  ]);
  // As a node finds it that has not read it yet.
  await h.admin.query(
    'update tenant.heads set policies_version = policies_version + 1 where tenant_id = $1',
    [h.acme.tenant.id],
  );
  for (const operation of ['policies.show', 'roles.list', 'channels.directory'] as const)
    assert.equal(await rig.codeOf('owner', operation), 'forbidden', operation);
  const { answer } = await h.call(h.acme, credential, 'policies.show', {});
  assert.ok(answer.ok, JSON.stringify(answer));
  const { revision } = (answer.output as OutputOf<Operations['policies.show']>).state;
  const off = { version: null, mode: 'enforce', revision, reason: 'mend' };
  assert.equal(await rig.codeOf(credential, 'policies.activate', off), 'ok');
  assert.equal(await rig.codeOf('owner', 'roles.list'), 'ok');
});
