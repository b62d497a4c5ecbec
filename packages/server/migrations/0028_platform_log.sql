-- The log of the platform is sealed like those of tenants: it is one more log in the same tables, under an id that no
-- tenant can have (the largest UUID, RFC 9562). The same sequencer, triggers, rights and policies hold for it. Its keys
-- are those of the platform's scope; who reads it does so as wardroom_app, under a signed context for that id, which
-- only the platform realm asks for.

alter table directory.tenants
  add constraint tenants_is_not_the_platform check (tenant_id <> 'ffffffff-ffff-ffff-ffff-ffffffffffff');

-- It records there and nowhere else, and reads nothing back.
grant usage on schema tenant to wardroom_platform;
grant insert on tenant.audit_outbox to wardroom_platform;
create policy platform_records on tenant.audit_outbox for insert to wardroom_platform
  with check (tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff');

-- What was recorded so far waits for its place like everything else.
insert into tenant.audit_outbox (tenant_id, entry_id, at, type, store, outcome, actor_type, actor_id, subject_id, action,
  resource_kind, resource_id, credential_id, request_id, count, sealed, credential_kind)
select 'ffffffff-ffff-ffff-ffff-ffffffffffff', o.entry_id, o.at, o.type, o.store, o.outcome, o.actor_type, o.actor_id,
       o.subject_id, o.action, o.resource_kind, o.resource_id, o.credential_id, o.request_id, o.count, o.sealed,
       case when o.credential_id is null then null
            when exists (select from platform.operator_credentials c where c.credential_id = o.credential_id)
              or exists (select from tenant.credentials c where c.credential_id = o.credential_id) then 'credential'
            when exists (select from tenant.tokens t where t.token_id = o.credential_id) then 'token'
            else 'session' end
  from platform.audit_outbox o;
-- Row-level security would have shown nothing to a login that it holds for, and said nothing about it.
do $$
begin
  if (select count(*) from platform.audit_outbox)
     <> (select count(*) from tenant.audit_outbox where tenant_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff') then
    raise exception 'not every entry of the platform log was moved';
  end if;
end $$;
drop table platform.audit_outbox;
