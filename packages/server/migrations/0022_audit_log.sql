-- The audit log of a tenant: an RFC 6962 tree with signed checkpoints (docs/audit-log-format.md). What requests record
-- waits in tenant.audit_outbox until wardroom_sealer gives it its place. Nobody changes or removes what has one: no
-- serving role has the right, and triggers refuse whoever has it by owning the tables. Whoever is superuser can still
-- do it, and is found out by those who hold an earlier checkpoint.

do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'wardroom_sealer') then
    create role wardroom_sealer login nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls;
  end if;
  execute format('grant connect on database %I to wardroom_sealer', current_database());
end $$;
alter role wardroom_sealer set search_path = '';
alter role wardroom_sealer set statement_timeout = '15s';
alter role wardroom_sealer set lock_timeout = '10s';
alter role wardroom_sealer set idle_in_transaction_session_timeout = '20s';
alter role wardroom_sealer set max_parallel_workers_per_gather = 0;
alter role wardroom_sealer set temp_file_limit = '256MB';

-- The kind of the credential is known when the entry is made; later it would have to be guessed from what is still there.
alter table tenant.audit_outbox add column credential_kind text;
update tenant.audit_outbox o
   set credential_kind = case
         when exists (select from tenant.tokens t where t.tenant_id = o.tenant_id and t.token_id = o.credential_id)
           then 'token'
         when exists (select from tenant.credentials c
                       where c.tenant_id = o.tenant_id and c.credential_id = o.credential_id)
           then 'credential'
         else 'session'
       end
 where o.credential_id is not null;
-- A request writes its entries itself: one that no log could hold must be refused here, or it would stand in the way of
-- all that follow.
alter table tenant.audit_outbox
  add constraint audit_outbox_credential_kind_check
    check (credential_kind in ('session', 'credential', 'token')),
  add constraint audit_outbox_credential_of_kind check ((credential_id is null) = (credential_kind is null)),
  add constraint audit_outbox_type_form
    check (type ~ '^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$' and octet_length(type) <= 100),
  add constraint audit_outbox_words_bounded
    check (octet_length(action) between 1 and 1000 and octet_length(actor_type) between 1 and 100
           and octet_length(resource_kind) between 1 and 100),
  add constraint audit_outbox_sealed_bounded check (octet_length(sealed) <= 262144),
  add constraint audit_outbox_at_bounded check (at >= '1970-01-01T00:00:00Z' and at < '9999-01-01T00:00:00Z');
-- It holds what waits for a moment: what its tenant and its order do not find is not worth an index.
drop index tenant.audit_outbox_by_type;
drop index tenant.audit_outbox_by_credential;
create index audit_outbox_by_entry on tenant.audit_outbox (entry_id);

create table tenant.audit_log (
  tenant_id uuid not null,
  index bigint not null constraint audit_log_index_check check (index >= 0),
  entry_id uuid not null,
  at timestamptz not null,
  sequenced_at timestamptz not null,
  type text not null,
  store text not null check (store in ('security', 'compliance', 'both')),
  outcome text not null check (outcome in ('success', 'failure', 'blocked')),
  actor_type text not null,
  actor_id uuid,
  subject_id uuid,
  action text not null,
  resource_kind text not null,
  resource_id uuid,
  credential_id uuid,
  request_id uuid not null,
  count integer not null check (count > 0),
  sealed bytea not null,                       -- metadata that is not personal, commitments to what is
  -- The bytes of a leaf are nowhere else: they are made from the columns that readers see, so that a column which was
  -- changed fits neither this nor the tree.
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32),
  constraint audit_log_key primary key (tenant_id, index),
  constraint audit_log_entry_once unique (tenant_id, entry_id)
);
-- Pages are in the order of entry ids, which what waits has, too.
create index audit_log_by_type on tenant.audit_log (tenant_id, type, entry_id);
create index audit_log_by_outcome on tenant.audit_log (tenant_id, outcome, entry_id);
create index audit_log_by_actor on tenant.audit_log (tenant_id, actor_id, entry_id) where actor_id is not null;
create index audit_log_by_resource on tenant.audit_log (tenant_id, resource_id, entry_id)
  where resource_id is not null;
create index audit_log_by_credential on tenant.audit_log (tenant_id, credential_id, entry_id)
  where credential_id is not null;

-- What opens the commitments of an entry. Beside the log, so that it can be erased.
create table tenant.audit_openings (
  tenant_id uuid not null,
  entry_id uuid not null,
  field text not null,
  subject_id uuid,                             -- whom it tells about
  sealed bytea not null,                       -- salt and value
  constraint audit_openings_key primary key (tenant_id, entry_id, field)
);
create index audit_openings_of_subject on tenant.audit_openings (tenant_id, subject_id) where subject_id is not null;

create table tenant.audit_heads (
  tenant_id uuid not null,
  origin text not null,                        -- for ever that of the first entry
  size bigint not null,
  frontier bytea not null,
  sequenced_at timestamptz not null,           -- of the last entry
  checkpoint_size bigint not null,
  checkpoint_at timestamptz not null,
  constraint audit_heads_key primary key (tenant_id),
  constraint audit_heads_checkpoint_within check (checkpoint_size between 0 and size)
);
create index audit_heads_unsigned on tenant.audit_heads (tenant_id) where size > checkpoint_size;

-- Full tiles only; the last, partial one of a level is made from leaf hashes and from the roots of the tiles below.
create table tenant.audit_tiles (
  tenant_id uuid not null,
  level smallint not null check (level between 0 and 6),
  tile bigint not null check (tile >= 0),
  hashes bytea not null check (octet_length(hashes) = 8192),
  root bytea not null check (octet_length(root) = 32),
  constraint audit_tiles_key primary key (tenant_id, level, tile)
);

create table tenant.audit_checkpoints (
  tenant_id uuid not null,
  size bigint not null check (size > 0),
  note text not null,
  signed_at timestamptz not null,
  constraint audit_checkpoints_key primary key (tenant_id, size)
);

-- Who gives places. A batch holds this row, so that there is one at a time; the fence stops a holder that was given up.
create table ops.audit_sequencer (
  only_row boolean primary key default true check (only_row),
  holder uuid,
  fence bigint not null default 0,
  expires_at timestamptz not null default '1970-01-01T00:00:00Z'
);
insert into ops.audit_sequencer default values;

-- The keys that sign checkpoints, one after the other. Read and made by the platform's role; no tenant's role reaches them.
create table platform.audit_keys (
  generation integer primary key check (generation > 0),
  public_key bytea not null check (octet_length(public_key) = 32),
  sealed bytea not null,                       -- private key
  signs_from timestamptz not null,
  signs_until timestamptz
);
alter table platform.audit_keys owner to wardroom_owner;
alter table platform.audit_keys enable row level security;
alter table platform.audit_keys force row level security;
create policy platform_realm on platform.audit_keys for all to wardroom_platform using (true) with check (true);
grant select, insert on platform.audit_keys to wardroom_platform;

alter table ops.audit_sequencer owner to wardroom_owner;
alter table ops.audit_sequencer enable row level security;
alter table ops.audit_sequencer force row level security;
create policy sequencer_holds on ops.audit_sequencer for all to wardroom_sealer using (true) with check (true);

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.audit_log', 'tenant.audit_openings', 'tenant.audit_heads', 'tenant.audit_tiles',
    'tenant.audit_checkpoints']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('create policy sealer_appends on %s for all to wardroom_sealer using (true) with check (true)', target);
    execute format('grant select on %s to wardroom_app', target);
  end loop;
end $$;
create policy sealer_takes on tenant.audit_outbox for all to wardroom_sealer using (true) with check (false);

grant usage on schema tenant, ops to wardroom_sealer;
grant select, delete on tenant.audit_outbox to wardroom_sealer;
-- What continues the tree, and no word of what an entry says.
grant select (tenant_id, index, entry_id, leaf_hash) on tenant.audit_log to wardroom_sealer;
grant select (tenant_id, level, tile, root) on tenant.audit_tiles to wardroom_sealer;
grant insert on tenant.audit_log, tenant.audit_openings, tenant.audit_tiles, tenant.audit_checkpoints to wardroom_sealer;
grant select, insert on tenant.audit_heads to wardroom_sealer;
grant update (size, frontier, sequenced_at, checkpoint_size, checkpoint_at) on tenant.audit_heads to wardroom_sealer;
grant select on ops.audit_sequencer to wardroom_sealer;
grant update (holder, fence, expires_at) on ops.audit_sequencer to wardroom_sealer;

-- The owner of a table has every right on it; this one holds for them, too.
create function app.refuse_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'the audit log is only appended to' using errcode = 'WR002';
end $$;
alter function app.refuse_change() owner to wardroom_owner;
revoke all on function app.refuse_change() from public;
create trigger audit_log_is_final before update or delete or truncate on tenant.audit_log
  for each statement execute function app.refuse_change();
create trigger audit_tiles_are_final before update or delete or truncate on tenant.audit_tiles
  for each statement execute function app.refuse_change();
create trigger audit_checkpoints_are_final before update or delete or truncate on tenant.audit_checkpoints
  for each statement execute function app.refuse_change();
-- Erasure deletes openings; nothing changes one.
create trigger audit_openings_keep before update or truncate on tenant.audit_openings
  for each statement execute function app.refuse_change();
create trigger audit_outbox_keeps before update on tenant.audit_outbox
  for each statement execute function app.refuse_change();
