-- Search over encrypted messages. The server makes keyed tokens of the words of a message (docs/search.md); they stand
-- here, apart from the messages, and one role that cannot log in reads them through one function.
--
-- wardroom_search  owns that function; sees ids, times, channels and tokens, nothing else of a tenant.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'wardroom_search') then
    create role wardroom_search nologin nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls;
  end if;
end $$;
alter default privileges for role wardroom_search revoke execute on functions from public;

-- How a tenant's index is kept. No row: exact, complete, never rebuilt.
create table tenant.search_settings (
  tenant_id uuid not null,
  mode text not null default 'exact' check (mode in ('exact', 'private')),
  -- Of a token in private mode; the fewer, the more words share one.
  bits integer not null default 64 check (bits between 8 and 64),
  -- Grows with every rebuild: tokens that were made for an earlier one are made again under the head lock.
  generation integer not null default 0 check (generation >= 0),
  -- Messages from this one on are indexed; null once all are.
  rebuilt_down_to uuid,
  constraint search_settings_key primary key (tenant_id)
);

-- One row per message that has a text. The order is that of sending, which ids of imported messages do not tell.
create table tenant.search_entries (
  tenant_id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  sent_at timestamptz not null,
  tokens bigint[] not null check (array_length(tokens, 1) <= 2048),
  constraint search_entries_key primary key (tenant_id, message_id),
  -- The entry of a message that is removed goes with it.
  constraint search_entries_message foreign key (tenant_id, channel_id, message_id)
    references tenant.messages (tenant_id, channel_id, message_id) on delete cascade
);
create index search_entries_newest on tenant.search_entries (tenant_id, sent_at, message_id);
-- Tokens are made under the tenant's key, so those of different tenants differ. A short pending list: every search
-- reads it from end to end.
create index search_entries_tokens on tenant.search_entries using gin (tokens) with (gin_pending_list_limit = 256);

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.search_settings', 'tenant.search_entries']::regclass[] loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
  end loop;
end $$;

grant select, insert on tenant.search_settings to wardroom_app;
grant update (mode, bits, generation, rebuilt_down_to) on tenant.search_settings to wardroom_app;
-- Requests write tokens and never read them back: only the columns that a DELETE names are readable.
grant insert, delete on tenant.search_entries to wardroom_app;
grant select (tenant_id, message_id) on tenant.search_entries to wardroom_app;

grant usage on schema tenant, app to wardroom_search;
grant select on tenant.search_entries to wardroom_search;
grant execute on function app.tenant_id() to wardroom_search;
-- A policy with the tenant in it would hide the index from the array operators, which are not leakproof (measured: 0.56
-- ms becomes 88 ms). The function below compares the tenant itself, with the one of the signed context.
create policy search_by_function on tenant.search_entries for select to wardroom_search using (true);

/*
Messages of the tenant of the signed context, in these channels, whose tokens contain `all_of` (or `all_of_long`, for
messages with too many words to have them all indexed) and one of `one_of` (empty: no condition), newest first, older than
the position and not before `since`. At least as many as wanted where there are that many; more of the last range, which has
been read anyway.

Ranges of time, the newest messages first and each range wider than the one before: a frequent word is found in the first
range without looking at older messages, a rare one costs the index a few looks. A range with more hits than can be sorted
at once is narrowed, so that a word which was frequent long ago is found without reading all of its messages. Bitmaps
only: the walk in order, which the planner hopes will end early, is taken where there is no token to look for.
*/
create function app.search_candidates(
  channels uuid[], all_of bigint[], all_of_long bigint[], one_of bigint[],
  since timestamptz, before_at timestamptz, before_id uuid, wanted integer)
  returns table (message_id uuid, sent_at timestamptz)
  language plpgsql stable security definer
  set search_path = pg_catalog, pg_temp
  set plan_cache_mode = force_custom_plan
  set enable_indexscan = on
  set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  tenant constant uuid := app.tenant_id();
  nearest constant integer := 1000;
  most constant integer := 2000;
  growth integer := 16;
  high timestamptz := before_at;
  high_id uuid := before_id;
  low timestamptz;
  width interval;
  ids uuid[];
  times timestamptz[];
  hits integer;
  left_over integer := least(wanted, 1000);
begin
  if cardinality(all_of) = 0 and cardinality(one_of) = 0 then
    return query
      select e.message_id, e.sent_at from tenant.search_entries e
       where e.tenant_id = tenant and (e.sent_at, e.message_id) < (high, high_id) and e.sent_at >= since
         and e.channel_id = any (channels)
       order by e.sent_at desc, e.message_id desc limit left_over;
    return;
  end if;
  select e.sent_at into low from tenant.search_entries e
   where e.tenant_id = tenant and (e.sent_at, e.message_id) < (high, high_id) and e.sent_at >= since
   order by e.sent_at desc, e.message_id desc offset nearest limit 1;
  low := coalesce(low, since);
  -- Ends with the function, which has the setting as its own.
  perform set_config('enable_indexscan', 'off', true);
  width := greatest(least(high, clock_timestamp()) - low, interval '1 minute');
  loop
    select array_agg(h.message_id), array_agg(h.sent_at) into ids, times
      from (select e.message_id, e.sent_at from tenant.search_entries e
             where e.tenant_id = tenant and (e.sent_at, e.message_id) < (high, high_id) and e.sent_at >= low
               and e.channel_id = any (channels)
               and (cardinality(all_of) = 0 or e.tokens @> all_of or e.tokens @> all_of_long)
               and (cardinality(one_of) = 0 or e.tokens && one_of)
             limit case when width > interval '1 minute' then most + 1 end) h;
    hits := coalesce(cardinality(ids), 0);
    if hits > most and width > interval '1 minute' then
      growth := 2;
      width := least(width, high - low) / 8;
      low := high - width;
      continue;
    end if;
    return query
      select h.id, h.at from unnest(ids, times) as h (id, at)
       order by h.at desc, h.id desc limit greatest(left_over, 250);
    left_over := left_over - hits;
    exit when left_over <= 0 or low <= since;
    width := width * growth;
    high := low;
    high_id := '00000000-0000-0000-0000-000000000000';
    low := case when high - since <= width then since else high - width end;
  end loop;
end $$;
alter function app.search_candidates(uuid[], bigint[], bigint[], bigint[], timestamptz, timestamptz, uuid, integer)
  owner to wardroom_search;
revoke all on function app.search_candidates(uuid[], bigint[], bigint[], bigint[], timestamptz, timestamptz, uuid, integer)
  from public;
grant execute on function app.search_candidates(uuid[], bigint[], bigint[], bigint[], timestamptz, timestamptz, uuid, integer)
  to wardroom_app;

-- Public channels are asked for with every search.
create index channels_by_kind on tenant.channels (tenant_id, kind, channel_id);

-- Messages from before this migration are indexed in the background, tenant by tenant. The migrating login is a
-- superuser: it sees all rows.
insert into tenant.search_settings (tenant_id, rebuilt_down_to)
  select h.tenant_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff' from tenant.heads h
   where exists (select from tenant.messages m where m.tenant_id = h.tenant_id);
insert into tenant.job_outbox (tenant_id, job_id, task, run_at, created_at)
  select s.tenant_id, gen_random_uuid(), 'search.reindex', now(), now() from tenant.search_settings s;
do $$
begin
  if (select count(*) from tenant.search_settings) <> (select count(distinct m.tenant_id) from tenant.messages m) then
    raise exception 'the index of some tenants would never be built';
  end if;
end $$;
