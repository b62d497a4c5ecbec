import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeId } from '@wardroom/contract';
import { createHarness, type Harness } from '../../testing/harness.ts';
import { createPlatformHarness, type PlatformHarness } from '../../testing/platform.ts';
import { platformLog } from '../audit/logs.ts';
import { execute, type Kernel } from '../execute.ts';

interface Relation {
  readonly schema: string;
  readonly name: string;
}

const relations = async (harness: Harness, schemas: readonly string[]): Promise<Relation[]> => {
  const { rows } = await harness.admin.query<Relation>(
    `select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm') and n.nspname = any ($1) order by 1, 2`,
    [schemas],
  );
  return rows;
};

const refusedOr = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'allowed',
    (error: unknown) => String(Reflect.get(error as object, 'code')),
  );

describe('the platform realm and its neighbours', () => {
  let harness: Harness;
  let platform: PlatformHarness;
  before(async () => {
    harness = await createHarness({ implementations: () => [] });
    platform = createPlatformHarness(harness);
  });
  after(() => harness.close());

  test('the platform role can read no tenant table and write none but the entries of the platform’s own log, with a signed context or without', async () => {
    const tables = await relations(harness, ['tenant', 'app', 'ops', 'graphile_worker', 'migrations']);
    assert.ok(tables.length > 20, 'the tables were not found');
    const client = await harness.poolOf('wardroom_platform', 1).connect();
    try {
      const pid = Number(Reflect.get(client, 'processID'));
      await client.query("select set_config('app.tenant', $1, false)", [
        harness.signer.sign(harness.acme.tenant.id, pid),
      ]);
      for (const { schema, name } of tables) {
        for (const text of [
          `select * from ${schema}.${name} limit 1`,
          `delete from ${schema}.${name}`,
          `insert into ${schema}.${name} default values`,
        ])
          assert.equal(await refusedOr(client.query(text)), '42501', text);
      }
      assert.equal(await refusedOr(client.query('select app.tenant_id()')), '42501');
      const record = (tenantId: string) =>
        client.query(
          `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind,
             request_id, count, sealed)
           values ($1, gen_random_uuid(), now(), 'operator.signed_in', 'security', 'success', 'system', 'x', 'Tenant',
             gen_random_uuid(), 1, '\\x00')`,
          [tenantId],
        );
      // The two differ in whose log it is, and in nothing else.
      for (const { tenant } of [harness.acme, harness.globex])
        assert.equal(await refusedOr(record(tenant.id)), '42501');
      await client.query('begin');
      assert.equal(await refusedOr(record(platformLog)), 'allowed');
      await client.query('rollback');
    } finally {
      client.release(true);
    }
  });

  test('the directory role can read and write no table at all', async () => {
    const tables = await relations(harness, [
      'tenant',
      'directory',
      'platform',
      'app',
      'ops',
      'graphile_worker',
    ]);
    assert.ok(tables.length > 30, 'the tables were not found');
    const pool = harness.poolOf('wardroom_directory', 1);
    for (const { schema, name } of tables) {
      assert.equal(await refusedOr(pool.query(`select * from ${schema}.${name} limit 1`)), '42501', name);
      assert.equal(await refusedOr(pool.query(`delete from ${schema}.${name}`)), '42501', name);
    }
  });

  test('the request role reaches neither the directory nor the platform realm', async () => {
    const pool = harness.poolOf('wardroom_app', 1);
    for (const { schema, name } of await relations(harness, ['directory', 'platform']))
      assert.equal(await refusedOr(pool.query(`select * from ${schema}.${name} limit 1`)), '42501', name);
  });

  test('a credential of a tenant is worth nothing at the platform host, and one of an operator nothing at a tenant', async () => {
    const operator = await platform.signedIn();
    const { secret } = harness.acme.principals.owner;
    const { answer } = await platform.call('directory.listTenants', {}, { kind: 'session', secret });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated');
    assert.equal((await platform.call('directory.listTenants', {}, operator)).answer.ok, true);
    assert.equal(await harness.kernel.directory.identify(operator), null);
  });

  test('platform operations do not exist at a tenant host, nor tenant operations at the platform', async () => {
    const operator = await platform.signedIn();
    const elsewhere = await harness.call(harness.acme, 'owner', 'directory.listTenants', {});
    assert.equal(elsewhere.answer.ok ? 'ok' : elsewhere.answer.error.code, 'unknown_operation');
    const here = await platform.call('tenants.show' as never, {}, operator);
    assert.equal(here.answer.ok ? 'ok' : here.answer.error.code, 'unknown_operation');
  });

  test('a credential at the host of another tenant is in the platform log in full, and there only', async () => {
    const kernel: Kernel = {
      ...harness.kernel,
      table: new Map([['tenants.get', { kind: 'query', operation: await operationOf() }]]) as never,
      reportTenantMismatch: platform.realm.reportTenantMismatch,
    };
    const { answer } = await execute(kernel, {
      requestId: harness.parts.ids.next(),
      edge: 'http',
      host: harness.globex.host,
      operation: 'tenants.get',
      input: {},
      credential: { kind: 'session', secret: harness.acme.principals.member.secret },
      address: '192.0.2.7',
      device: 'test',
    });
    assert.equal(answer.ok ? 'ok' : answer.error.code, 'unauthenticated');
    const operator = await platform.signedIn();
    const { entries } = await platform.succeed<{
      entries: { type: string; metadata: Record<string, string>; actorId: string }[];
    }>('directory.listAudit', {}, operator);
    const entry = entries.find(({ type }) => type === 'request.tenant_mismatch');
    assert.equal(entry?.metadata['hostTenantId'], harness.globex.tenant.id);
    assert.equal(entry?.metadata['credentialTenantId'], harness.acme.tenant.id);
    assert.equal(entry?.actorId, harness.acme.principals.member.id);
    const { rows } = await harness.admin.query<{ actor_id: string | null }>(
      'select actor_id from tenant.audit_outbox where tenant_id = $1',
      [harness.globex.tenant.id],
    );
    assert.deepEqual(rows, [{ actor_id: null }]);
    assert.ok(encodeId('tenant', harness.acme.tenant.id));
  });
});

async function operationOf() {
  const { operations } = await import('@wardroom/contract');
  return Object.values(operations).find(({ realm, effect }) => realm === 'tenant' && effect === 'query');
}
