-- Break-glass: how whoever runs the deployment gets into a tenant. Recorded, for minutes, and seen by its people.

-- Whoever acts that way is a principal of a kind of its own, which ends by itself. Nobody may change its end: neither
-- column is granted for update.
alter table tenant.principals
  drop constraint principals_kind_check,
  add constraint principals_kind_check check (kind in ('person', 'bot', 'service', 'agent', 'operator')),
  add column expires_at timestamptz,
  add constraint principals_operator_expires check ((kind = 'operator') = (expires_at is not null));

create table tenant.break_glass (
  tenant_id uuid not null,
  access_id uuid not null,
  principal_id uuid not null,
  operator_id uuid not null,                   -- of the platform; never shown in the tenant
  role text not null check (role in ('admin', 'owner')),
  sealed bytea not null,                       -- reason
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  closed_at timestamptz,
  closed_how text check (closed_how in ('workspace', 'operator', 'time')),
  closed_by uuid,                              -- somebody of the tenant
  constraint break_glass_key primary key (tenant_id, access_id),
  constraint break_glass_principal_once unique (tenant_id, principal_id),
  constraint break_glass_principal foreign key (tenant_id, principal_id)
    references tenant.principals (tenant_id, principal_id),
  constraint break_glass_closer foreign key (tenant_id, closed_by)
    references tenant.principals (tenant_id, principal_id),
  constraint break_glass_life check (expires_at > opened_at and expires_at <= opened_at + interval '60 minutes'),
  constraint break_glass_closed_somehow check ((closed_at is null) = (closed_how is null)),
  constraint break_glass_closed_by_somebody check (closed_by is null or closed_at is not null)
);
create index break_glass_open on tenant.break_glass (tenant_id, expires_at) where closed_at is null;
alter table tenant.break_glass owner to wardroom_owner;
alter table tenant.break_glass enable row level security;
alter table tenant.break_glass force row level security;
create policy tenant_isolation on tenant.break_glass for all to wardroom_app
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
-- Closed is closed: what a record says stays, whatever statement there may be one day. Nothing may delete one.
create function app.keep_closed_break_glass() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if old.closed_at is not null then return null; end if;
  return new;
end $$;
alter function app.keep_closed_break_glass() owner to wardroom_owner;
revoke all on function app.keep_closed_break_glass() from public;
create trigger break_glass_keep_closed before update on tenant.break_glass
  for each row execute function app.keep_closed_break_glass();
grant select, insert on tenant.break_glass to wardroom_app;
grant update (closed_at, closed_how, closed_by) on tenant.break_glass to wardroom_app;

-- What was asked for, by whom. Whether it still lasts is the tenant's own.
create table platform.break_glass (
  access_id uuid primary key,
  tenant_id uuid not null,
  operator_id uuid not null,
  role text not null check (role in ('admin', 'owner')),
  sealed bytea not null,                       -- reason
  opened_at timestamptz not null,
  expires_at timestamptz not null,
  constraint break_glass_operator foreign key (operator_id) references platform.operators (operator_id)
);
alter table platform.break_glass owner to wardroom_owner;
alter table platform.break_glass enable row level security;
alter table platform.break_glass force row level security;
create policy platform_realm on platform.break_glass for all to wardroom_platform using (true) with check (true);
grant select, insert on platform.break_glass to wardroom_platform;
