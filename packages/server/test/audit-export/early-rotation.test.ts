/** Two keys made before their time, the second while the one before the first still signs: what readers see of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { encodeId, type Uuid } from '@wardroom/contract';
import { verifyProof } from '../../../verifier/src/index.ts';
import { nodeCrypto } from '../../../verifier/src/node.ts';
import { leadMs, overlapMs } from '../../src/kernel/audit/trust/index.ts';
import { type SteppedTrust, steppedTrust } from '../../src/testing/audit/trust.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import { exported, named, openWorld, verify, type World } from './world.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

let world: World;
let trust: SteppedTrust;
/** What somebody pinned before the first of the two. */
const first = new Map<TenantFixture, string[]>();
before(async () => {
  world = await openWorld(false);
  trust = steppedTrust(world.harness, { clock: world.clock });
  await world.grow(3);
  await world.grow(2, world.harness.globex);
  await trust.directory.step();
  for (const tenant of tenants()) first.set(tenant, await world.pinned(tenant));
});
after(() => world.close());

const tenants = () => [world.harness.acme, world.harness.globex];
const isOfDirectory = (key: string) => key.startsWith('localhost/audit+');

/** As after a suspicion: the key that follows this one signs, and the logs are told of it. */
async function rotateAfter(generation: number): Promise<void> {
  assert.equal(await trust.rotation.rotate(generation), true);
  world.advance(leadMs + 5 * minuteMs);
  await trust.rotation.step();
  await world.grow(0);
  world.advance(2 * minuteMs);
  await trust.directory.step();
  assert.deepEqual(trust.faults, []);
}

const noteOf = async (): Promise<string> =>
  ((await world.callAs('auditor')('audit.checkpoint', {})) as { checkpoint: { note: string } }).checkpoint
    .note;
const signaturesIn = (note: string): number => note.split('\n— ').length - 1;

/** Keys of the log in the order in which they followed one another, and how each is known to whoever pinned the first. */
async function keysSigning(tenant: TenantFixture): Promise<readonly (readonly [string, string])[]> {
  const { tar } = await exported(world.callAs('auditor', tenant));
  const report = await verify(tar, first.get(tenant) ?? []);
  assert.deepEqual([report.verdict, named(report)], ['intact', []]);
  return (report.facts?.keys ?? [])
    .filter(({ key, signed }) => signed && !isOfDirectory(key))
    .map(({ key, trust: how }) => [key, how] as const);
}

test('for the rest of the first overlap three keys sign, and who pinned any of them finds the log intact', async () => {
  await rotateAfter(1);
  world.advance(dayMs);
  await rotateAfter(2);
  assert.equal(signaturesIn(await noteOf()), 3);
  for (const tenant of tenants()) {
    const keys = await keysSigning(tenant);
    assert.deepEqual(
      keys.map(([, how]) => how),
      ['pinned', 'rotation', 'rotation'],
    );
    const call = world.callAs('auditor', tenant);
    const { tar } = await exported(call);
    for (const [key] of keys) {
      const report = await verify(tar, [key]);
      assert.deepEqual([report.verdict, named(report)], ['intact', []], key);
    }
  }
});

test('the proof of an entry brings both notes: any of the three keys is enough', async () => {
  const { rows } = await world.harness.admin.query<{ entry_id: Uuid }>(
    'select entry_id from tenant.audit_log where tenant_id = $1 and index = 0',
    [world.harness.acme.tenant.id],
  );
  const [entry] = rows;
  assert.ok(entry);
  const proof = await world.callAs('auditor')('audit.proof', {
    entryId: encodeId('auditEntry', entry.entry_id),
  });
  for (const [key] of await keysSigning(world.harness.acme)) {
    const trusted = { logKeys: [key], witnessKeys: [] };
    const report = await verifyProof(JSON.stringify(proof), { trusted, crypto: nodeCrypto });
    assert.deepEqual([report.verdict, report.findings], ['intact', []], key);
  }
});

test('whoever has the two older keys alone signs nothing that is believed', async () => {
  const { tar } = await exported(world.callAs('auditor'));
  const lines = Buffer.from(await noteOf())
    .toString('latin1')
    .split('\n')
    .filter((line) => line.startsWith('\u00e2'));
  const [, older = '', newest = ''] = lines;
  const changed = tar.toString('latin1').replaceAll(newest, older);
  const report = await verify(Buffer.from(changed, 'latin1'), first.get(world.harness.acme) ?? []);
  assert.equal(report.verdict, 'broken');
  assert.ok(named(report).includes('signature_invalid checkpoint'), named(report).join());
});

test('each of the older keys stops two weeks after its successor began, the first before the second', async () => {
  const { rows } = await world.harness.admin.query<{ signs_from: Date; signs_until: Date | null }>(
    'select signs_from, signs_until from platform.audit_keys order by generation',
  );
  const [one, two, three] = rows.map(({ signs_from, signs_until }) => ({
    from: new Date(signs_from).getTime(),
    until: signs_until === null ? null : new Date(signs_until).getTime(),
  }));
  assert.ok(one && two && three);
  assert.deepEqual([one.until, two.until, three.until], [two.from + overlapMs, three.from + overlapMs, null]);
  world.advance(one.until === null ? 0 : one.until - world.clock.now());
  await world.grow(1);
  assert.equal(signaturesIn(await noteOf()), 2);
  world.advance(two.until === null ? 0 : two.until - world.clock.now());
  await world.grow(1);
  await world.grow(1, world.harness.globex);
  assert.equal(signaturesIn(await noteOf()), 1);
  for (const tenant of tenants())
    assert.deepEqual(
      (await keysSigning(tenant)).map(([, how]) => how),
      ['rotation'],
    );
});
