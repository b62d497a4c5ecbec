-- What injected SQL could still do and need not (docs/injected-sql.md has one row per capability).

-- No serving role changes structure. Each of them owns nothing and may create nothing, yet DROP OWNED BY CURRENT_USER
-- would take it out of every policy, and the tenant policies, which name no other role, would be gone for everybody.
-- Event triggers do not see commands on roles (ALTER ROLE … PASSWORD): the migrating process sets those anew at start.
create function ops.refuse_structure() returns event_trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from pg_catalog.pg_roles r where r.rolname = session_user and r.rolsuper) then
    raise exception 'structure is changed by migrations only' using errcode = 'insufficient_privilege';
  end if;
end $$;
alter function ops.refuse_structure() owner to wardroom_owner;
revoke all on function ops.refuse_structure() from public;
create event trigger structure_by_migrations_only on ddl_command_start execute function ops.refuse_structure();

-- Sorts and hashes spill to disk; nothing bounded how much. Only a superuser may set this one, so it holds.
alter role wardroom_app set temp_file_limit = '256MB';
alter role wardroom_directory set temp_file_limit = '16MB';
alter role wardroom_platform set temp_file_limit = '256MB';
alter role wardroom_worker set temp_file_limit = '256MB';

-- DO blocks turn one injected statement into a program: loops, waits, forged log lines, probing with caught errors.
-- Functions that exist already run without this right.
revoke usage on language plpgsql from public;

-- Built-in functions that run SQL given as text (0002 withdraws some of the family), and those that show what other
-- connections are doing, the text of their statements included.
do $$
declare
  routine record;
begin
  for routine in
    select p.oid::regprocedure as signature
      from pg_catalog.pg_proc p
     where p.pronamespace = 'pg_catalog'::regnamespace
       and (p.proname ~ '^(query|cursor|table|schema|database)_to_xml'
         or p.proname = 'ts_stat'
         or (p.proname = 'ts_rewrite' and p.pronargs = 2)
         or p.proname like 'pg\_stat\_get\_backend\_%'
         or p.proname in ('pg_stat_get_activity', 'pg_stat_get_progress_info', 'pg_lock_status', 'pg_blocking_pids',
           'pg_safe_snapshot_blocking_pids', 'pg_prepared_xact', 'pg_get_multixact_members'))
  loop
    execute format('revoke execute on function %s from public', routine.signature);
  end loop;
end $$;
