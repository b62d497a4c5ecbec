/** Whether injected SQL can become somebody else, change structure, or leave something behind for the next tenant. */
import assert from 'node:assert/strict';
import { can, cannot, codeOf, type Proof, single } from './vulnerable.ts';

export const rights: Readonly<Record<string, Proof>> = {
  'add-a-statement': cannot(async (v) => {
    // Statements travel by the extended protocol, which takes one.
    assert.equal(await codeOf(v.expression('1)::text; drop table tenant.events --')), '42601');
    assert.equal(await codeOf(v.statements('select 1; select 2')), '42601');
  }),
  'run-a-block': cannot((v) => v.refused('42501', 'do $$ begin perform 1; end $$')),
  'run-sql-inside-an-expression': cannot(async (v) => {
    for (const call of [
      "query_to_xml('select 1', true, false, '')",
      "query_to_xml_and_xmlschema('select 1', true, false, '')",
      "table_to_xml('tenant.heads', true, false, '')",
      "(select count(*) from ts_stat('select null::tsvector'))",
    ])
      assert.equal(await codeOf(v.expression(call)), '42501', call);
  }),
  'become-another-role': cannot(async (v) => {
    for (const role of [
      'wardroom_owner',
      'wardroom_migrator',
      'wardroom_platform',
      'wardroom_lookup',
      'wardroom_context',
    ])
      await v.refused('42501', `set role ${role}`);
    await v.refused('42501', 'set session authorization wardroom_platform');
    assert.equal(await codeOf(v.expression("set_config('role', 'wardroom_owner', false)")), '42501');
  }),
  'switch-off-row-security': cannot(async (v) => {
    // Off means: raise rather than filter.
    assert.equal(
      await codeOf(v.statements('set local row_security = off', 'select * from tenant.heads')),
      '42501',
    );
    await v.refused('42501', 'alter table tenant.heads disable row level security');
    await v.refused('42501', 'set session_replication_role = replica');
  }),
  'change-structure': cannot(async (v) => {
    for (const sql of [
      'create table public.x (a integer)',
      'create temporary table x (a integer)',
      'create schema x',
      "create function app.x() returns integer language sql as 'select 1'",
      'create extension dblink',
      'create view tenant.x as select 1',
      'alter policy tenant_isolation on tenant.heads using (true)',
      'drop policy tenant_isolation on tenant.heads',
      'drop table tenant.heads',
      'create trigger x before insert on tenant.heads for each row execute function app.tenant_id()',
      'create publication x',
      "comment on table tenant.heads is 'x'",
      'grant select on tenant.heads to public',
      'alter default privileges grant select on tables to public',
    ])
      await v.refused('42501', sql);
  }),
  'drop-what-the-role-holds': cannot(async (v) => {
    await v.refused('42501', 'drop owned by current_user');
    await v.refused('42501', 'drop owned by wardroom_app cascade');
    const { rows } = await v.admin.query(
      "select count(*) > 10 as kept from pg_catalog.pg_policy where polname = 'tenant_isolation'",
    );
    assert.deepEqual(rows, [{ kept: true }]);
  }),
  'make-a-role': cannot(async (v) => {
    await v.refused('42501', 'create role x');
    await v.refused('42501', 'grant wardroom_owner to wardroom_app');
    await v.refused('42501', "alter role wardroom_directory password 'x'");
  }),
  'change-own-password': can(async (v) => {
    assert.equal(await codeOf(v.statements("alter role wardroom_app password 'x'")), 'none');
  }),
  'change-own-role-settings': can(async (v) => {
    assert.equal(await codeOf(v.statements('alter role wardroom_app set statement_timeout = 0')), 'none');
    // Not those that a superuser keeps to himself, and not the context.
    await v.refused('42501', 'alter role wardroom_app set temp_file_limit = -1');
    await v.refused('42501', "alter role wardroom_app set app.tenant = 'x'");
  }),
  'leave-a-setting-behind': can(async (v) => {
    await v.commit(v.acme.tenant, "select set_config('app.note', 'left by acme', false)");
    const [row] = await v.commit(v.globex.tenant, "select current_setting('app.note', true) as note");
    assert.deepEqual(row, { note: 'left by acme' });
    await v.commit(v.globex.tenant, "select set_config('app.note', '', false)");
  }),
  'leave-a-context-behind': cannot(async (v) => {
    // The next transaction finds it, refuses to run and closes the connection; the one after has a clean one.
    await v.commit(v.acme.tenant, "select set_config('app.tenant', current_setting('app.tenant'), false)");
    await assert.rejects(v.commit(v.globex.tenant, 'select 1'), { code: 'unavailable' });
    const rows = await v.commit(v.globex.tenant, 'select tenant_id from tenant.heads');
    assert.deepEqual(rows, [{ tenant_id: v.globex.tenant }]);
  }),
  'plant-a-prepared-statement': can(async (v) => {
    await v.commit(v.acme.tenant, 'prepare planted as select 1');
    const rows = await v.commit(
      v.globex.tenant,
      'select name from pg_catalog.pg_prepared_statements where from_sql',
    );
    assert.deepEqual(rows, [{ name: 'planted' }]);
    await v.commit(v.globex.tenant, 'deallocate planted');
  }),
  'plant-a-prepared-statement-by-expression': cannot(async (v) => {
    // PREPARE is a statement, and no expression runs one.
    assert.equal(
      await codeOf(v.expression("query_to_xml('prepare planted as select 1', true, false, '')")),
      '42501',
    );
  }),
  'leave-a-cursor-behind': can(async (v) => {
    await v.commit(v.acme.tenant, 'declare kept cursor with hold for select tenant_id from tenant.heads');
    // It holds what its maker could see.
    const rows = await v.commit(v.globex.tenant, 'fetch all from kept');
    assert.deepEqual(rows, [{ tenant_id: v.acme.tenant }]);
    await v.commit(v.globex.tenant, 'close kept');
  }),
  'write-server-log': can(async (v) => {
    // The text of an error goes to the log of PostgreSQL, and with it what was chosen to fail.
    await assert.rejects(v.expression("'forged by acme'::integer"), /forged by acme/);
  }),
  'run-programs': cannot(async (v) => {
    await v.refused('42501', "copy (select 1) to program 'id'");
    await v.refused('42501', "copy tenant.events from program 'id'");
    await v.refused('42501', "load 'auto_explain'");
  }),
  'write-server-files': cannot(async (v) => {
    await v.refused('42501', "copy (select 1) to '/tmp/x'");
    await v.refused('42501', "select lo_export(1, '/tmp/x')");
    await v.refused('42501', 'select lo_create(0)');
  }),
  'open-network-connections': cannot(async (v) => {
    const { rows } = await v.admin.query(
      "select extname from pg_catalog.pg_extension where extname ~ 'dblink|fdw'",
    );
    assert.deepEqual(rows, []);
    await v.refused(
      '42501',
      "create subscription x connection 'host=127.0.0.1' publication p with (connect = false)",
    );
  }),
  'read-own-backend': can(async (v) => {
    assert.match(single(await v.expression('pg_backend_pid()')), /^\d+$/);
  }),
};
