-- The tenant directory and the platform realm. wardroom_app has no right on any of it.

create table directory.tenants (
  tenant_id uuid primary key,
  -- provisioning: the directory knows it, its own rows are still being made; it answers like an unknown host.
  status text not null check (status in ('provisioning', 'active', 'suspended')),
  slug_lookup bytea not null check (octet_length(slug_lookup) = 32),
  sealed bytea not null,                       -- slug and name, under the platform key
  tier text not null default 'shared' check (tier in ('shared', 'schema', 'database')),
  region text not null,
  demo boolean not null default false,
  created_at timestamptz not null,
  constraint tenants_slug_unique unique (slug_lookup)
);

create table platform.operators (
  operator_id uuid primary key,
  name_lookup bytea not null check (octet_length(name_lookup) = 32),
  sealed bytea not null,
  password_hash text not null,
  created_at timestamptz not null,
  constraint operators_name_unique unique (name_lookup)
);

create table platform.operator_sessions (
  session_id uuid primary key,
  operator_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint operator_sessions_secret_unique unique (secret_hash),
  constraint operator_sessions_operator foreign key (operator_id) references platform.operators (operator_id)
);

create table platform.operator_credentials (
  credential_id uuid primary key,
  operator_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  sealed bytea not null,                       -- description
  prefix text not null,
  last_four text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint operator_credentials_secret_unique unique (secret_hash),
  constraint operator_credentials_operator foreign key (operator_id) references platform.operators (operator_id)
);

-- One open link at most; consumed by an UPDATE that finds it unused, so two redemptions cannot both win.
create table platform.setup_links (
  link_id uuid primary key,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint setup_links_secret_unique unique (secret_hash)
);

create table platform.audit_outbox (
  entry_id uuid primary key,
  at timestamptz not null,
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
  count integer not null default 1 check (count > 0),
  sealed bytea not null                        -- address and metadata
);

create table platform.scope_keys (
  version integer primary key,
  wrapped bytea not null,
  created_at timestamptz not null
);
create table platform.data_keys (
  domain text not null,
  epoch integer not null check (epoch >= 0),
  wrapped bytea not null,
  created_at timestamptz not null,
  primary key (domain, epoch)
);

do $$
declare
  target regclass;
begin
  foreach target in array array[
    'directory.tenants', 'platform.operators', 'platform.operator_sessions', 'platform.operator_credentials',
    'platform.setup_links', 'platform.audit_outbox', 'platform.scope_keys', 'platform.data_keys']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy platform_realm on %s for all to wardroom_platform using (true) with check (true)', target);
  end loop;
end $$;

grant usage on schema directory, platform to wardroom_platform;
grant select, insert on directory.tenants, platform.operators, platform.operator_sessions,
  platform.operator_credentials, platform.setup_links, platform.audit_outbox, platform.scope_keys, platform.data_keys
  to wardroom_platform;
grant update (status, sealed) on directory.tenants to wardroom_platform;
grant update (password_hash) on platform.operators to wardroom_platform;
grant update (revoked_at) on platform.operator_sessions, platform.operator_credentials to wardroom_platform;
grant update (used_at) on platform.setup_links to wardroom_platform;
grant delete on platform.setup_links to wardroom_platform;
