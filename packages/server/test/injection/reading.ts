/** What injected SQL can learn. */
import assert from 'node:assert/strict';
import { within } from '../isolation/database.ts';
import { can, cannot, codeOf, type Proof, single } from './vulnerable.ts';

const candidatesIn = (channelId: string, token: string): string =>
  `select message_id from app.search_candidates(array['${channelId}'::uuid], '{${token}}', 9, '{}', '1970-01-01', '9999-01-01', '${channelId}', 9)`;

export const reading: Readonly<Record<string, Proof>> = {
  'read-own-tenant': can(async (v) => {
    assert.equal(single(await v.expression('select count(*) from tenant.principals')), '1');
  }),
  'read-other-tenant': cannot(async (v) => {
    const filter = `where tenant_id = '${v.globex.tenant}'`;
    for (const table of v.tables.filter((name) => name !== 'tenant.job_outbox'))
      assert.equal(single(await v.expression(`select count(*) from ${table} ${filter}`)), '0', table);
  }),
  'read-other-tenant-by-error': cannot(async (v) => {
    // A division by zero on a foreign row would tell that the row is there.
    const divides = `select count(*) from tenant.principals where 1 / (case when tenant_id = '${v.globex.tenant}' then 0 else 1 end) = 1`;
    assert.equal(single(await v.expression(divides)), '1');
  }),
  'read-other-tenant-by-foreign-key': cannot(async (v) => {
    const insert = (principal: string) =>
      `insert into tenant.passwords values ('${v.acme.tenant}', '${principal}', 'x', now())`;
    const foreign = await codeOf(v.statements(insert(v.globex.owner)));
    const random = await codeOf(v.statements(insert(v.acme.fresh)));
    assert.deepEqual([foreign, random], ['23503', '23503']);
  }),
  'read-other-tenant-by-unique-key': cannot(async (v) => {
    // The other tenant's hash is taken there and free here.
    const taken = `insert into tenant.sign_in_links select tenant_id, '${v.acme.fresh}', principal_id, decode(repeat('20', 32), 'hex'), now() from tenant.sign_in_links`;
    assert.equal(await codeOf(v.statements(taken)), 'none');
    const own = taken.replace("repeat('20'", "repeat('10'");
    assert.equal(await codeOf(v.statements(own)), '23505');
  }),
  'read-platform': cannot(async (v) => {
    for (const table of [
      'directory.tenants',
      'directory.domains',
      'platform.operators',
      'platform.break_glass',
      'platform.scope_keys',
    ])
      await v.refused('42501', `select * from ${table}`);
  }),
  'read-queue': cannot((v) => v.refused('42501', 'select * from graphile_worker.jobs')),
  'read-job-outbox': cannot((v) => v.refused('42501', 'select * from tenant.job_outbox')),
  'look-up-before-tenant': cannot((v) => v.refused('42501', "select directory.find_session('\\x00')")),
  'read-context-key': cannot(async (v) => {
    await v.refused('42501', 'select * from app.context_keys');
    await v.refused('42501', "select extensions.hmac('a'::bytea, 'b'::bytea, 'sha256')");
  }),
  'read-own-context': can(async (v) => {
    const context = single(await v.expression("current_setting('app.tenant')"));
    assert.match(context, new RegExp(`^v1\\.${v.acme.tenant}\\.`));
    // Worth nothing on another connection.
    const elsewhere = await v.connect();
    const code = await within(elsewhere, context, () =>
      codeOf(elsewhere.query('select count(*) from tenant.heads')),
    );
    assert.equal(code, 'WR001');
  }),
  'replay-own-context': can(async (v) => {
    const client = await v.connect();
    const context = v.sign(v.acme.tenant, client);
    const seen = () => client.query<{ tenant_id: string }>('select tenant_id from tenant.heads');
    await within(client, context, seen);
    const again = await within(client, context, seen);
    assert.deepEqual(again.rows, [{ tenant_id: v.acme.tenant }]);
  }),
  'learn-other-context': cannot(async (v) => {
    const other = await v.connect();
    await other.query('begin');
    await other.query("select set_config('app.tenant', $1, true)", [v.sign(v.globex.tenant, other)]);
    const seen = await v.expression(
      "select string_agg(s::text, ' ') from pg_catalog.pg_settings s where s::text ~ 'v1[.]'",
    );
    assert.ok(!seen.join().includes(v.globex.tenant));
    await v.refused('42501', 'select query from pg_catalog.pg_stat_activity');
    await other.query('rollback');
  }),
  'enter-other-tenant': cannot(async (v) => {
    const forged = `set_config('app.tenant', replace(current_setting('app.tenant'), '${v.acme.tenant}', '${v.globex.tenant}'), true)`;
    assert.equal(await codeOf(v.statements(`select ${forged}`, 'select * from tenant.heads')), 'WR001');
  }),
  'read-message-text': cannot(async (v) => {
    // What there is to read is ciphertext; no key is in the database, and no function of ours decrypts.
    const { rows } = await v.admin.query(
      "select p.oid::regprocedure from pg_catalog.pg_proc p where p.proname ~ 'decrypt' and has_function_privilege('wardroom_app', p.oid, 'execute')",
    );
    assert.deepEqual(rows, []);
  }),
  'read-search-tokens': cannot(async (v) => {
    await v.refused('42501', 'select tokens from tenant.search_entries');
    await v.refused('42501', 'select * from tenant.search_entries');
    // Nor through the answer of a write.
    await v.refused('42501', 'delete from tenant.search_entries returning tokens');
  }),
  'search-own-tenant': can(async (v) => {
    assert.deepEqual(await v.statements(candidatesIn(v.acme.channel, '1')), [{ message_id: v.acme.message }]);
    assert.deepEqual(await v.statements(candidatesIn(v.acme.channel, '3')), []);
  }),
  'search-other-tenant': cannot(async (v) => {
    assert.deepEqual(await v.statements(candidatesIn(v.globex.channel, '1')), []);
    const text = `${candidatesIn(v.acme.channel, '1')} union all ${candidatesIn(v.globex.channel, '1')}`;
    assert.deepEqual(await v.statements(text), [{ message_id: v.acme.message }]);
  }),
  'read-own-credentials': can(async (v) => {
    assert.equal(single(await v.expression('select count(secret_hash) from tenant.sessions')), '1');
    assert.equal(single(await v.expression('select count(password_hash) from tenant.passwords')), '1');
  }),
  'read-catalogue': can(async (v) => {
    const names = single(await v.expression("select string_agg(relname, ' ') from pg_catalog.pg_class"));
    assert.match(names, /operator_credentials/);
  }),
  'read-function-source': can(async (v) => {
    assert.match(single(await v.expression("pg_get_functiondef('app.tenant_id()'::regprocedure)")), /hmac/);
  }),
  'list-roles-and-databases': can(async (v) => {
    assert.match(
      single(await v.expression("select string_agg(rolname, ' ') from pg_catalog.pg_roles")),
      /wardroom_platform/,
    );
    assert.ok(
      single(await v.expression("select string_agg(datname, ' ') from pg_catalog.pg_database")).includes(
        v.name,
      ),
    );
  }),
  'read-role-passwords': cannot(async (v) => {
    await v.refused('42501', 'select rolpassword from pg_catalog.pg_authid');
    await v.refused('42501', 'select passwd from pg_catalog.pg_shadow');
  }),
  'read-statistics-values': cannot(async (v) => {
    await v.admin.query('analyze tenant.messages');
    const visible = await v.expression(
      "select count(*) from pg_catalog.pg_stats where schemaname = 'tenant'",
    );
    assert.equal(single(visible), '0');
    await v.refused('42501', 'select * from pg_catalog.pg_statistic');
  }),
  'count-rows-of-all-tenants': can(async (v) => {
    await v.admin.query('analyze tenant.messages');
    const total = await v.expression(
      "select reltuples from pg_catalog.pg_class where oid = 'tenant.messages'::regclass",
    );
    assert.equal(single(total), '2');
  }),
  'infer-frequencies-from-plans': can(async (v) => {
    const [plan] = await v.statements("explain select * from tenant.messages where sent_at > '2000-01-01'");
    assert.match(JSON.stringify(plan), /rows=\d/);
  }),
  'watch-volume-of-writes': can(async (v) => {
    assert.match(single(await v.expression('pg_current_wal_lsn()')), /^[0-9A-F]+\//);
    assert.match(single(await v.expression('txid_current()')), /^\d+$/);
  }),
  'see-statements-of-others': cannot(async (v) => {
    await v.refused('42501', 'select query from pg_catalog.pg_stat_activity');
    await v.refused('42501', 'select pg_stat_get_backend_activity(1)');
  }),
  'see-locks-of-others': cannot((v) => v.refused('42501', 'select * from pg_catalog.pg_locks')),
  'read-server-files': cannot(async (v) => {
    await v.refused('42501', "select pg_read_file('postgresql.conf')");
    await v.refused('42501', "select pg_ls_dir('.')");
    await v.refused('42501', "select lo_import('/etc/passwd')");
    await v.refused('42501', "copy tenant.events from '/etc/passwd'");
    const entity = `xmlparse(document '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')`;
    assert.ok(!single(await v.expression(entity)).includes('root:'));
  }),
};
