/** What injected SQL can use up or hold, and whom that disturbs. */
import assert from 'node:assert/strict';
import { pidOf } from '../isolation/database.ts';
import { can, cannot, codeOf, type Proof, single } from './vulnerable.ts';

/** Tables of which the request role may delete rows. */
const deletable = [
  ...['audit_dead_letters', 'audit_sinks', 'audit_views', 'channel_members', 'decisions', 'domains'],
  ...['events', 'group_members', 'groups', 'reactions', 'search_entries', 'sessions'],
].map((name) => `tenant.${name}`);

export const availability: Readonly<Record<string, Proof>> = {
  'use-cpu': can(async (v) => {
    const sum = await v.expression('select count(*) from generate_series(1, 300000)');
    assert.equal(single(sum), '300000');
  }),
  'outlast-the-statement-timeout-unchanged': cannot(async (v) => {
    // The limit holds until it is lifted (next row); here with a shorter one.
    const endless = 'select count(*) from generate_series(1, 1000000000000)';
    assert.equal(
      await codeOf(v.statements("select set_config('statement_timeout', '150', true)", endless)),
      '57014',
    );
  }),
  'lift-timeouts': can(async (v) => {
    assert.equal(single(await v.expression("set_config('statement_timeout', '0', true)")), '0');
    assert.equal(
      single(await v.expression("set_config('idle_in_transaction_session_timeout', '0', true)")),
      '0',
    );
  }),
  'outlive-the-context': cannot(async (v) => {
    const client = await v.connect();
    await client.query('begin');
    await client.query("select set_config('app.tenant', $1, true)", [
      v.sign(v.acme.tenant, client, Date.now() - 59_800),
    ]);
    await client.query('select * from tenant.heads');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(await codeOf(client.query('select * from tenant.heads')), 'WR001');
    await client.query('rollback');
  }),
  'use-memory': can(async (v) => {
    assert.equal(single(await v.expression("length(repeat('x', 100000000))")), '100000000');
  }),
  'fill-the-disk-by-sorting': cannot(async (v) => {
    const spill =
      'select count(*) from (select g::text || repeat($$x$$, 500) as t from generate_series(1, 700000) g order by 1) s';
    assert.equal(await codeOf(v.statements(spill)), '53400');
    await v.refused('42501', 'set temp_file_limit = -1');
  }),
  'fill-the-disk-with-own-rows': can(async (v) => {
    const fill = `insert into tenant.data_keys select '${v.acme.tenant}', 'filler', g, '\\x00', now() from generate_series(1, 1000) g returning epoch`;
    assert.equal((await v.statements(fill)).length, 1000);
  }),
  sleep: cannot(async (v) => {
    for (const call of ['pg_sleep(1)', "pg_sleep_for('1 s')"]) await v.refused('42501', `select ${call}`);
  }),
  'hold-own-head': can(async (v) => {
    const client = await v.connect();
    const other = await v.connect();
    for (const one of [client, other]) {
      await one.query('begin');
      await one.query("select set_config('app.tenant', $1, true)", [v.sign(v.acme.tenant, one)]);
    }
    await client.query('select * from tenant.heads for update');
    assert.equal(await codeOf(other.query('select * from tenant.heads for update nowait')), '55P03');
    await other.query('rollback');
    await client.query('rollback');
  }),
  'hold-rows-of-others': cannot(async (v) => {
    const rows = await v.statements(
      `select * from tenant.heads where tenant_id = '${v.globex.tenant}' for update`,
    );
    assert.deepEqual(rows, []);
  }),
  'lock-tables-it-may-delete-from': can(async (v) => {
    for (const table of deletable)
      assert.equal(await codeOf(v.statements(`lock table ${table} in access exclusive mode`)), 'none', table);
    // The list above is complete: where nothing is deleted, nothing can be locked against others.
    const { rows } = await v.admin.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_catalog.pg_class c where c.relnamespace = 'tenant'::regnamespace
         and c.relkind = 'r' and has_table_privilege('wardroom_app', c.oid, 'delete, update, truncate, maintain') order by 1`,
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      deletable,
    );
  }),
  'lock-other-tables': cannot(async (v) => {
    for (const table of [
      'tenant.messages',
      'tenant.channels',
      'tenant.passwords',
      'tenant.heads',
      'tenant.principals',
    ])
      for (const mode of ['share', 'exclusive', 'access exclusive'])
        await v.refused('42501', `lock table ${table} in ${mode} mode`);
  }),
  'hold-advisory-locks': cannot(async (v) => {
    await v.refused('42501', 'select pg_advisory_lock(1)');
    await v.refused('42501', 'select pg_try_advisory_xact_lock(1)');
  }),
  'end-other-connections': cannot(async (v) => {
    const other = await v.connect();
    await v.refused('42501', `select pg_terminate_backend(${pidOf(other)})`);
    await v.refused('42501', `select pg_cancel_backend(${pidOf(other)})`);
  }),
  'announce-as-a-statement': can(async (v) => {
    assert.equal(await codeOf(v.statements("notify wardroom_heads, '1'")), 'none');
  }),
  'announce-by-expression': cannot((v) => v.refused('42501', "select pg_notify('wardroom_heads', '1')")),
  'read-announcements': cannot(async (v) => {
    // It may listen, but what arrives goes to the driver: no SQL reads it.
    assert.equal(await codeOf(v.statements('listen wardroom_heads', 'unlisten *')), 'none');
    const { rows } = await v.admin.query(
      "select proname from pg_catalog.pg_proc where proname ~ 'notif|listen' and prorettype <> 'void'::regtype order by 1",
    );
    assert.deepEqual(rows, [
      { proname: 'pg_listening_channels' },
      { proname: 'pg_notification_queue_usage' },
    ]);
  }),
  'keep-old-rows-alive': cannot(async (v) => {
    await v.refused('42501', 'select pg_export_snapshot()');
    await v.refused('42501', "select pg_create_logical_replication_slot('x', 'pgoutput')");
    await v.refused('42501', "select pg_create_physical_replication_slot('x', true)");
  }),
  'write-into-the-log-stream': cannot((v) =>
    v.refused('42501', "select pg_logical_emit_message(false, 'x', 'y')"),
  ),
  'disturb-the-cluster': cannot(async (v) => {
    await v.refused('42501', 'checkpoint');
    for (const call of ['pg_reload_conf()', 'pg_switch_wal()', 'pg_stat_reset()', 'pg_promote()'])
      await v.refused('42501', `select ${call}`);
    // Commands that no transaction may run are asked on a connection of their own.
    const client = await v.connect();
    for (const sql of ['alter system set fsync = off', 'create database x'])
      assert.notEqual(await codeOf(client.query(sql)), 'none', sql);
  }),
  'weaken-own-durability': can(async (v) => {
    assert.equal(single(await v.expression("set_config('synchronous_commit', 'off', true)")), 'off');
  }),
};
