import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Operations, OutputOf } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { setOf } from '../../testing/policies.ts';

let h: Harness;
before(async () => {
  h = await createHarness();
  await h.admin.query(
    `insert into tenant.principals (tenant_id, principal_id, kind, status, role, handle_lookup, sealed, created_at, updated_at)
     select $1, gen_random_uuid(), 'person', 'active', case g % 3 when 0 then 'guest' else 'member' end,
            sha256(g::text::bytea), '\\x00', now(), now()
       from generate_series(1, 12000) g`,
    [h.acme.tenant.id],
  );
});
after(() => h.close());

test('one policy is tried on ten thousand people, and no more than these, within its time', async (t) => {
  const draft = setOf([
    'forbid(principal, action == Wardroom::Action::"message.write", resource) when { principal.roles.contains("guest") };',
  ]);
  const startedAt = performance.now();
  const answer = await h.succeed<OutputOf<Operations['policies.simulateAll']>>(
    ...([
      h.acme,
      'owner',
      'policies.simulateAll',
      { draft, request: { permission: 'message.write' } },
    ] as const),
  );
  const tookMs = performance.now() - startedAt;
  t.diagnostic(`${Math.round(tookMs)} ms`);
  assert.equal(answer.examined, 10_000);
  assert.ok(answer.newlyDenied > 3_000 && answer.changes.length === 100);
});
