-- Finding entries of the audit log by what they say: any two filters together, on tens of millions of entries, without
-- reading more than is shown. Every index is paid for by the sequencer, so each serves many questions: those of
-- 0022 with one column and the place are replaced, not added to.

-- What belongs together is what an entry is: its type, operation, outcome and kind of actor. There are few combinations
-- (audit_classes); a question about any of these is a question about some of them, each in the order of entry ids.
drop index tenant.audit_log_by_type;
drop index tenant.audit_log_by_outcome;
create index audit_log_by_class on tenant.audit_log (tenant_id, type, action, outcome, actor_type, entry_id);

-- Somebody, something or some credential, together with the type: "what X did" alone reads it once for each type.
drop index tenant.audit_log_by_actor;
drop index tenant.audit_log_by_resource;
drop index tenant.audit_log_by_credential;
create index audit_log_by_actor on tenant.audit_log (tenant_id, actor_id, type, entry_id) where actor_id is not null;
create index audit_log_by_subject on tenant.audit_log (tenant_id, subject_id, type, entry_id)
  where subject_id is not null;
create index audit_log_by_resource on tenant.audit_log (tenant_id, resource_id, type, entry_id)
  where resource_id is not null;
create index audit_log_by_credential on tenant.audit_log (tenant_id, credential_id, type, entry_id)
  where credential_id is not null;
-- From the answer to a call, which names its request, to what it did. Grows at its end, which costs little.
create index audit_log_by_request on tenant.audit_log (tenant_id, request_id, entry_id);

-- What there is in the log of a tenant. A row is made once and stays.
create table tenant.audit_classes (
  tenant_id uuid not null,
  type text not null,
  action text not null,
  outcome text not null check (outcome in ('success', 'failure', 'blocked')),
  actor_type text not null,
  constraint audit_classes_key primary key (tenant_id, type, action, outcome, actor_type)
);

-- How many entries there were in each hour, by what they are; counted by the batch that gives them their places, in its
-- transaction. Entries, not occurrences: one entry that stands for many (its count) is one.
create table tenant.audit_rollups (
  tenant_id uuid not null,
  hour timestamptz not null constraint audit_rollups_whole_hour
    check (hour = pg_catalog.date_bin('1 hour', hour, '1970-01-01T00:00:00Z'::timestamptz)),
  type text not null,
  action text not null,
  outcome text not null check (outcome in ('success', 'failure', 'blocked')),
  actor_type text not null,
  entries bigint not null check (entries > 0),
  constraint audit_rollups_key primary key (tenant_id, hour, type, action, outcome, actor_type)
)
-- The rows of the present hour are rewritten by every batch: with room beside them that costs no index.
with (fillfactor = 70);

-- Filters under a name. Names and filters may name people: sealed.
create table tenant.audit_views (
  tenant_id uuid not null,
  view_id uuid not null,
  principal_id uuid not null,                  -- who saved it
  is_shared boolean not null,
  sealed bytea not null constraint audit_views_bounded check (octet_length(sealed) <= 16384),
  saved_at timestamptz not null,
  constraint audit_views_key primary key (tenant_id, view_id),
  constraint audit_views_of_principal foreign key (tenant_id, principal_id)
    references tenant.principals (tenant_id, principal_id)
);
create index audit_views_by_principal on tenant.audit_views (tenant_id, principal_id, view_id);
create index audit_views_shared on tenant.audit_views (tenant_id, view_id) where is_shared;

-- What was sealed before this migration is counted like what follows.
insert into tenant.audit_classes (tenant_id, type, action, outcome, actor_type)
select distinct l.tenant_id, l.type, l.action, l.outcome, l.actor_type from tenant.audit_log l;
insert into tenant.audit_rollups (tenant_id, hour, type, action, outcome, actor_type, entries)
select l.tenant_id, pg_catalog.date_bin('1 hour', l.at, '1970-01-01T00:00:00Z'::timestamptz),
       l.type, l.action, l.outcome, l.actor_type, count(*)
  from tenant.audit_log l group by 1, 2, 3, 4, 5, 6;
-- Row-level security would have shown nothing to a login that it holds for, and said nothing about it.
do $$
begin
  if (select coalesce(sum(size), 0) from tenant.audit_heads) <> (select count(*) from tenant.audit_log)
     or (select coalesce(sum(entries), 0) from tenant.audit_rollups) <> (select count(*) from tenant.audit_log) then
    raise exception 'not every entry of the audit log was counted';
  end if;
end $$;

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.audit_classes', 'tenant.audit_rollups', 'tenant.audit_views']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('grant select on %s to wardroom_app', target);
  end loop;
  foreach target in array array['tenant.audit_classes', 'tenant.audit_rollups']::regclass[]
  loop
    execute format('create policy sealer_counts on %s for all to wardroom_sealer using (true) with check (true)', target);
    execute format('grant select, insert on %s to wardroom_sealer', target);
  end loop;
end $$;
grant update (entries) on tenant.audit_rollups to wardroom_sealer;
grant insert, delete on tenant.audit_views to wardroom_app;
grant update (is_shared, sealed, saved_at) on tenant.audit_views to wardroom_app;
