-- Feeds of the audit log to systems outside (AUD-07). A feed is a place in the sealed log: what lies before it has
-- arrived, what lies behind it has not. It moves after a delivery and never before one, so an entry may arrive twice and
-- none is left out.
--
-- wardroom_worker finds the feeds that have something to do and takes them for a time; where they go and what the entries
-- say it cannot read. That is done, like all work for a tenant, as wardroom_app in a signed context.

create table tenant.audit_sinks (
  tenant_id uuid not null,
  sink_id uuid not null,
  kind text not null
    constraint audit_sinks_kind_known check (kind in ('splunk_hec', 'datadog', 'syslog', 's3', 'file')),
  sealed bytea not null                        -- name and destination
    constraint audit_sinks_sealed_bounded check (octet_length(sealed) <= 65536),
  sealed_secret bytea                          -- apart, so that what is shown is opened without it
    constraint audit_sinks_secret_bounded check (octet_length(sealed_secret) <= 16384),
  state text not null constraint audit_sinks_state_known check (state in ('active', 'paused', 'stopped')),
  next_index bigint not null constraint audit_sinks_place_in_log check (next_index >= 0),
  due_at timestamptz not null,
  failures integer not null default 0 constraint audit_sinks_failures_count check (failures >= 0),
  failing_since timestamptz,
  fault text,
  fault_status integer,
  fault_at timestamptz,
  delivered_at timestamptz,
  test_asked_at timestamptz,                   -- null: none is asked for
  tested_at timestamptz,
  test_fault text,                             -- null: the test entry arrived
  test_status integer,
  -- One node at a time works on a feed. Who was given up finds another fence and changes nothing.
  lease_holder uuid,
  lease_until timestamptz not null default '1970-01-01T00:00:00Z',
  fence bigint not null default 0,
  version integer not null default 0 constraint audit_sinks_version_counts check (version >= 0),
  created_at timestamptz not null,
  created_by uuid,
  constraint audit_sinks_key primary key (tenant_id, sink_id)
);
create index audit_sinks_due on tenant.audit_sinks (due_at) where state = 'active';
create index audit_sinks_to_test on tenant.audit_sinks (test_asked_at) where test_asked_at is not null;

-- Entries that a destination refuses for good, whatever else it takes. They are named here; they stay in the log.
create table tenant.audit_dead_letters (
  tenant_id uuid not null,
  sink_id uuid not null,
  index bigint not null constraint audit_dead_letters_place_in_log check (index >= 0),
  entry_id uuid not null,
  status integer,
  refused_at timestamptz not null,
  constraint audit_dead_letters_key primary key (tenant_id, sink_id, index)
);

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.audit_sinks', 'tenant.audit_dead_letters']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('grant select, insert, delete on %s to wardroom_app', target);
  end loop;
end $$;
grant update (sealed, sealed_secret, state, next_index, due_at, failures, failing_since, fault, fault_status, fault_at,
    delivered_at, test_asked_at, tested_at, test_fault, test_status, lease_until, version)
  on tenant.audit_sinks to wardroom_app;

-- Which feed has something to do, and taking it. Places and times; no column that says anything.
create policy worker_finds on tenant.audit_sinks for select to wardroom_worker using (true);
create policy worker_takes on tenant.audit_sinks for update to wardroom_worker using (true) with check (true);
create policy worker_compares on tenant.audit_heads for select to wardroom_worker using (true);
grant select (tenant_id, sink_id, state, next_index, due_at, failing_since, test_asked_at, lease_until, fence)
  on tenant.audit_sinks to wardroom_worker;
grant update (lease_holder, lease_until, fence) on tenant.audit_sinks to wardroom_worker;
grant select (tenant_id, size) on tenant.audit_heads to wardroom_worker;
create policy worker_dates on tenant.audit_log for select to wardroom_worker using (true);
grant select (tenant_id, index, sequenced_at) on tenant.audit_log to wardroom_worker;
