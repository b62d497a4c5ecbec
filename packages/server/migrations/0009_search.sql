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

-- One row per message that has a text, in the order of sending, which ids of imported messages do not tell. A token is
-- 40 bits of a keyed hash below the number of the stretch of 2^29 ms (6.2 days) in which the message was sent. So a word
-- that was frequent long ago has short lists since; lists grow at one end of the index, which stays in memory; and what
-- cannot be looked up in one stretch is looked up in the next.
--
-- No reference to the message: it would lock and look up every message that is sent (measured: 7 of 22 microseconds an
-- entry). What removes a message removes its entry, and an entry without a message suggests nothing that is found.
create table tenant.search_entries (
  tenant_id uuid not null,
  sent_at timestamptz not null,
  message_id uuid not null,
  channel_id uuid not null,
  tokens bigint[] not null check (array_length(tokens, 1) <= 2048),
  constraint search_entries_key primary key (tenant_id, sent_at, message_id)
);
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
grant select (tenant_id, sent_at, message_id) on tenant.search_entries to wardroom_app;

grant usage on schema tenant, app to wardroom_search;
grant select on tenant.search_entries to wardroom_search;
grant execute on function app.tenant_id() to wardroom_search;
-- A policy with the tenant in it would hide the index from the array operators, which are not leakproof (measured: 0.56
-- ms becomes 88 ms). The function below compares the tenant itself, with the one of the signed context.
create policy search_by_function on tenant.search_entries for select to wardroom_search using (true);

/*
Messages of the tenant of the signed context, in these channels, whose tokens contain `all_of` (its first three: more are
not needed to suggest) or the mark of messages with too many words to have them all indexed, and one of `one_of` (empty:
no condition), newest first, older than the position and not before `since`. At least as many as wanted where there are
that many; more of the last range, which has been read anyway. Tokens come without stretches.

Ranges of time, the newest messages first and each range wider than the one before, up to what holds some 200,000 messages:
a frequent word is found in the first range without looking at older messages, a rare one costs the index a few looks. A
range of several stretches is whole stretches, so that its tokens say all and the order of time is not read; one with more
hits than can be sorted at once is narrowed to one stretch. Bitmaps only: the walk in order, which the planner hopes will
end early, is taken where there is no token to look for.
*/
create function app.search_candidates(
  channels uuid[], all_of bigint[], long_mark bigint, one_of bigint[],
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
  -- 2^29 ms, and in seconds.
  stretch constant interval := interval '536870.912 s';
  seconds constant numeric := 536870.912;
  -- 2^40: tokens lie below it, the number of the stretch above.
  unit constant bigint := 1099511627776;
  growth integer := 16;
  high timestamptz := before_at;
  high_id uuid := before_id;
  low timestamptz;
  newest timestamptz;
  oldest timestamptz;
  width interval;
  widest interval;
  -- The first and the last stretch of a range.
  bottom bigint;
  top bigint;
  most integer;
  first bigint[];
  second bigint[];
  third bigint[];
  long_ones bigint[];
  any_of bigint[];
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
  select max(n.sent_at), min(n.sent_at) into newest, low
    from (select e.sent_at from tenant.search_entries e
           where e.tenant_id = tenant and (e.sent_at, e.message_id) < (high, high_id) and e.sent_at >= since
           order by e.sent_at desc, e.message_id desc limit nearest) n;
  if newest is null then
    return;
  end if;
  oldest := greatest(since, (select min(e.sent_at) from tenant.search_entries e where e.tenant_id = tenant));
  if newest < high then
    high := newest;
    high_id := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
  end if;
  -- Ends with the function, which has the setting as its own.
  perform set_config('enable_indexscan', 'off', true);
  width := greatest(high - low, interval '1 minute');
  widest := least(greatest(width * 200 / greatest(cardinality(one_of), 1), stretch), stretch * 64);
  top := floor(extract(epoch from high) / seconds);
  loop
    low := greatest(high - width, oldest);
    bottom := case when width <= stretch then top else floor(extract(epoch from low) / seconds) end;
    low := case when bottom = top then greatest(low, to_timestamp(top * seconds))
                else greatest(oldest, to_timestamp(bottom * seconds)) end;
    most := case when bottom = top then 20000 else 2000 end;
    first := array(select n * unit + all_of[1] from generate_series(bottom, top) n);
    second := array(select n * unit + all_of[2] from generate_series(bottom, top) n);
    third := array(select n * unit + all_of[3] from generate_series(bottom, top) n);
    long_ones := array(select n * unit + long_mark from generate_series(bottom, top) n);
    any_of := array(select n * unit + one from generate_series(bottom, top) n, unnest(one_of) one);
    -- Where tokens say the time, the key of the table is kept out of the plan: it would be read in full.
    select array_agg(h.message_id), array_agg(h.sent_at) into ids, times
      from (select e.message_id, e.sent_at from tenant.search_entries e
             where e.tenant_id is not distinct from tenant and e.channel_id = any (channels)
               and (bottom < top
                 or e.tenant_id = tenant and (e.sent_at, e.message_id) < (high, high_id) and e.sent_at >= low)
               and (cardinality(all_of) = 0
                 or e.tokens && first and (cardinality(all_of) < 2 or e.tokens && second)
                   and (cardinality(all_of) < 3 or e.tokens && third)
                 or e.tokens && long_ones)
               and (cardinality(one_of) = 0 or e.tokens && any_of)
             limit case when width > interval '1 minute' then most + 1 end) h;
    hits := coalesce(cardinality(ids), 0);
    if hits > most and width > interval '1 minute' then
      growth := 2;
      width := case when bottom = top then (high - low) / 8 else greatest((high - low) / 4, stretch) end;
      continue;
    end if;
    return query
      select h.id, h.at from unnest(ids, times) as h (id, at)
       where (h.at, h.id) < (high, high_id) and h.at >= low
       order by h.at desc, h.id desc limit greatest(left_over, 250);
    get diagnostics hits = row_count;
    left_over := left_over - hits;
    exit when left_over <= 0 or low <= oldest;
    width := least(width * growth, widest);
    high := low;
    high_id := '00000000-0000-0000-0000-000000000000';
    top := floor(extract(epoch from high - interval '1 microsecond') / seconds);
  end loop;
end $$;
alter function app.search_candidates(uuid[], bigint[], bigint, bigint[], timestamptz, timestamptz, uuid, integer)
  owner to wardroom_search;
revoke all on function app.search_candidates(uuid[], bigint[], bigint, bigint[], timestamptz, timestamptz, uuid, integer)
  from public;
grant execute on function app.search_candidates(uuid[], bigint[], bigint, bigint[], timestamptz, timestamptz, uuid, integer)
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
