/** Whatever ends a removal, at whatever statement: nothing is half gone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MovedClock, sealEntries, steppedPruner } from '../../../testing/audit/pruner.ts';
import { createHarness, type Harness } from '../../../testing/harness.ts';
import type { StatementObserver } from '../../database/session.ts';
import { dayMs } from './retention.ts';

describe('a pruner that ends', () => {
  let harness: Harness;
  const clock = new MovedClock();
  before(async () => {
    harness = await createHarness({ clock, implementations: () => [] });
    clock.moveTo(-3 * 365 * dayMs);
    for (let part = 0; part < 8; part += 1) await sealEntries(harness, harness.acme, 1_280);
    clock.moveTo(2_000 - 3 * 365 * dayMs);
    await sealEntries(harness, harness.acme, 0);
    clock.moveTo(0);
  });
  after(() => harness.close());

  /** Where the log begins by its rows, by its openings and by its newest boundary, and how often it was said. */
  const beginnings = async (): Promise<readonly number[]> => {
    const { rows } = await harness.admin.query<Record<string, number>>(
      `select (select min(index)::integer from tenant.audit_log where tenant_id = $1) as rows,
              (select 10240 - count(*)::integer from tenant.audit_log where tenant_id = $1) as gone,
              (select 10240 - count(*)::integer from tenant.audit_openings where tenant_id = $1) as openings,
              (select coalesce(max(lowest_index), 0)::integer from tenant.audit_boundaries where tenant_id = $1) as boundary,
              (select 256 * count(*)::integer from tenant.audit_outbox where tenant_id = $1) as said,
              (select 256 * count(*)::integer from tenant.audit_boundaries where tenant_id = $1) as boundaries`,
      [harness.acme.tenant.id],
    );
    return Object.values(rows[0] ?? {});
  };
  const isOne = (places: readonly number[]) => new Set(places).size === 1;

  test('at any of its statements leaves a whole log, whose boundary is where it begins', async (t) => {
    const names = new Set<string>();
    let kills = 0;
    for (let at = 1; ; at += 1) {
      const seen: string[] = [];
      const observer: StatementObserver = {
        async before({ session, statement }) {
          seen.push(statement);
          if (seen.length === at)
            await harness.admin.query('select pg_terminate_backend($1, 2000)', [session.backendPid]);
        },
      };
      const [before] = await beginnings();
      const { pruner, pruned, faults } = steppedPruner(harness, {
        observer,
        mostBundles: 1,
        mostPerRound: 1,
      });
      const isCut = await pruner.round().then(
        () => faults.length > 0,
        () => true,
      );
      for (const name of seen) names.add(name);
      const places = await beginnings();
      assert.ok(isOne(places), `killed at ${seen[at - 1]}: ${places}`);
      if (!isCut) {
        assert.ok(seen.length < at, 'a statement that was killed is not done');
        assert.equal(places[0], (before ?? 0) + 256);
        assert.equal(pruned.length, 1);
        break;
      }
      kills += 1;
    }
    t.diagnostic(`${names.size} statements × 1 kill each, ${kills} kills`);
    for (const name of [
      'pruner.declare',
      'pruner.removeOpenings',
      'pruner.removeEntries',
      'audit.insert',
      'pruner.commit',
    ])
      assert.ok(names.has(name), name);
    assert.ok(kills >= 15, `${kills} kills`);
  });

  test('two at once remove nothing twice and leave one beginning', async () => {
    const [one, other] = [0, 1].map(() => steppedPruner(harness, { mostBundles: 2, mostPerRound: 2 }));
    assert.ok(one && other);
    await Promise.all([one.pruner.round(), other.pruner.round()]);
    // Who came second may have been refused; it finds out by trying.
    const { rows } = await harness.admin.query<Record<string, number>>(
      `select (select min(index)::integer from tenant.audit_log where tenant_id = $1) as rows,
              (select 10240 - count(*)::integer from tenant.audit_log where tenant_id = $1) as gone,
              (select 10240 - count(*)::integer from tenant.audit_openings where tenant_id = $1) as openings,
              (select max(lowest_index)::integer from tenant.audit_boundaries where tenant_id = $1) as boundary`,
      [harness.acme.tenant.id],
    );
    assert.ok(isOne(Object.values(rows[0] ?? {})), JSON.stringify(rows[0]));
  });
});
