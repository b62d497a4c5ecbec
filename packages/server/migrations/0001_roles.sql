-- Cluster roles. Each is as narrow as its work; none of the login roles owns anything, is superuser or bypasses
-- row-level security. Roles belong to the cluster, so this file tolerates that they exist.
--
-- wardroom_owner      owns every object; cannot log in.
-- wardroom_migrator   BYPASSRLS, to validate constraints over all rows; cannot log in and is granted to nobody.
-- wardroom_context    owns the function that verifies the signed tenant context, and alone reads its key.
-- wardroom_lookup     owns the few definer functions that must see a row before its tenant is known.
-- wardroom_app        requests, inside one signed tenant context at a time.
-- wardroom_directory  resolves hosts, sessions and keys through wardroom_lookup's functions; reads no table.
-- wardroom_platform   the platform realm: tenant directory, operators, platform audit; no tenant table.
-- wardroom_worker     moves rows from the job outbox into the queue.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['wardroom_owner', 'wardroom_migrator', 'wardroom_context', 'wardroom_lookup'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noreplication noinherit', role_name);
    end if;
  end loop;
  foreach role_name in array array['wardroom_app', 'wardroom_directory', 'wardroom_platform', 'wardroom_worker'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute format('create role %I login nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls', role_name);
    end if;
  end loop;
end $$;

alter role wardroom_migrator bypassrls;

-- A request that waits is a request that holds a connection: every wait is bounded. Parallel plans are off because
-- the signed context names one backend.
alter role wardroom_app set statement_timeout = '15s';
alter role wardroom_app set lock_timeout = '10s';
alter role wardroom_app set idle_in_transaction_session_timeout = '20s';
alter role wardroom_app set max_parallel_workers_per_gather = 0;
-- Every statement reaches its rows through keys, so one plan serves all values; replanning cost a third of a short read.
alter role wardroom_app set plan_cache_mode = 'force_generic_plan';
alter role wardroom_app set search_path = '';
alter role wardroom_directory set statement_timeout = '5s';
alter role wardroom_directory set search_path = '';
alter role wardroom_platform set statement_timeout = '15s';
alter role wardroom_platform set lock_timeout = '10s';
alter role wardroom_platform set idle_in_transaction_session_timeout = '20s';
alter role wardroom_platform set search_path = '';
alter role wardroom_worker set idle_in_transaction_session_timeout = '60s';
