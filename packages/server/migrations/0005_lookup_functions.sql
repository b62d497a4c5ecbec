-- The few questions that come before a tenant is known. wardroom_lookup may see the named columns of all tenants
-- and cannot log in; wardroom_directory may call these functions and read no table.

grant usage on schema tenant, directory, ops to wardroom_lookup;
grant select (tenant_id, status, slug_lookup, sealed, tier, region, demo, created_at) on directory.tenants to wardroom_lookup;
grant select (tenant_id, session_id, principal_id, secret_hash) on tenant.sessions to wardroom_lookup;
grant select (tenant_id, credential_id, principal_id, secret_hash) on tenant.credentials to wardroom_lookup;
grant select (tenant_id, seq) on tenant.heads to wardroom_lookup;
grant select on ops.log_epoch to wardroom_lookup;

create policy lookup_before_tenant on directory.tenants for select to wardroom_lookup using (true);
create policy lookup_before_tenant on tenant.sessions for select to wardroom_lookup using (true);
create policy lookup_before_tenant on tenant.credentials for select to wardroom_lookup using (true);
create policy lookup_before_tenant on tenant.heads for select to wardroom_lookup using (true);
create policy lookup_before_tenant on ops.log_epoch for select to wardroom_lookup using (true);

create function directory.find_tenant(lookup bytea)
  returns table (tenant_id uuid, status text, sealed bytea, tier text, region text, demo boolean, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.tenant_id, t.status, t.sealed, t.tier, t.region, t.demo, t.created_at
    from directory.tenants t where t.slug_lookup = lookup
$$;

create function directory.find_session(hash bytea)
  returns table (tenant_id uuid, session_id uuid, principal_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select s.tenant_id, s.session_id, s.principal_id from tenant.sessions s where s.secret_hash = hash
$$;

create function directory.find_credential(hash bytea)
  returns table (tenant_id uuid, credential_id uuid, principal_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select c.tenant_id, c.credential_id, c.principal_id from tenant.credentials c where c.secret_hash = hash
$$;

-- Heads of the logs that a node follows. At most 1,000 at once.
create function directory.read_heads(tenant_ids uuid[])
  returns table (tenant_id uuid, seq bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select h.tenant_id, h.seq from tenant.heads h where h.tenant_id = any (tenant_ids[1:1000])
$$;

create function directory.read_log_epoch() returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$ select e.epoch from ops.log_epoch e $$;

-- A node tells the others that heads have moved: a shard number, nothing else. After commit, never inside a
-- business transaction (NOTIFY takes a cluster-wide lock at commit).
create function directory.announce(shard integer) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform pg_catalog.pg_notify('wardroom_heads', shard::text);
end $$;
grant execute on function pg_catalog.pg_notify(text, text) to wardroom_lookup;

-- The workspace reads and renames itself: the row is chosen by the signed context, never by an argument. A snapshot needs
-- the name of its own moment, which what a node has cached may not be.
create function app.read_directory_entry() returns bytea
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.sealed from directory.tenants t where t.tenant_id = (select app.tenant_id())
$$;
create function app.write_directory_entry(sealed_entry bytea) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  update directory.tenants set sealed = sealed_entry where tenant_id = (select app.tenant_id())
$$;
grant update (sealed) on directory.tenants to wardroom_lookup;
grant execute on function app.tenant_id() to wardroom_lookup;
create policy rename_by_context on directory.tenants for update to wardroom_lookup
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));

do $$
declare
  routine regprocedure;
begin
  for routine in
    select p.oid::regprocedure from pg_catalog.pg_proc p where p.pronamespace = 'directory'::regnamespace
  loop
    execute format('alter function %s owner to wardroom_lookup', routine);
    execute format('revoke all on function %s from public', routine);
    execute format('grant execute on function %s to wardroom_directory', routine);
  end loop;
end $$;
alter function app.read_directory_entry() owner to wardroom_lookup;
revoke all on function app.read_directory_entry() from public;
grant execute on function app.read_directory_entry() to wardroom_app;
alter function app.write_directory_entry(bytea) owner to wardroom_lookup;
revoke all on function app.write_directory_entry(bytea) from public;
grant execute on function app.write_directory_entry(bytea) to wardroom_app;
grant usage on schema directory to wardroom_directory;
-- The platform host is served with the same look-ups.
grant execute on function directory.find_tenant(bytea) to wardroom_platform;
grant execute on function app.tenant_id() to wardroom_app;
