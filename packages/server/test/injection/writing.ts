/** What injected SQL can change, in its own tenant and elsewhere. */
import assert from 'node:assert/strict';
import { can, cannot, codeOf, type Proof } from './vulnerable.ts';

export const writing: Readonly<Record<string, Proof>> = {
  'write-other-tenant': cannot(async (v) => {
    const globex = v.globex.tenant;
    await v.refused('42501', `insert into tenant.heads values ('${globex}')`);
    await v.refused('42501', `insert into tenant.heads values ('${globex}') on conflict do nothing`);
    const before = await v.admin.query('select * from tenant.heads where tenant_id = $1', [globex]);
    await v.commit(
      v.acme.tenant,
      `update tenant.heads set seq = seq + 1 where tenant_id = '${globex}'`,
      `merge into tenant.heads h using (select 1) s on h.tenant_id = '${globex}' when matched then update set seq = 7`,
      `delete from tenant.events where tenant_id = '${globex}'`,
    );
    const later = await v.admin.query('select * from tenant.heads where tenant_id = $1', [globex]);
    assert.deepEqual(later.rows, before.rows);
    const { rows } = await v.admin.query(
      'select count(*)::integer as n from tenant.events where tenant_id = $1',
      [globex],
    );
    assert.deepEqual(rows, [{ n: 1 }]);
  }),
  'move-row-to-other-tenant': cannot((v) =>
    v.refused('42501', `update tenant.channels set tenant_id = '${v.globex.tenant}'`),
  ),
  'write-platform': cannot(async (v) => {
    await v.refused('42501', "update directory.tenants set status = 'suspended'");
    await v.refused('42501', 'delete from platform.operator_sessions');
  }),
  'write-queue': cannot((v) => v.refused('42501', "select graphile_worker.add_job('x')")),
  'raise-own-role': can(async (v) => {
    const rows = await v.statements("update tenant.principals set role = 'owner' returning role");
    assert.deepEqual(rows, [{ role: 'owner' }]);
  }),
  'act-as-another-of-own-tenant': can(async (v) => {
    const [row] = await v.statements(
      `with gone as (delete from tenant.sessions returning *)
       insert into tenant.sessions (tenant_id, session_id, principal_id, secret_hash, created_at, last_seen_at, authenticated_at, idle_expires_at, expires_at, sealed)
         select tenant_id, '${v.acme.fresh}', '${v.acme.owner}', decode(repeat('77', 32), 'hex'), now(), now(), now(), now(), now(), sealed from gone
       returning principal_id`,
    );
    assert.deepEqual(row, { principal_id: v.acme.owner });
  }),
  'delete-own-events': can(async (v) => {
    const rows = await v.statements('delete from tenant.events returning seq');
    assert.equal(rows.length, 1);
  }),
  'rewind-own-log': can(async (v) => {
    assert.equal(await codeOf(v.statements('update tenant.heads set seq = 0')), 'none');
  }),
  'write-unreadable-text': can(async (v) => {
    const rows = await v.statements("update tenant.messages set sealed_body = '\\x00' returning message_id");
    assert.equal(rows.length, 1);
  }),
  'shadow-own-keys': can(async (v) => {
    const insert = `insert into tenant.scope_keys values ('${v.acme.tenant}', 99, '\\x00', now())`;
    assert.equal(await codeOf(v.statements(insert)), 'none');
  }),
  'change-own-keys': cannot(async (v) => {
    await v.refused('42501', "update tenant.scope_keys set wrapped = '\\x00'");
    await v.refused('42501', 'delete from tenant.data_keys');
  }),
  'delete-own-messages': cannot(async (v) => {
    for (const table of ['messages', 'mentions', 'channels'])
      await v.refused('42501', `delete from tenant.${table}`);
    // Of a channel that lives, the function removes nothing.
    const [row] = await v.statements(`select app.purge_channel('${v.acme.channel}', 1000) as removed`);
    assert.deepEqual(row, { removed: null });
  }),
  'purge-own-channel': can(async (v) => {
    const rows = await v.statements(
      `update tenant.channels set kind = 'deleted' where channel_id = '${v.acme.channel}'`,
      `select app.purge_channel('${v.acme.channel}', 1000) as removed`,
    );
    assert.deepEqual(rows, [{ removed: 1 }]);
    // That of another tenant is not there.
    const [foreign] = await v.statements(`select app.purge_channel('${v.globex.channel}', 1000) as removed`);
    assert.deepEqual(foreign, { removed: null });
  }),
  'erase-own-openings': can(async (v) => {
    const [gone] = await v.statements(`select erased from app.erase_openings('${v.acme.owner}', 1000)`);
    assert.deepEqual(gone, { erased: 1 });
    // Those of another tenant are not there.
    const [foreign] = await v.statements(`select erased from app.erase_openings('${v.globex.owner}', 1000)`);
    assert.deepEqual(foreign, { erased: 0 });
    const shorten = (days: number) =>
      v.statements(`update tenant.audit_retention set security_days = ${days}`);
    assert.equal(await codeOf(shorten(365)), 'none');
    await v.refused('23514', 'update tenant.audit_retention set security_days = 364');
    await v.refused('42501', "insert into tenant.audit_boundaries values (null, 256, 'x', '', now())");
  }),
  'forge-own-audit-entry': can(async (v) => {
    const forged = `insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, action, resource_kind, request_id, sealed)
      values ('${v.acme.tenant}', '${v.acme.fresh}', now(), 'role.assigned', 'both', 'success', 'person', 'roles.assign', 'Principal', '${v.acme.fresh}', '\\x00')`;
    assert.equal(await codeOf(v.statements(forged)), 'none');
  }),
  'change-or-delete-audit': cannot(async (v) => {
    await v.refused('42501', "update tenant.audit_outbox set outcome = 'success'");
    await v.refused('42501', 'delete from tenant.audit_outbox');
    await v.refused('42501', 'truncate tenant.audit_outbox');
    for (const table of ['audit_log', 'audit_openings', 'audit_heads', 'audit_tiles', 'audit_checkpoints']) {
      await v.refused('42501', `update tenant.${table} set tenant_id = tenant_id`);
      await v.refused('42501', `delete from tenant.${table}`);
      await v.refused('42501', `truncate tenant.${table}`);
      await v.refused('42501', `insert into tenant.${table} select * from tenant.${table}`);
    }
  }),
  'write-own-job': can(async (v) => {
    const insert = `insert into tenant.job_outbox (tenant_id, job_id, task, run_at, created_at) values ('${v.acme.tenant}', '${v.acme.fresh}', 'sessions.prune', now(), now())`;
    assert.equal(await codeOf(v.statements(insert)), 'none');
  }),
  'write-job-of-other-tenant': cannot((v) =>
    v.refused(
      '42501',
      `insert into tenant.job_outbox (tenant_id, job_id, task, run_at, created_at) values ('${v.globex.tenant}', '${v.acme.fresh}', 'sessions.prune', now(), now())`,
    ),
  ),
  'garble-own-directory-entry': can(async (v) => {
    const entry = (tenant: string, sealed: string) =>
      v.admin.query(
        `insert into directory.tenants (tenant_id, status, slug_lookup, sealed, region, created_at)
         values ($1::uuid, 'active', sha256(convert_to($1::text, 'UTF8')), $2, 'local', now())`,
        [tenant, sealed],
      );
    await entry(v.acme.tenant, '\\xaa');
    await entry(v.globex.tenant, '\\xbb');
    await v.commit(v.acme.tenant, "select app.write_directory_entry('\\x00')");
    const { rows } = await v.admin.query<{ sealed: string }>(
      "select encode(sealed, 'hex') as sealed from directory.tenants order by tenant_id",
    );
    // Its own, never its neighbour's.
    assert.deepEqual(rows, [{ sealed: '00' }, { sealed: 'bb' }]);
  }),
  'take-domain-of-other-tenant': cannot(async (v) => {
    const taken = "decode(repeat('20', 32), 'hex')";
    await v.admin.query(
      `insert into directory.domains (name_lookup, tenant_id, domain_id) values (${taken}, $1, $2)`,
      [v.globex.tenant, v.globex.domain],
    );
    const own = `'${v.acme.domain}'`;
    assert.deepEqual(await v.statements(`select app.claim_domain(${taken}, ${own}) as claimed`), [
      { claimed: false },
    ]);
    await v.commit(v.acme.tenant, `select app.release_domain('${v.globex.domain}')`);
    await v.refused('42501', `delete from directory.domains where name_lookup = ${taken}`);
    const { rows } = await v.admin.query('select tenant_id from directory.domains');
    assert.deepEqual(rows, [{ tenant_id: v.globex.tenant }]);
    // A free look-up can be taken, for what it is worth: nobody without the platform's key knows whose name it is.
    const free = "sha256('chat.globex.com')";
    assert.deepEqual(await v.statements(`select app.claim_domain(${free}, ${own}) as claimed`), [
      { claimed: true },
    ]);
  }),
  'garble-own-search-index': can(async (v) => {
    const gone =
      'with gone as (delete from tenant.search_entries returning message_id) select count(*)::int as n from gone';
    assert.deepEqual(await v.statements(gone), [{ n: 1 }]);
  }),
  'commit-early': can(async (v) => {
    // What was written so far stays, without its audit entry; nothing after it has a context.
    assert.equal(await codeOf(v.statements('commit', 'select * from tenant.heads')), 'WR001');
  }),
};
