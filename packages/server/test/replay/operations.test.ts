/** Snapshot + events = fresh snapshot, after every operation of the table (each.ts). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operationNames, operations } from '@wardroom/contract';
import { replayEach } from './each.ts';
import { scenarios, tenantOperations } from './scenarios.ts';

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

const stageOf = replayEach({ names: tenantOperations });

test('an audit entry about the tenant carries no id of anything else', async () => {
  const { rows } = await stageOf().harness.admin.query(
    `select distinct action from (select tenant_id, action, resource_kind, resource_id from tenant.audit_outbox
                                  union all
                                  select tenant_id, action, resource_kind, resource_id from tenant.audit_log) e
      where resource_kind = 'Tenant' and resource_id is not null and resource_id <> tenant_id`,
  );
  assert.deepEqual(rows, []);
});
