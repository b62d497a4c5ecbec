/** What succeeds, and what a scenario says is refused, leaves exactly the declared entries: every operation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type EgressRehearsal, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { proveWith } from '../replay/domain-scenarios.ts';
import { scenarios, tenantOperations } from '../replay/scenarios.ts';
import { Stage } from '../replay/stage.ts';
import { calledWith } from './calls.ts';
import { requireDeclared } from './rules.ts';

let stage: Stage;
let outside: EgressRehearsal;
before(async () => {
  outside = await rehearseEgress();
  proveWith(outside.names);
  const server = await startRealtimeServer({ maxConnections: 10, egress: outside.guard() });
  stage = new Stage(server, server.harness.acme);
});
after(async () => {
  await stage.close();
  await stage.server.close();
  await outside.close();
  assert.deepEqual(stage.harness.bugs, []);
});

const seen = { success: 0, blocked: 0, failure: 0, entries: 0 };
for (const name of tenantOperations) {
  test(`${name}: what its calls leave in the log is what the table declares`, async () => {
    for (const channelId of [stage.secret.id, stage.general.id])
      await stage.run('owner', 'messages.send', { channelId, ...stage.words(`before ${name} @all`) });
    const outcomes: number[] = [];
    for (const { by, input, refused, before: arrange } of scenarios[name] ?? []) {
      await arrange?.(stage);
      const asked = { name, input: input(stage), startedHere: [stage.startedHere] };
      const credential = by === 'nobody' ? ({ kind: 'none' } as const) : stage.identityOf(by);
      const called = await calledWith(stage.harness, stage.tenant, { ...asked, credential });
      const { answer, entries } = called;
      assert.equal(answer.ok ? undefined : answer.error.code, refused, `${name} by ${by}`);
      requireDeclared(called);
      seen[answer.ok ? 'success' : entries.length > 0 ? 'blocked' : 'failure'] += 1;
      seen.entries += entries.length;
      if (answer.ok) outcomes.push(entries.length);
    }
    const isRecorded = typeof stage.harness.kernel.table.get(name)?.operation.audit === 'string';
    assert.equal(
      outcomes.some((count) => count > 0),
      isRecorded,
      `${name} is never seen to record`,
    );
  });
}

test('how much has been seen', (t) => {
  t.diagnostic(
    `${tenantOperations.length} operations: ${seen.success} calls that succeed, ${seen.blocked} blocked, ${seen.failure} that fail; ${seen.entries} entries`,
  );
  assert.ok(seen.success > 200 && seen.blocked > 100 && seen.failure > 15);
});
