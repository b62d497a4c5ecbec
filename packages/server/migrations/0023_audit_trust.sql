-- What makes an audit log believed by somebody who does not believe the server (AUD-04): keys that follow one another,
-- one log over the checkpoints of all tenants, and what witnesses and anchors have of it. Everything here is written by
-- wardroom_sealer, except for keys, which it never reaches.

-- A key ends once, and nothing else about it ever changes: what it has signed must stay to be verified.
alter table platform.audit_keys
  add constraint audit_keys_ends_after_beginning check (signs_until > signs_from),
  -- No key comes twice, or a note by which it follows itself would be a circle.
  add constraint audit_keys_once unique (public_key);
grant update (signs_until) on platform.audit_keys to wardroom_platform;

create function app.refuse_key_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if old.signs_until is not null
     or (new.generation, new.public_key, new.sealed, new.signs_from)
        is distinct from (old.generation, old.public_key, old.sealed, old.signs_from)
  then
    raise exception 'of a key that signs only its end is written, once' using errcode = 'WR002';
  end if;
  return new;
end $$;
alter function app.refuse_key_change() owner to wardroom_owner;
revoke all on function app.refuse_key_change() from public;
create trigger audit_keys_end_once before update on platform.audit_keys
  for each row execute function app.refuse_key_change();
create trigger audit_keys_stay before delete or truncate on platform.audit_keys
  for each statement execute function app.refuse_change();

-- Notes by which a key of a log names the one that follows, signed by the one before (docs/audit-log-format.md).
create table tenant.audit_rotations (
  tenant_id uuid not null,
  -- Of the key that follows. The first follows nobody.
  generation integer not null constraint audit_rotations_follows check (generation > 1),
  note text not null constraint audit_rotations_note_bounded check (octet_length(note) between 1 and 10000),
  made_at timestamptz not null,
  constraint audit_rotations_key primary key (tenant_id, generation)
);

-- Where the directory covers a checkpoint of this tenant. Without the salt a leaf tells nobody whose it is.
create table tenant.audit_places (
  tenant_id uuid not null,
  size bigint not null constraint audit_places_of_checkpoint check (size > 0),
  index bigint not null constraint audit_places_index_counts check (index >= 0),
  salt bytea not null constraint audit_places_salt_is_whole check (octet_length(salt) = 32),
  placed_at timestamptz not null,
  -- A checkpoint is covered once.
  constraint audit_places_key primary key (tenant_id, size)
);

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.audit_rotations', 'tenant.audit_places']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('create policy sealer_appends on %s for all to wardroom_sealer using (true) with check (true)', target);
    execute format('grant select on %s to wardroom_app', target);
    execute format('grant select, insert on %s to wardroom_sealer', target);
    execute format('create trigger are_final before update or delete or truncate on %s
                      for each statement execute function app.refuse_change()', target);
  end loop;
end $$;

-- The directory: one tree of the deployment.
create table platform.audit_directory (
  -- Whoever adds to the tree holds this row, so that there is one at a time.
  only_row boolean primary key default true check (only_row),
  origin text not null,                        -- for ever that of the first leaf
  size bigint not null constraint audit_directory_size_counts check (size >= 0),
  frontier bytea not null
);
create table platform.audit_directory_leaves (
  index bigint primary key constraint audit_directory_leaves_count check (index >= 0),
  leaf_hash bytea not null constraint audit_directory_leaves_are_hashes check (octet_length(leaf_hash) = 32)
);
create table platform.audit_directory_tiles (
  level smallint not null constraint audit_directory_tiles_level check (level between 0 and 6),
  tile bigint not null constraint audit_directory_tiles_count check (tile >= 0),
  hashes bytea not null constraint audit_directory_tiles_full check (octet_length(hashes) = 8192),
  root bytea not null constraint audit_directory_tiles_root check (octet_length(root) = 32),
  constraint audit_directory_tiles_key primary key (level, tile)
);
create table platform.audit_directory_checkpoints (
  size bigint primary key constraint audit_directory_checkpoints_size check (size > 0),
  note text not null constraint audit_directory_checkpoints_bounded check (octet_length(note) between 1 and 10000),
  signed_at timestamptz not null
);
create table platform.audit_directory_rotations (
  generation integer primary key constraint audit_directory_rotations_follows check (generation > 1),
  note text not null constraint audit_directory_rotations_bounded check (octet_length(note) between 1 and 10000),
  made_at timestamptz not null
);
-- Lines of signature that witnesses gave, verified before they came here.
create table platform.audit_cosignatures (
  size bigint not null references platform.audit_directory_checkpoints,
  witness text not null constraint audit_cosignatures_witness_bounded check (octet_length(witness) between 1 and 1000),
  line text not null constraint audit_cosignatures_line_bounded check (octet_length(line) between 1 and 1000),
  cosigned_at timestamptz not null,
  constraint audit_cosignatures_key primary key (size, witness)
);
create index audit_cosignatures_of_witness on platform.audit_cosignatures (witness, size);
-- How far each anchor has come.
create table platform.audit_anchors (
  name text primary key constraint audit_anchors_name_bounded check (octet_length(name) between 1 and 200),
  size bigint not null constraint audit_anchors_size_counts check (size >= 0),
  anchored_at timestamptz not null
);

grant usage on schema platform to wardroom_sealer;
do $$
declare
  target regclass;
begin
  foreach target in array array['platform.audit_directory', 'platform.audit_directory_leaves',
    'platform.audit_directory_tiles', 'platform.audit_directory_checkpoints', 'platform.audit_directory_rotations',
    'platform.audit_cosignatures', 'platform.audit_anchors']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy sealer_appends on %s for all to wardroom_sealer using (true) with check (true)', target);
    execute format('create policy platform_reads on %s for select to wardroom_platform using (true)', target);
    execute format('grant select, insert on %s to wardroom_sealer', target);
    execute format('grant select on %s to wardroom_platform', target);
    if target not in ('platform.audit_directory'::regclass, 'platform.audit_anchors'::regclass) then
      execute format('create trigger are_final before update or delete or truncate on %s
                        for each statement execute function app.refuse_change()', target);
    end if;
  end loop;
end $$;
grant update (size, frontier) on platform.audit_directory to wardroom_sealer;
grant update (size, anchored_at) on platform.audit_anchors to wardroom_sealer;

-- The directory covers notes, and the door for exports says which keys have signed one.
grant select on tenant.audit_checkpoints to wardroom_sealer;
-- It says to each tenant that a key was followed by another, and nothing else, in nobody's name. The entry makes every log
-- grow, so that the new key has signed it, also where nobody does anything.
grant insert on tenant.audit_outbox to wardroom_sealer;
create policy sealer_records on tenant.audit_outbox for insert to wardroom_sealer
  with check (type = 'audit.key_rotated' and actor_type = 'system' and actor_id is null and subject_id is null
              and credential_id is null);
