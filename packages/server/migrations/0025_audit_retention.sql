-- How long the audit log is kept, how its oldest part goes (AUD-02, AUD-06), and how what it knows of a person is erased.
--
-- wardroom_pruner  removes entries whose time has passed, behind a signed boundary and nowhere else. It logs in, and the
--                  process that signs uses it; with its password alone nothing can be removed, see app.admits_boundary.
-- wardroom_eraser  owns the function that erases; it cannot log in.

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'wardroom_pruner') then
    create role wardroom_pruner login nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'wardroom_eraser') then
    create role wardroom_eraser nologin nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls;
  end if;
  execute format('grant connect on database %I to wardroom_pruner', current_database());
end $$;
alter role wardroom_pruner set search_path = '';
alter role wardroom_pruner set statement_timeout = '30s';
alter role wardroom_pruner set lock_timeout = '5s';
alter role wardroom_pruner set idle_in_transaction_session_timeout = '20s';
alter role wardroom_pruner set max_parallel_workers_per_gather = 0;
alter role wardroom_pruner set temp_file_limit = '256MB';
alter default privileges for role wardroom_eraser revoke execute on functions from public;

-- How long entries of each store are kept. No row: the defaults of its columns.
create table tenant.audit_retention (
  tenant_id uuid not null,
  -- At least a year: less would be a way to get rid of traces (AUD-06). At most a century, so that dates stay dates.
  security_days integer not null default 730
    constraint audit_retention_security_bounded check (security_days between 365 and 36500),
  compliance_days integer not null default 730
    constraint audit_retention_compliance_bounded check (compliance_days between 365 and 36500),
  -- Goes up with every change: who changes an older one than is stored is told.
  version bigint not null default 0 constraint audit_retention_version_counts check (version >= 0),
  changed_at timestamptz,
  changed_by uuid,
  constraint audit_retention_key primary key (tenant_id)
);

-- Notes that say where a log begins today, signed by a key of the log (docs/audit-log-format.md).
create table tenant.audit_boundaries (
  tenant_id uuid not null,
  -- Whole bundles go, because a proof of an entry beside a removed one must not need it.
  lowest_index bigint not null
    constraint audit_boundaries_of_bundles check (lowest_index > 0 and lowest_index % 256 = 0),
  note text not null constraint audit_boundaries_note_bounded check (octet_length(note) between 1 and 100000),
  root bytea not null constraint audit_boundaries_root_is_hash check (octet_length(root) = 32),
  made_at timestamptz not null,
  constraint audit_boundaries_key primary key (tenant_id, lowest_index)
);

-- Entries that waited for their place when somebody was erased: what opens them for this subject is not kept.
create table tenant.audit_erased_waiting (
  tenant_id uuid not null,
  entry_id uuid not null,
  subject_id uuid not null,
  constraint audit_erased_waiting_key primary key (tenant_id, entry_id, subject_id)
);

-- What the pruner has seen of the clock. After a jump nothing is removed until the time has run on for days.
create table ops.audit_clock (
  only_row boolean primary key default true check (only_row),
  seen_at timestamptz not null default now(),
  believed_from timestamptz not null default now()
);
insert into ops.audit_clock default values;
alter table ops.audit_clock owner to wardroom_owner;
alter table ops.audit_clock enable row level security;
alter table ops.audit_clock force row level security;
create policy pruner_looks on ops.audit_clock for all to wardroom_pruner using (true) with check (true);
grant select on ops.audit_clock to wardroom_pruner;
grant update (seen_at, believed_from) on ops.audit_clock to wardroom_pruner;

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.audit_retention', 'tenant.audit_boundaries',
    'tenant.audit_erased_waiting']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('grant select on %s to wardroom_app', target);
  end loop;
end $$;
grant insert on tenant.audit_retention to wardroom_app;
grant update (security_days, compliance_days, version, changed_at, changed_by) on tenant.audit_retention to wardroom_app;

/*
Whether whoever signs has admitted this boundary for this connection:
`b1.<tenant>.<lowest index>.<hex SHA-256 of the note>.<backend pid>.<expiry, ms>.<hex HMAC-SHA-256 over what precedes>` in
the setting app.boundary, under the key of tenant contexts, which the pruner cannot read. PostgreSQL knows no Ed25519: it
cannot look at the signature itself, but it can ask for the word of the one who made it. The first characters keep a
context and an admission apart.
*/
create function app.admits_boundary(tenant uuid, lowest bigint, note text) returns boolean
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  admission text := current_setting('app.boundary', true);
  claims text := left(admission, -65);
  mac text;
begin
  select encode(extensions.hmac(convert_to(claims, 'UTF8'), k.key, 'sha256'), 'hex') into mac from app.context_keys k;
  if starts_with(admission, 'b1.')
     and sha256(convert_to(mac, 'UTF8')) = sha256(convert_to(right(admission, 64), 'UTF8')) then
    return split_part(admission, '.', 2)::uuid = tenant
       and split_part(admission, '.', 3)::bigint = lowest
       and split_part(admission, '.', 4) = encode(sha256(convert_to(note, 'UTF8')), 'hex')
       and split_part(admission, '.', 5)::integer = pg_backend_pid()
       and split_part(admission, '.', 6)::bigint >= (extract(epoch from clock_timestamp()) * 1000)::bigint;
  end if;
  return false;
end $$;
alter function app.admits_boundary(uuid, bigint, text) owner to wardroom_context;
revoke all on function app.admits_boundary(uuid, bigint, text) from public;
grant usage on schema app, tenant, ops to wardroom_pruner;
grant execute on function app.admits_boundary(uuid, bigint, text) to wardroom_pruner;

-- What continues a tree and when it was written, and no word of what an entry says.
grant select (tenant_id, index, entry_id, sequenced_at, leaf_hash), delete on tenant.audit_log to wardroom_pruner;
grant select (tenant_id, entry_id), delete on tenant.audit_openings to wardroom_pruner;
grant select on tenant.audit_heads, tenant.audit_tiles, tenant.audit_checkpoints to wardroom_pruner;
grant select, insert on tenant.audit_boundaries to wardroom_pruner;
-- It may make the row of settings with its defaults, to have something to hold on to, and hold it; no policy lets it
-- change one.
grant select, insert (tenant_id), update (tenant_id) on tenant.audit_retention to wardroom_pruner;
grant insert on tenant.audit_outbox to wardroom_pruner;

create policy pruner_reads on tenant.audit_log for select to wardroom_pruner using (true);
create policy pruner_removes on tenant.audit_log for delete to wardroom_pruner
  using (index < (select max(b.lowest_index) from tenant.audit_boundaries b where b.tenant_id = audit_log.tenant_id));
create policy pruner_reads on tenant.audit_openings for select to wardroom_pruner using (true);
create policy pruner_removes on tenant.audit_openings for delete to wardroom_pruner
  using (exists (select from tenant.audit_log l
                  where l.tenant_id = audit_openings.tenant_id and l.entry_id = audit_openings.entry_id
                    and l.index < (select max(b.lowest_index) from tenant.audit_boundaries b
                                    where b.tenant_id = l.tenant_id)));
create policy pruner_reads on tenant.audit_heads for select to wardroom_pruner using (true);
create policy pruner_reads on tenant.audit_tiles for select to wardroom_pruner using (true);
create policy pruner_reads on tenant.audit_checkpoints for select to wardroom_pruner using (true);
create policy pruner_reads on tenant.audit_boundaries for select to wardroom_pruner using (true);
create policy pruner_declares on tenant.audit_boundaries for insert to wardroom_pruner
  with check (app.admits_boundary(tenant_id, lowest_index, note));
create policy pruner_reads on tenant.audit_retention for select to wardroom_pruner using (true);
create policy pruner_begins on tenant.audit_retention for insert to wardroom_pruner with check (true);
create policy pruner_holds on tenant.audit_retention for update to wardroom_pruner using (true) with check (false);
-- It says what it did, and nothing else, in nobody's name.
create policy pruner_records on tenant.audit_outbox for insert to wardroom_pruner
  with check (type = 'audit.pruned' and actor_type = 'system' and actor_id is null and subject_id is null
              and credential_id is null);

-- From here on the log may lose its oldest part: to the pruner, and to nobody else, whoever owns the table.
drop trigger audit_log_is_final on tenant.audit_log;
create trigger audit_log_is_final before update or truncate on tenant.audit_log
  for each statement execute function app.refuse_change();
create trigger audit_log_is_kept before delete on tenant.audit_log
  for each statement when (current_user <> 'wardroom_pruner') execute function app.refuse_change();

-- The policies say the same of the boundary; this holds for whoever is above policies, too. The year is that of the
-- database: a process whose clock or settings are wrong does not get past it.
create function app.refuse_early_removal() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (
    select from (select g.tenant_id, max(g.index) as last, max(g.sequenced_at) as newest
                   from gone g group by g.tenant_id) x
     where x.newest > clock_timestamp() - interval '365 days'
        or not exists (select from tenant.audit_boundaries b where b.tenant_id = x.tenant_id and b.lowest_index > x.last))
  then
    raise exception 'only what lies before a signed boundary goes, and only after a year' using errcode = 'WR002';
  end if;
  return null;
end $$;
alter function app.refuse_early_removal() owner to wardroom_owner;
revoke all on function app.refuse_early_removal() from public;
create trigger audit_log_goes_by_boundary after delete on tenant.audit_log
  referencing old table as gone for each statement execute function app.refuse_early_removal();

-- A boundary lies behind the one before and within what was signed; and what it leaves behind is gone when it is
-- committed, so that a note never speaks of entries that are still there.
create function app.refuse_loose_boundary() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if exists (select from tenant.audit_boundaries b
              where b.tenant_id = new.tenant_id and b.lowest_index > new.lowest_index)
     or not exists (select from tenant.audit_heads h
                     where h.tenant_id = new.tenant_id and h.checkpoint_size >= new.lowest_index)
     or exists (select from tenant.audit_log l
                 where l.tenant_id = new.tenant_id and l.index < new.lowest_index)
  then
    raise exception 'a boundary goes on from the one before, within what was signed, and leaves nothing behind'
      using errcode = 'WR002', schema = 'tenant', table = 'audit_boundaries', constraint = 'audit_boundaries_fit';
  end if;
  return null;
end $$;
alter function app.refuse_loose_boundary() owner to wardroom_owner;
revoke all on function app.refuse_loose_boundary() from public;
create constraint trigger audit_boundaries_fit after insert on tenant.audit_boundaries
  deferrable initially deferred for each row execute function app.refuse_loose_boundary();
create trigger audit_boundaries_are_final before update or delete or truncate on tenant.audit_boundaries
  for each statement execute function app.refuse_change();

-- Erasing. Two layers again: the function names the tenant, and the policies know only that of the signed context.
grant usage on schema tenant, app, ops to wardroom_eraser;
grant execute on function app.tenant_id() to wardroom_eraser;
grant select (tenant_id, entry_id, field, subject_id), delete on tenant.audit_openings to wardroom_eraser;
grant select (tenant_id, entry_id, actor_id, subject_id) on tenant.audit_outbox to wardroom_eraser;
grant select, insert, delete on tenant.audit_erased_waiting to wardroom_eraser;
grant select (tenant_id), update (tenant_id) on tenant.audit_heads to wardroom_eraser;
grant select (only_row), update (only_row) on ops.audit_sequencer to wardroom_eraser;
create policy erasure_of_tenant on tenant.audit_openings for all to wardroom_eraser
  using (tenant_id = (select app.tenant_id())) with check (false);
create policy erasure_of_tenant on tenant.audit_outbox for select to wardroom_eraser
  using (tenant_id = (select app.tenant_id()));
create policy erasure_of_tenant on tenant.audit_erased_waiting for all to wardroom_eraser
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
create policy erasure_holds on tenant.audit_heads for all to wardroom_eraser
  using (tenant_id = (select app.tenant_id())) with check (false);
create policy erasure_holds on ops.audit_sequencer for all to wardroom_eraser using (true) with check (false);

-- What the sequencer leaves out, and whose entries those are.
grant select on tenant.audit_erased_waiting to wardroom_sealer;
create policy sealer_heeds on tenant.audit_erased_waiting for select to wardroom_sealer using (true);

/*
Removes at most `wanted` of what opens the commitments about one subject, and notes the entries that wait for their place:
the sequencer keeps no opening of theirs. Holding the head of the tree keeps a batch from being half in both: it has
committed, and its openings are seen here, or it looks at the notes after this has committed. The first batch of a log
has no head yet; it holds the row of the sequencer.
*/
create function app.erase_openings(subject uuid, wanted integer, out erased integer, out waiting integer)
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := app.tenant_id();
begin
  perform from tenant.audit_heads h where h.tenant_id = tenant for share;
  if not found then
    perform from ops.audit_sequencer for share;
  end if;
  delete from tenant.audit_erased_waiting w
   where w.tenant_id = tenant
     and not exists (select from tenant.audit_outbox o where o.tenant_id = tenant and o.entry_id = w.entry_id);
  insert into tenant.audit_erased_waiting (tenant_id, entry_id, subject_id)
  select tenant, o.entry_id, subject from tenant.audit_outbox o
   where o.tenant_id = tenant and (o.actor_id = subject or o.subject_id = subject)
  on conflict do nothing;
  get diagnostics waiting = row_count;
  delete from tenant.audit_openings p
   where p.tenant_id = tenant and (p.entry_id, p.field) in (
     select x.entry_id, x.field from tenant.audit_openings x
      where x.tenant_id = tenant and x.subject_id = subject limit least(wanted, 5000));
  get diagnostics erased = row_count;
end $$;
alter function app.erase_openings(uuid, integer) owner to wardroom_eraser;
revoke all on function app.erase_openings(uuid, integer) from public;
grant execute on function app.erase_openings(uuid, integer) to wardroom_app;
