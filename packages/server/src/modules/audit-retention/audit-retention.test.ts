import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { AuditEntryView, OperationName } from '@wardroom/contract';
import { runJob } from '../../kernel/jobs/run-job.ts';
import { brokenHolds, MovedClock, pretendedHold, sealEntries } from '../../testing/audit/pruner.ts';
import { entryOf, recordAll } from '../../testing/audit/sequencer.ts';
import { people, type Who } from '../../testing/fixtures.ts';
import { createHarness, type Harness, randomId } from '../../testing/harness.ts';
import { auditImplementations } from '../audit/index.ts';
import { eraseTask } from './erase.ts';
import { auditRetentionImplementations, auditRetentionTasks } from './index.ts';

const dayMs = 86_400_000;

describe('retention of the audit log', () => {
  let harness: Harness;
  const clock = new MovedClock();
  const register = { current: pretendedHold(false, 0) };
  const holds = {
    inForce: (...asked: Parameters<typeof register.current.inForce>) => register.current.inForce(...asked),
  };
  before(async () => {
    harness = await createHarness({
      clock,
      implementations: () => [...auditImplementations(), ...auditRetentionImplementations(holds)],
    });
    clock.moveTo(-800 * dayMs);
    await sealEntries(harness, harness.acme, 520);
    clock.moveTo(-500 * dayMs);
    await sealEntries(harness, harness.acme, 520);
    clock.moveTo(0);
    await sealEntries(harness, harness.acme, 10);
  });
  after(async () => {
    await harness.close();
    assert.deepEqual(harness.bugs, []);
  });

  const call = <T>(operation: OperationName, input: unknown, who: Who = 'owner') =>
    harness.succeed<T>(harness.acme, who, operation, input);
  const codeOf = async (who: Who, operation: OperationName, input: unknown) => {
    const { answer } = await harness.call(harness.acme, who, operation, input);
    return answer.ok ? 'ok' : answer.error.code;
  };
  const days = (securityDays: number, complianceDays: number, version: number) => ({
    ...{ securityDays, complianceDays, version },
  });

  test('owners change it, auditors see it, nobody else does either', async () => {
    for (const who of people) {
      const sees =
        who === 'owner' || who === 'auditor' ? 'ok' : who === 'bot' ? 'insufficient_scope' : 'forbidden';
      assert.equal(await codeOf(who, 'audit.settings.get', {}), sees, who);
      const changes = who === 'bot' ? 'insufficient_scope' : 'forbidden';
      if (who !== 'owner')
        assert.equal(await codeOf(who, 'audit.settings.set', days(900, 900, 0)), changes, who);
    }
  });

  test('what a change would remove is told before, in whole bundles', async () => {
    const now = await call<{ retention: object; size: number; lowestIndex: number; due: object }>(
      ...(['audit.settings.get', {}] as const),
    );
    assert.deepEqual(now.retention, { ...days(730, 730, 0), changedAt: null, changedBy: null });
    assert.deepEqual([now.size, now.lowestIndex], [1_050, 0]);
    const { planned, now: due } = await call<
      Record<'now' | 'planned', { entries: number; lowestIndex: number; until: number | null }>
    >(...(['audit.settings.preview', { securityDays: 365, complianceDays: 400 }] as const));
    assert.deepEqual([due.entries, planned.entries, planned.lowestIndex], [512, 1_024, 1_024]);
    const { until } = planned;
    assert.ok(until !== null && Math.abs(Date.now() - 500 * dayMs - until) < 60_000);
    const longest = await call<{ planned: { entries: number; until: number | null } }>(
      ...(['audit.settings.preview', { securityDays: 365, complianceDays: 3_000 }] as const),
    );
    assert.deepEqual(longest.planned, { entries: 0, lowestIndex: 0, until: null });
  });

  test('a change names what it was made from, and is on record with before and after', async () => {
    await call('audit.settings.set', days(800, 900, 0));
    assert.equal(await codeOf('owner', 'audit.settings.set', days(365, 365, 0)), 'conflict');
    const { retention } = await call<{ retention: { version: number } }>(
      'audit.settings.set',
      days(800, 900, 1),
    );
    assert.equal(retention.version, 1, 'the same again changes nothing');
    const { entries } = await call<{ entries: AuditEntryView[] }>('audit.list', {
      type: 'audit.retention_changed',
    });
    assert.deepEqual(
      entries.map(({ metadata }) => metadata),
      [{ from: 'security 730, compliance 730', to: 'security 800, compliance 900', version: 1 }],
    );
  });

  test('less than a year is no retention', async () => {
    for (const [security, compliance] of [
      [364, 900],
      [900, 364],
      [0, 900],
      [900, 36_501],
    ] as const)
      assert.equal(
        await codeOf('owner', 'audit.settings.set', days(security, compliance, 1)),
        'invalid_input',
      );
  });

  const erase = (who: Who, reason = 'request 12') =>
    call<{ fields: number; waiting: number; isComplete: boolean }>('audit.erase', {
      principalId: harness.acme.principals[who].id,
      reason,
    });
  const recordOf = async (who: Who, count: number) => {
    const { uuid, identity } = harness.acme.principals[who];
    const entries = Array.from({ length: count }, (_, number) => ({
      ...entryOf(harness.acme, number),
      ...{
        type: 'group.roles_changed',
        actorId: uuid,
        credentialId: identity.id,
        metadata: { from: 'a', reason: 'of theirs' },
      },
    }));
    await recordAll(harness, harness.acme, entries as never);
  };
  let erased = {};
  const shownOf = async (who: Who) => {
    const { entries } = await call<{ entries: AuditEntryView[] }>('audit.list', {
      ...{ actor: harness.acme.principals[who].id, type: 'group.roles_changed', limit: 200 },
    });
    return entries;
  };

  test('an erased person is erased in what is sealed and in what waits, and everybody else is not', async () => {
    for (const who of ['guest', 'member'] as const) await recordOf(who, 3);
    await sealEntries(harness, harness.acme, 0);
    for (const who of ['guest', 'member'] as const) await recordOf(who, 2);
    const { id } = harness.acme.principals.guest;
    const told = await call<{ fields: number; waiting: number }>('audit.erasure.preview', {
      principalId: id,
    });
    // Refusals of before are about them, too.
    assert.ok(told.fields >= 6 && told.waiting === 2);
    erased = { openings: told.fields, waiting: 2 };
    assert.deepEqual(await erase('guest'), { fields: told.fields, waiting: 2, isComplete: true });
    const look = async () => {
      const shown = await shownOf('guest');
      assert.equal(shown.length, 5);
      for (const { address, metadata, erased } of shown)
        assert.deepEqual(
          [address, metadata, erased.toSorted()],
          [null, { from: 'a' }, ['address', 'reason']],
        );
      for (const { address, metadata, erased } of await shownOf('member'))
        assert.deepEqual([address !== null, metadata['reason'], erased], [true, 'of theirs', []]);
    };
    await look();
    await sealEntries(harness, harness.acme, 0);
    await look();
  });

  test('it is on record without a word of what was erased, and a second time does nothing', async () => {
    const listed = () =>
      call<{ entries: AuditEntryView[] }>('audit.list', { type: 'audit.erased' }).then(
        ({ entries }) => entries,
      );
    const before = await listed();
    assert.deepEqual(
      before.map(({ metadata, resourceId }) => [metadata, resourceId]),
      [[{ ...erased, reason: 'request 12' }, harness.acme.principals.guest.id]],
    );
    assert.deepEqual(await erase('guest'), { fields: 0, waiting: 0, isComplete: true });
    assert.equal((await listed()).length, 1);
  });

  test('a hold vetoes it, and a register that cannot answer vetoes, too', async () => {
    const input = { principalId: harness.acme.principals.member.id, reason: 'request 13' };
    register.current = pretendedHold(true);
    assert.equal(await codeOf('owner', 'audit.erase', input), 'conflict');
    register.current = brokenHolds;
    assert.equal(await codeOf('owner', 'audit.erase', input), 'internal');
    register.current = pretendedHold(false, 0);
    harness.bugs.length = 0;
    const { fields } = await call<{ fields: number }>('audit.erasure.preview', {
      principalId: input.principalId,
    });
    assert.ok(fields >= 10);
  });

  test('who is not of this workspace is not found, and erases nothing there', async () => {
    const openings = async () =>
      (
        await harness.admin.query('select count(*) from tenant.audit_openings where tenant_id = $1', [
          harness.globex.tenant.id,
        ])
      ).rows;
    await sealEntries(harness, harness.globex, 5);
    const before = await openings();
    for (const principalId of [harness.globex.principals.owner.id, randomId(harness, 'principal')])
      for (const [operation, input] of [
        ['audit.erasure.preview', { principalId }],
        ['audit.erase', { principalId, reason: 'request 14' }],
      ] as const)
        assert.equal(await codeOf('owner', operation, input), 'not_found');
    assert.deepEqual(await openings(), before);
    for (const who of people)
      if (who !== 'owner')
        assert.notEqual(
          await codeOf(who, 'audit.erase', { principalId: harness.acme.principals.member.id, reason: 'x' }),
          'ok',
        );
  });

  test('what one call leaves goes in the background', async () => {
    const { admin, acme, kernel, parts } = harness;
    const { uuid, id } = acme.principals.viewer;
    await admin.query(
      `insert into tenant.audit_openings (tenant_id, entry_id, field, subject_id, sealed)
       select $1, gen_random_uuid(), 'address', $2, '\\x00' from generate_series(1, 4100)`,
      [acme.tenant.id, uuid],
    );
    const { fields, isComplete } = await erase('viewer');
    assert.deepEqual([fields, isComplete], [2_000, false]);
    const { rows } = await admin.query<{ job_id: string }>(
      'select job_id from tenant.job_outbox where tenant_id = $1 and task = $2 and reference_id = $3',
      [acme.tenant.id, eraseTask, uuid],
    );
    const handler = auditRetentionTasks(holds)[eraseTask];
    assert.ok(handler && rows[0]);
    const job = {
      tenantId: acme.tenant.id,
      jobId: rows[0].job_id as never,
      principalId: null,
      referenceId: uuid,
    };
    const { database } = kernel;
    const runner = { database, keyring: parts.keyring, clock, tenantStatus: async () => 'active' as const };
    register.current = pretendedHold(true);
    await assert.rejects(runJob(runner, { task: eraseTask, handler }, job));
    register.current = pretendedHold(false, 0);
    assert.equal(await runJob(runner, { task: eraseTask, handler }, job), 'done');
    assert.deepEqual(await call('audit.erasure.preview', { principalId: id }), {
      fields: 0,
      waiting: 0,
      holds: 0,
    });
  });
});
