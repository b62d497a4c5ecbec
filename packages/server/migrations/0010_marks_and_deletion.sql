-- Indexes for pins, for removing what a deleted channel leaves, and for counting who can read a channel.

-- Pins are listed in the order of the channel. Ids of imported messages follow from their external ids, so they say
-- nothing about order.
drop index tenant.messages_pinned;
create index messages_pinned on tenant.messages (tenant_id, channel_id, channel_seq) where pinned_at is not null;

-- Removing a message asks whether a mention still points at it; without this, every one of them reads all mentions.
create index mentions_by_message on tenant.mentions (tenant_id, channel_id, message_id);

-- Who can read a channel follows from status, kind and role. With these in the index, people are counted without
-- reading their sealed profiles.
create index principals_by_standing on tenant.principals (tenant_id, status, kind, role, principal_id);

-- What a deleted channel leaves is removed by one function, not by the role of requests: whoever may DELETE from a table
-- may also LOCK it against every tenant, and a bug or injected SQL must not reach messages of a living channel.
--
-- wardroom_purger  owns that function; reads ids and places of messages, and deletes. It cannot log in.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'wardroom_purger') then
    create role wardroom_purger nologin nosuperuser nocreatedb nocreaterole noreplication noinherit nobypassrls;
  end if;
end $$;
alter default privileges for role wardroom_purger revoke execute on functions from public;

revoke delete on tenant.messages, tenant.mentions, tenant.channels from wardroom_app;
grant usage on schema tenant, app to wardroom_purger;
grant execute on function app.tenant_id() to wardroom_purger;
grant select (tenant_id, channel_id, kind), delete on tenant.channels to wardroom_purger;
grant select (tenant_id, channel_id, message_id, channel_seq, sent_at), delete on tenant.messages to wardroom_purger;
grant select (tenant_id, channel_id, message_id), delete on tenant.mentions to wardroom_purger;
grant select (tenant_id, message_id), delete on tenant.reactions to wardroom_purger;
grant select (tenant_id, sent_at, message_id), delete on tenant.search_entries to wardroom_purger;

-- Two layers again: the function names the tenant, and the policies know only that of the signed context. A channel
-- that is not deleted is no row to this role.
create policy purge_of_tenant on tenant.channels to wardroom_purger
  using (tenant_id = (select app.tenant_id()) and kind = 'deleted');
create policy purge_of_tenant on tenant.messages to wardroom_purger using (tenant_id = (select app.tenant_id()));
create policy purge_of_tenant on tenant.mentions to wardroom_purger using (tenant_id = (select app.tenant_id()));
create policy purge_of_tenant on tenant.reactions to wardroom_purger using (tenant_id = (select app.tenant_id()));
create policy purge_of_tenant on tenant.search_entries to wardroom_purger using (tenant_id = (select app.tenant_id()));

/*
Removes at most `wanted` messages of a deleted channel, newest first, so that replies go before their roots, with all that
points at them. Entries of the search index go last: whoever still writes one holds its message, so it is there by then.
Gives back how many; 0: there were none left, and the channel itself was removed now; null: there is no deleted channel of
this id.
*/
create function app.purge_channel(channel uuid, wanted integer) returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := app.tenant_id();
  ids uuid[];
  times timestamptz[];
begin
  perform from tenant.channels c where c.tenant_id = tenant and c.channel_id = channel and c.kind = 'deleted';
  if not found then
    return null;
  end if;
  select array_agg(x.message_id), array_agg(x.sent_at) into ids, times
    from (select message_id, sent_at from tenant.messages where tenant_id = tenant and channel_id = channel
           order by channel_seq desc limit least(wanted, 1000)) x;
  if cardinality(ids) > 0 then
    delete from tenant.reactions r where r.tenant_id = tenant and r.message_id = any (ids);
    delete from tenant.mentions n where n.tenant_id = tenant and n.channel_id = channel and n.message_id = any (ids);
    delete from tenant.messages x where x.tenant_id = tenant and x.channel_id = channel and x.message_id = any (ids);
    delete from tenant.search_entries e using unnest(ids, times) as gone (message_id, sent_at)
     where e.tenant_id = tenant and e.sent_at = gone.sent_at and e.message_id = gone.message_id;
    return cardinality(ids);
  end if;
  delete from tenant.channels c where c.tenant_id = tenant and c.channel_id = channel and c.kind = 'deleted';
  return case when found then 0 end;
end $$;
alter function app.purge_channel(uuid, integer) owner to wardroom_purger;
revoke all on function app.purge_channel(uuid, integer) from public;
grant execute on function app.purge_channel(uuid, integer) to wardroom_app;
