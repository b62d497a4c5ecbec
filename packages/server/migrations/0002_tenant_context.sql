-- Schemas, the signed tenant context and the hardening of what PUBLIC may do.

-- Nobody may create objects where a name could be shadowed, nor temporary tables (pg_temp is searched first).
revoke all on schema public from public;
do $$ begin execute format('revoke all on database %I from public', current_database()); end $$;
do $$
declare role_name text;
begin
  foreach role_name in array array['wardroom_app', 'wardroom_directory', 'wardroom_platform', 'wardroom_worker'] loop
    execute format('grant connect on database %I to %I', current_database(), role_name);
  end loop;
end $$;

create schema extensions authorization wardroom_owner;
create extension pgcrypto with schema extensions;
revoke all on all functions in schema extensions from public;

create schema app authorization wardroom_owner;        -- context and other functions, no tables that requests can read
create schema tenant authorization wardroom_owner;     -- everything that belongs to a tenant, shared tier
create schema directory authorization wardroom_owner;  -- which tenants exist, and look-ups before a tenant is known
create schema platform authorization wardroom_owner;   -- operators, platform keys and platform audit
create schema ops authorization wardroom_owner;        -- bookkeeping of this database

-- Functions are executable by PUBLIC when made: withdraw that for every function made from here on.
alter default privileges for role wardroom_owner revoke execute on functions from public;
alter default privileges for role wardroom_context revoke execute on functions from public;
alter default privileges for role wardroom_lookup revoke execute on functions from public;

grant usage on schema app to wardroom_app, wardroom_context, wardroom_lookup;
grant usage on schema extensions to wardroom_context;
grant execute on function extensions.hmac(bytea, bytea, text) to wardroom_context;

-- Built-in functions with which injected SQL could disturb others: end their statements, hold locks that outlive the
-- transaction, fill the disk through large objects, read files, sleep, or leave a message in the log of the cluster.
do $$
declare
  routine record;
begin
  for routine in
    select p.oid::regprocedure as signature
      from pg_catalog.pg_proc p
     where p.pronamespace = 'pg_catalog'::regnamespace
       and (p.proname like 'lo\_%' or p.proname in (
         'loread', 'lowrite', 'pg_terminate_backend', 'pg_cancel_backend', 'pg_advisory_lock', 'pg_advisory_lock_shared',
         'pg_advisory_xact_lock', 'pg_advisory_xact_lock_shared', 'pg_try_advisory_lock', 'pg_try_advisory_lock_shared',
         'pg_try_advisory_xact_lock', 'pg_try_advisory_xact_lock_shared', 'pg_advisory_unlock',
         'pg_advisory_unlock_shared', 'pg_advisory_unlock_all', 'pg_sleep', 'pg_sleep_for', 'pg_sleep_until',
         'pg_logical_emit_message', 'pg_notify', 'pg_export_snapshot', 'query_to_xml', 'database_to_xml',
         'schema_to_xml', 'table_to_xml', 'cursor_to_xml'))
  loop
    execute format('revoke execute on function %s from public', routine.signature);
  end loop;
end $$;

-- The key under which the server signs tenant contexts. One row; only wardroom_context reads it.
create table app.context_keys (
  only_row boolean primary key default true check (only_row),
  key bytea not null check (octet_length(key) = 32)
);
alter table app.context_keys owner to wardroom_owner;
alter table app.context_keys enable row level security;
alter table app.context_keys force row level security;
create policy context_function_reads on app.context_keys for select to wardroom_context using (true);
grant select on app.context_keys to wardroom_context;

-- The tenant of the current transaction: `v1.<tenant>.<backend pid>.<expiry, ms>.<hex HMAC-SHA-256 over what precedes>`.
-- Raises, with one text for every cause, when the context is missing, malformed, forged, expired or of another backend:
-- a policy that cannot tell the tenant must not answer "no rows", which hides the mistake.
create function app.tenant_id() returns uuid
  language plpgsql stable parallel safe security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  context text := current_setting('app.tenant', true);
  claims text := left(context, -65);   -- everything before the last dot
  mac text;
begin
  select encode(extensions.hmac(convert_to(claims, 'UTF8'), k.key, 'sha256'), 'hex') into mac from app.context_keys k;
  -- Hashing both sides leaves nothing to time. The claims are read only once the MAC has proved their form.
  if starts_with(context, 'v1.')
     and sha256(convert_to(mac, 'UTF8')) = sha256(convert_to(right(context, 64), 'UTF8')) then
    if split_part(context, '.', 3)::integer = pg_backend_pid()
       and split_part(context, '.', 4)::bigint >= (extract(epoch from clock_timestamp()) * 1000)::bigint then
      return substr(context, 4, 36)::uuid;
    end if;
  end if;
  raise exception 'tenant context refused' using errcode = 'WR001';
end $$;
alter function app.tenant_id() owner to wardroom_context;
revoke all on function app.tenant_id() from public;
grant execute on function app.tenant_id() to wardroom_app;

-- Bookkeeping: which cluster this database was last served from. A restored copy gets another epoch, so that a
-- position in the event log is never taken for one of the original.
create table ops.log_epoch (
  only_row boolean primary key default true check (only_row),
  system_identifier text not null,
  timeline integer not null,
  epoch uuid not null default gen_random_uuid()
);
alter table ops.log_epoch owner to wardroom_owner;
alter table ops.log_epoch enable row level security;
alter table ops.log_epoch force row level security;
