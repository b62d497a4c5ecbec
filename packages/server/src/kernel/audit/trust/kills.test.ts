/** Whatever ends a rotation, at whatever statement: one key follows another, and every log is told of it once. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { requireWhole } from '../../../testing/audit/sealed-log.ts';
import { entryOf, recordAll, steppedSequencer } from '../../../testing/audit/sequencer.ts';
import { steppedTrust } from '../../../testing/audit/trust.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import type { StatementObserver } from '../../database/session.ts';
import { platformLog } from '../logs.ts';
import { leadMs, rotateEveryMs } from './rotation.ts';

const minuteMs = 60_000;

describe('a rotation of keys that ends', () => {
  let harness: Harness;
  let offset = 0;
  const clock = { now: () => Date.now() + offset };
  before(async () => {
    harness = await createHarness({ clock, implementations: () => [] });
    await seal();
    await directoryStep();
  });
  after(() => harness.close());

  /** With keys of now: opened ones last for minutes. */
  const tenants = () =>
    Promise.all(
      [harness.acme, harness.globex].map(async (tenant) => ({
        ...tenant,
        keys: await harness.parts.keyring.open({ kind: 'tenant', tenantId: tenant.tenant.id }),
      })),
    );
  const seal = async () => {
    const { drain, sequencer, faults } = steppedSequencer(harness, { clock });
    for (const tenant of await tenants()) await recordAll(harness, tenant, [entryOf(tenant)]);
    await drain();
    offset += 2_000;
    await drain();
    assert.deepEqual(faults, []);
    await sequencer.stop();
  };
  const directoryStep = async () => {
    offset += 2 * minuteMs;
    assert.ok((await steppedTrust(harness, { clock }).directory.step()) >= 2);
  };

  /** Keys that have not ended, notes of the newest key, and entries about it. */
  const standing = async (): Promise<Record<string, number>> => {
    const { rows } = await harness.admin.query<Record<string, number>>(
      `select (select count(*)::int from platform.audit_keys) as keys,
              (select max(generation) from platform.audit_keys) as newest,
              (select count(*)::int from platform.audit_keys where signs_until is null) as endless,
              (select count(*)::int from tenant.audit_rotations) as notes,
              (select count(*)::int from platform.audit_directory_rotations) as of_directory,
              (select count(*)::int from tenant.audit_outbox where type = 'audit.key_rotated' and tenant_id <> $1)
                + (select count(*)::int from tenant.audit_log where type = 'audit.key_rotated' and tenant_id <> $1) as told,
              (select count(*)::int from tenant.audit_outbox where type = 'audit.key_rotated' and tenant_id = $1)
                + (select count(*)::int from tenant.audit_log where type = 'audit.key_rotated' and tenant_id = $1)
                - (select count(*)::int from tenant.audit_rotations where tenant_id = $1) as made`,
      [platformLog],
    );
    return rows[0] ?? {};
  };
  const requireSound = (seen: Readonly<Record<string, number>>, where: string) => {
    assert.equal(seen['keys'], seen['newest'], `${where}: generations are dense`);
    assert.equal(seen['endless'], 1, `${where}: one key has no end`);
    assert.equal(seen['made'], Number(seen['newest']) - 1, `${where}: each key is on record once`);
  };

  /** Repeats a step, killed at one statement more each time, until it comes through. */
  const killedEverywhere = async (): Promise<{ names: Set<string>; kills: number }> => {
    const names = new Set<string>();
    for (let at = 1; ; at += 1) {
      const seen: string[] = [];
      const observer: StatementObserver = {
        async before({ session, statement }) {
          seen.push(statement);
          if (seen.length === at)
            await harness.admin.query('select pg_terminate_backend($1, 2000)', [session.backendPid]);
        },
      };
      const { rotation, faults } = steppedTrust(harness, { clock, observer });
      await rotation.step().catch(() => {});
      for (const name of seen) names.add(name);
      requireSound(await standing(), `killed at ${seen[at - 1]}`);
      if (seen.length < at) {
        assert.deepEqual(faults, []);
        return { names, kills: at - 1 };
      }
      assert.ok(at < 200, 'it never came through');
    }
  };

  test('while the next key is made leaves the one before in force, or both as they are to be', async (t) => {
    const first = await standing();
    offset += rotateEveryMs;
    const { names, kills } = await killedEverywhere();
    t.diagnostic(`${names.size} statements × 1 kill each, ${kills} kills`);
    for (const name of ['auditTrust.addKey', 'audit.insert', 'trust.commit'])
      assert.ok(names.has(name), name);
    const after = await standing();
    assert.equal(after['newest'], Number(first['newest']) + 1, 'one quarter, one key');
  });

  test('while logs are told of it leaves none untold and none told twice', async (t) => {
    offset += leadMs + 5 * minuteMs;
    const { names, kills } = await killedEverywhere();
    t.diagnostic(`${names.size} statements × 1 kill each, ${kills} kills`);
    for (const name of [
      'auditTrust.addRotation',
      'audit.insert',
      'auditTrust.addDirectoryRotation',
      'trust.commit',
    ])
      assert.ok(names.has(name), name);
    const { notes, of_directory, told } = await standing();
    assert.deepEqual({ notes, of_directory, told }, { notes: 2, of_directory: 1, told: 2 });
    await seal();
    for (const tenant of await tenants()) await requireWhole(harness, tenant);
  });

  test('two at once tell nobody twice', async () => {
    offset += rotateEveryMs;
    const step = () => Promise.all([0, 1].map(() => steppedTrust(harness, { clock }).rotation.step()));
    await step();
    offset += leadMs + 5 * minuteMs;
    await step();
    const seen = await standing();
    requireSound(seen, 'afterwards');
    // The log of the platform began in the overlap: it has both notes, too.
    assert.deepEqual([seen['newest'], seen['notes'], seen['told']], [3, 6, 4]);
  });
});
