/**
 * Order: of a class of credentials that is ended, none that was issued before survives, whatever the schedule. Two nodes act
 * on one tenant; the explorer tries their interleavings at statement boundaries.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TenantDatabase } from '../../src/kernel/database/tenant-database.ts';
import { execute } from '../../src/kernel/execute.ts';
import { Lanes } from '../../src/kernel/lanes.ts';
import { type Actor, explore } from '../../src/testing/explorer.ts';
import type { Who } from '../../src/testing/fixtures.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';

let h: Harness;
let pool: ReturnType<Harness['poolOf']>;
before(async () => {
  h = await createHarness();
  pool = h.poolOf('wardroom_app', 6);
});
after(() => h.close());

/** One call on a node of its own: own lanes, own transactions. */
const actor = (who: Who, operation: Parameters<Harness['call']>[2], input: unknown): Actor => ({
  name: operation,
  run: async (observer) => {
    const pools = { readPool: pool, writePool: pool };
    const parts = { ...h.parts, signer: h.signer, observer, onCommitted: () => {} };
    const database = new TenantDatabase({ ...pools, ...parts });
    const { answer } = await execute(
      { ...h.kernel, database, lanes: new Lanes({ database }) },
      {
        ...{ requestId: h.parts.ids.next(), edge: 'http', host: h.acme.host, operation, input },
        ...{ credential: h.acme.principals[who].identity, address: '127.0.0.1', device: 'test' },
      },
    );
    if (!answer.ok) throw answer.error;
    return answer.output;
  },
});

const selection = () => ({
  kinds: ['key'],
  principalId: h.acme.principals.bot.id,
  reason: 'found in a repository',
});
const issue = () => ({
  principalId: h.acme.principals.bot.id,
  description: 'nightly',
  scopes: ['workspace:read'],
});

test('a key that was issued before the keys were ended is ended, in any interleaving of the two', async () => {
  const outcomes = new Set<string>();
  const { schedules } = await explore({
    admin: h.admin,
    arrange: async () => [
      actor('owner', 'credentials.issue', issue()),
      actor('owner', 'credentials.revokeMany', selection()),
    ],
    examine: async ({ results, steps }) => {
      assert.ok(
        results.every(({ status }) => status === 'fulfilled'),
        steps.join(' '),
      );
      // Ids of entries are made under the head lock, in the order of the transactions.
      const { rows } = await h.admin.query<{ last: string; revoked: boolean }>(
        `select (select e.type from tenant.audit_outbox e
                  where e.tenant_id = $1 and e.type in ('credential.issued', 'credential.emergency_revoked')
                  order by e.entry_id desc limit 1) as last,
                (select c.revoked_at is not null from tenant.credentials c where c.tenant_id = $1
                  order by c.credential_id desc limit 1) as revoked`,
        [h.acme.tenant.id],
      );
      outcomes.add(String(rows[0]?.last));
      assert.equal(rows[0]?.revoked, rows[0]?.last === 'credential.emergency_revoked', steps.join(' '));
    },
    preemptions: 1,
  });
  assert.ok(schedules >= 20, `only ${schedules} schedules`);
  assert.deepEqual([...outcomes].sort(), ['credential.emergency_revoked', 'credential.issued']);
});
