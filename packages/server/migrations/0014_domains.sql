-- Custom domains. What a tenant claims is its own affair; which name leads to whom is the directory’s, and unique over all.

create table tenant.domains (
  tenant_id uuid not null,
  domain_id uuid not null,
  name_lookup bytea not null check (octet_length(name_lookup) = 32),  -- under the tenant’s key: no clue to the directory’s
  sealed bytea not null,                                               -- name, and what its TXT record has to say
  created_by uuid not null,
  created_at timestamptz not null,
  verified_at timestamptz,
  constraint domains_key primary key (tenant_id, domain_id),
  constraint domains_name_unique unique (tenant_id, name_lookup),
  constraint domains_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id)
);
alter table tenant.domains owner to wardroom_owner;
alter table tenant.domains enable row level security;
alter table tenant.domains force row level security;
create policy tenant_isolation on tenant.domains for all to wardroom_app
  using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()));
grant select, insert, delete on tenant.domains to wardroom_app;
grant update (verified_at) on tenant.domains to wardroom_app;

-- A name leads to one tenant. The look-up is made under the platform’s key, so that whoever can write SQL inside a tenant
-- cannot make one for a name of their choice.
create table directory.domains (
  name_lookup bytea not null check (octet_length(name_lookup) = 32),
  tenant_id uuid not null,
  domain_id uuid not null,
  constraint domains_key primary key (name_lookup),
  constraint domains_claim_once unique (tenant_id, domain_id),
  constraint domains_claim foreign key (tenant_id, domain_id) references tenant.domains (tenant_id, domain_id)
);
alter table directory.domains owner to wardroom_owner;
alter table directory.domains enable row level security;
alter table directory.domains force row level security;
create policy lookup_before_tenant on directory.domains for select to wardroom_lookup using (true);
create policy claim_by_context on directory.domains for insert to wardroom_lookup
  with check (tenant_id = (select app.tenant_id()));
create policy release_by_context on directory.domains for delete to wardroom_lookup
  using (tenant_id = (select app.tenant_id()));
grant select, insert, delete on directory.domains to wardroom_lookup;

create function directory.find_domain(lookup bytea)
  returns table (tenant_id uuid, status text, sealed bytea, tier text, region text, demo boolean, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp
as $$
  select t.tenant_id, t.status, t.sealed, t.tier, t.region, t.demo, t.created_at
    from directory.domains d join directory.tenants t using (tenant_id) where d.name_lookup = lookup
$$;
alter function directory.find_domain(bytea) owner to wardroom_lookup;
revoke all on function directory.find_domain(bytea) from public;
grant execute on function directory.find_domain(bytea) to wardroom_directory;

-- The tenant is that of the signed context, never an argument. False: the name leads to another tenant; to which, is not
-- told. Of two at once the second waits for the first.
create function app.claim_domain(lookup bytea, domain uuid) returns boolean
  language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := app.tenant_id();
begin
  insert into directory.domains (name_lookup, tenant_id, domain_id) values (lookup, tenant, domain)
    on conflict (name_lookup) do nothing;
  return exists (select from directory.domains d
    where d.name_lookup = lookup and d.tenant_id = tenant and d.domain_id = domain);
end $$;
alter function app.claim_domain(bytea, uuid) owner to wardroom_lookup;
revoke all on function app.claim_domain(bytea, uuid) from public;
grant execute on function app.claim_domain(bytea, uuid) to wardroom_app;

create function app.release_domain(domain uuid) returns void
  language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
  delete from directory.domains where tenant_id = (select app.tenant_id()) and domain_id = domain
$$;
alter function app.release_domain(uuid) owner to wardroom_lookup;
revoke all on function app.release_domain(uuid) from public;
grant execute on function app.release_domain(uuid) to wardroom_app;
