/** What goes when its time has passed, what stays, and what keeps anything from going. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBoundary, verifierKey } from '@wardroom/seal';
import { ed25519Verify, sha256 } from '@wardroom/seal/node';
import {
  brokenHolds,
  MovedClock,
  pretendedHold,
  sealEntries,
  steppedPruner,
} from '../../../testing/audit/pruner.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import { dayMs } from './retention.ts';

describe('pruning', () => {
  let harness: Harness;
  const clock = new MovedClock();
  before(async () => {
    harness = await createHarness({ clock, implementations: () => [] });
    // Three bundles and a half that are three years old, and a half that is of today.
    clock.moveTo(-3 * 365 * dayMs);
    await sealEntries(harness, harness.acme, 600);
    clock.moveTo(-2.5 * 365 * dayMs);
    await sealEntries(harness, harness.acme, 300);
    clock.moveTo(0);
    await sealEntries(harness, harness.acme, 100);
    await sealEntries(harness, harness.globex, 300);
  });
  after(() => harness.close());

  const stateOf = async () => {
    const { rows } = await harness.admin.query<Record<string, string>>(
      `select (select min(index) from tenant.audit_log where tenant_id = $1)::text as lowest,
              (select count(*) from tenant.audit_log where tenant_id = $1)::text as entries,
              (select count(*) from tenant.audit_openings where tenant_id = $1)::text as openings,
              (select count(*) from tenant.audit_tiles where tenant_id = $1)::text as tiles,
              (select count(*) from tenant.audit_boundaries where tenant_id = $1)::text as boundaries`,
      [harness.acme.tenant.id],
    );
    return rows[0] ?? {};
  };
  const retain = (securityDays: number, complianceDays: number) =>
    harness.admin.query(
      `insert into tenant.audit_retention (tenant_id, security_days, compliance_days) values ($1, $2, $3)
       on conflict (tenant_id) do update set security_days = $2, compliance_days = $3`,
      [harness.acme.tenant.id, securityDays, complianceDays],
    );

  test('the longest retention governs, and nothing goes before it', async () => {
    const before = await stateOf();
    await retain(365, 3_000);
    const { pruner, pruned, faults } = steppedPruner(harness);
    await pruner.round();
    await retain(3_000, 365);
    await pruner.round();
    assert.deepEqual([pruned, faults], [[], []]);
    assert.deepEqual(await stateOf(), before);
    await retain(730, 730);
  });

  test('a hold vetoes, and a register that cannot answer vetoes, too', async () => {
    const before = await stateOf();
    const held = steppedPruner(harness, { holds: pretendedHold(true) });
    await held.pruner.round();
    assert.deepEqual([held.kept, held.pruned], [['held', 'held'], []]);
    const broken = steppedPruner(harness, { holds: brokenHolds });
    await broken.pruner.round();
    assert.match(String(broken.faults[0]), /register of holds is away/);
    const silent = steppedPruner(harness, { holds: { inForce: async () => ({}) as never } });
    await silent.pruner.round();
    assert.match(String(silent.faults[0]), /gave no answer/);
    assert.deepEqual(await stateOf(), before);
  });

  test('whole bundles go with their openings, behind a signed boundary, and it is on record', async () => {
    const { pruner, pruned, faults } = steppedPruner(harness, { holds: pretendedHold(false, 2) });
    await pruner.round();
    assert.deepEqual(faults, []);
    // 900 entries are old enough; three whole bundles are among them.
    assert.deepEqual(pruned, [[harness.acme.tenant.id, { entries: 768, lowestIndex: 768, hasMore: false }]]);
    const { lowest, entries, openings, tiles } = await stateOf();
    assert.deepEqual([lowest, entries, openings, tiles], ['768', '232', '232', '3']);
    const { rows } = await harness.admin.query(
      `select b.note, h.origin, k.public_key from tenant.audit_boundaries b join tenant.audit_heads h using (tenant_id),
              platform.audit_keys k where b.tenant_id = $1`,
      [harness.acme.tenant.id],
    );
    const key = await verifierKey(sha256, {
      ...{ name: rows[0].origin, type: 0x01 },
      publicKey: new Uint8Array(rows[0].public_key),
    });
    const boundary = await openBoundary(rows[0].note, { origin: rows[0].origin, keys: [key] }, ed25519Verify);
    assert.deepEqual([boundary.firstIndex, boundary.retentionDays, boundary.holds], [768, 730, 2]);
    const { rows: waiting } = await harness.admin.query(
      `select type, actor_type, actor_id from tenant.audit_outbox where tenant_id = $1`,
      [harness.acme.tenant.id],
    );
    assert.deepEqual(waiting, [{ type: 'audit.pruned', actor_type: 'system', actor_id: null }]);
    await pruner.round();
    assert.equal(pruned.length, 1, 'a second round finds nothing');
  });

  test('the log goes on behind a boundary', async () => {
    await sealEntries(harness, harness.acme, 300);
    const { lowest, entries } = await stateOf();
    assert.deepEqual([lowest, entries], ['768', String(1_301 - 768)]);
  });
});
