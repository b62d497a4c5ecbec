/**
 * Snapshot + events = fresh snapshot, after every operation of the table, for a viewer of every role: people, channels,
 * unread counts, timelines and threads. Over real sockets, folded by the SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OperationName, operationNames, operations } from '@wardroom/contract';
import { type EgressRehearsal, rehearseEgress } from '../../src/testing/egress/rehearsal.ts';
import { startRealtimeServer } from '../../src/testing/realtime-server.ts';
import { proveWith } from './domain-scenarios.ts';
import { type Scenario, scenarios, tenantOperations } from './scenarios.ts';
import { Stage } from './stage.ts';

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
  assert.deepEqual([stage.harness.bugs, stage.server.errors], [[], []]);
});

/** The platform realm has no part in a tenant’s state, except that it can end all of it at once. */
const ofThePlatform = operationNames.filter((name) => operations[name].realm === 'platform');

test('every operation has scenarios; commands are seen allowed', () => {
  assert.deepEqual([...tenantOperations, ...ofThePlatform].sort(), [...operationNames].sort());
  for (const name of tenantOperations) {
    const own = scenarios[name] ?? [];
    assert.ok(
      own.some(({ refused }) => refused === undefined),
      `${name} is never allowed`,
    );
  }
  assert.deepEqual(
    Object.keys(scenarios).filter((name) => !tenantOperations.includes(name as never)),
    [],
    'scenarios of operations that do not exist',
  );
});

for (const name of tenantOperations) {
  test(`${name}: what everybody knows is what a fresh client is told`, async () => {
    for (const channelId of [stage.secret.id, stage.general.id])
      await stage.run('owner', 'messages.send', { channelId, ...stage.words(`before ${name} @all`) });
    for (const [index, scenario] of (scenarios[name] ?? []).entries())
      await play(name, scenario, `${name}, scenario ${index + 1} by ${scenario.by}`);
  });
}

test('an audit entry about the tenant carries no id of anything else', async () => {
  const { rows } = await stage.harness.admin.query(
    `select distinct action from tenant.audit_outbox
      where resource_kind = 'Tenant' and resource_id is not null and resource_id <> tenant_id`,
  );
  assert.deepEqual(rows, []);
});

async function play(name: OperationName, scenario: Scenario, title: string): Promise<void> {
  await scenario.before?.(stage);
  await stage.follow();
  await stage.requireFresh(`the beginning of ${title}`);
  const resyncs = new Map([...stage.followings].map(([who, { resyncs: count }]) => [who, count]));
  const { answer } = await stage.run(scenario.by, name, scenario.input(stage));
  assert.equal(answer.ok ? undefined : answer.error.code, scenario.refused, title);
  await stage.requireFresh(title);
  for (const [who, following] of stage.followings) {
    const wanted = scenario.resync?.includes(who) ?? false;
    assert.equal(following.resyncs - (resyncs.get(who) ?? 0), wanted ? 1 : 0, `resync of ${who} by ${title}`);
  }
}
