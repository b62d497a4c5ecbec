-- Background work. Requests write tenant.job_outbox under their signed context; wardroom_worker moves rows into the
-- queue and sees nothing else. The queue's own tables (schema graphile_worker, made by the migrating process) know no
-- tenant: only wardroom_worker reaches them, and what they hold is a reference, never content.

alter role wardroom_worker set search_path = '';
alter role wardroom_worker set statement_timeout = '15s';
alter role wardroom_worker set lock_timeout = '10s';

grant usage on schema tenant to wardroom_worker;
grant select, delete on tenant.job_outbox to wardroom_worker;
create policy move_to_queue_sees on tenant.job_outbox for select to wardroom_worker using (true);
create policy move_to_queue_takes on tenant.job_outbox for delete to wardroom_worker using (true);

-- A job is done for a tenant that is active when it runs, not when it was written. Null: no such tenant.
create function directory.find_tenant_status(tenant uuid) returns text
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.status from directory.tenants t where t.tenant_id = tenant
$$;
alter function directory.find_tenant_status(uuid) owner to wardroom_lookup;
revoke all on function directory.find_tenant_status(uuid) from public;
grant execute on function directory.find_tenant_status(uuid) to wardroom_worker;
grant usage on schema directory to wardroom_worker;

-- The queue tells its readers about new jobs. Not in a business transaction: the worker's own ones only.
grant execute on function pg_catalog.pg_notify(text, text) to wardroom_worker;
