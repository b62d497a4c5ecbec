-- Custom roles, groups, tenant policies and the log of decisions. Names, descriptions, policy texts and what was asked
-- are sealed; ids, versions and permission names are not, since they decide.

-- Every change of what roles give moves roles_version, and every change of what policies decide, or of their settings,
-- moves policies_version (0: there never was any), so that one row tells whether what a node has cached is the truth. grants_in_channels: some channel gives its
-- members more than their roles do, so a role that lacks a permission is not refused before the channel is found.
alter table tenant.heads
  add column roles_version bigint not null default 0 check (roles_version >= 0),
  add column policies_version bigint not null default 0 check (policies_version >= 0),
  add column grants_in_channels boolean not null default false;

create table tenant.roles (
  tenant_id uuid not null,
  role_id uuid not null,
  name_lookup bytea not null check (octet_length(name_lookup) = 32),
  sealed bytea not null,                       -- name, description
  chosen text[] not null,                      -- what somebody picked
  permissions text[] not null,                 -- with the cascades that were shown when it was saved: what decides
  revision integer not null default 1 check (revision > 0),
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz,
  constraint roles_key primary key (tenant_id, role_id),
  constraint roles_name_unique unique (tenant_id, name_lookup),
  constraint roles_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id)
);

-- The base role of a principal is a built-in one by name, or a custom one: then `role` is 'custom' and the id beside it
-- holds the reference. What decides is the base role and those that groups confer, which is kept up to date here, so
-- that reading it costs nothing.
alter table tenant.principals
  drop constraint principals_role_check,
  add constraint principals_role_check check
    (role in ('owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'auditor', 'agent', 'custom')),
  add column custom_role_id uuid,
  add constraint principals_custom_role_is_named check ((role = 'custom') = (custom_role_id is not null)),
  add constraint principals_custom_role foreign key (tenant_id, custom_role_id) references tenant.roles (tenant_id, role_id),
  add column conferred text[] not null default '{}';
drop index tenant.principals_by_standing;
create index principals_by_standing
  on tenant.principals (tenant_id, status, kind, role, custom_role_id, conferred, principal_id);
create index principals_by_custom_role on tenant.principals (tenant_id, custom_role_id) where custom_role_id is not null;

-- A tree: one parent each. `path` is the way from the root to the group itself, so that membership in a subgroup is
-- membership in everything above without recursion. Depth is bounded by the use case that moves groups.
create table tenant.groups (
  tenant_id uuid not null,
  group_id uuid not null,
  parent_id uuid,
  path uuid[] not null check (cardinality(path) between 1 and 8),
  visibility text not null check (visibility in ('public', 'private', 'hidden')),
  mentionable_by text not null check (mentionable_by in ('everyone', 'members', 'managers', 'nobody')),
  handle_lookup bytea not null check (octet_length(handle_lookup) = 32),
  sealed bytea not null,                       -- handle, name, description
  department boolean not null default false,
  confers text[] not null default '{}',        -- roles that its members hold in the whole workspace
  revision integer not null default 1 check (revision > 0),
  created_by uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint groups_key primary key (tenant_id, group_id),
  constraint groups_handle_unique unique (tenant_id, handle_lookup),
  constraint groups_parent foreign key (tenant_id, parent_id) references tenant.groups (tenant_id, group_id),
  constraint groups_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id),
  constraint groups_path_ends_with_itself check (path[cardinality(path)] = group_id),
  -- Neither side is ever null, which a check would take for true.
  constraint groups_path_names_parent check
    ((parent_id is null) = (cardinality(path) = 1)
      and (parent_id is null or parent_id is not distinct from path[cardinality(path) - 1]))
);
create index groups_by_parent on tenant.groups (tenant_id, parent_id, group_id);

-- One row per source: automation takes back what it gave, never what an administrator decided.
create table tenant.group_members (
  tenant_id uuid not null,
  group_id uuid not null,
  principal_id uuid not null,
  source text not null check (source in ('manual', 'oidc', 'scim')),
  role text not null check (role in ('manager', 'member')),
  added_by uuid,
  added_at timestamptz not null,
  constraint group_members_key primary key (tenant_id, group_id, principal_id, source),
  constraint group_members_group foreign key (tenant_id, group_id) references tenant.groups (tenant_id, group_id),
  constraint group_members_principal foreign key (tenant_id, principal_id)
    references tenant.principals (tenant_id, principal_id)
);
create index group_members_by_principal on tenant.group_members (tenant_id, principal_id, group_id);

-- A linked channel has exactly the effective members of its group, and gives them what the group lets it give.
alter table tenant.channels
  add column group_id uuid,
  add constraint channels_group foreign key (tenant_id, group_id) references tenant.groups (tenant_id, group_id),
  add column granted text[] not null default '{}',   -- permissions that every member holds here
  add column classification text not null default 'internal'
    check (classification in ('public', 'internal', 'confidential', 'restricted')),
  add column labels text[] not null default '{}' check (cardinality(labels) <= 8);
create index channels_by_group on tenant.channels (tenant_id, group_id) where group_id is not null;

-- Policies are saved as whole versions and never changed.
create table tenant.policy_versions (
  tenant_id uuid not null,
  version bigint not null check (version > 0),
  sealed bytea not null,                       -- policies and their tests
  policy_count integer not null check (policy_count >= 0),
  reason_sealed bytea not null,
  created_by uuid not null,
  created_at timestamptz not null,
  constraint policy_versions_key primary key (tenant_id, version),
  constraint policy_versions_creator foreign key (tenant_id, created_by)
    references tenant.principals (tenant_id, principal_id)
);

-- One row per tenant: which version decides, and which is counted beside it without deciding.
create table tenant.policy_settings (
  tenant_id uuid not null,
  time_zone text not null default 'UTC' check (length(time_zone) <= 64),
  region text not null default '' check (length(region) <= 64),
  sample_per_mille integer not null default 10 check (sample_per_mille between 0 and 1000),
  active_version bigint,
  evaluated_version bigint,
  evaluated_since timestamptz,
  evaluated_denials bigint not null default 0 check (evaluated_denials >= 0),       -- allowed, and would not be
  evaluated_allowances bigint not null default 0 check (evaluated_allowances >= 0), -- denied by policy, and would not be
  revision integer not null default 1 check (revision > 0),
  updated_at timestamptz not null,
  constraint policy_settings_key primary key (tenant_id),
  constraint policy_settings_active foreign key (tenant_id, active_version)
    references tenant.policy_versions (tenant_id, version),
  constraint policy_settings_evaluated foreign key (tenant_id, evaluated_version)
    references tenant.policy_versions (tenant_id, version)
);

-- What was decided: every denial, and of the rest a share. Kept 30 days.
create table tenant.decisions (
  tenant_id uuid not null,
  decision_id uuid not null,
  at timestamptz not null,
  principal_id uuid not null,
  operation text not null,
  permission text not null,
  resource_kind text not null,
  resource_id uuid,
  allowed boolean not null,
  by_policy boolean not null,                  -- tenant policies denied what roles allow
  policy_version bigint,                       -- which version decided; null: none did
  sealed bytea not null,                       -- the request as policies see it, and which ones determined it
  constraint decisions_key primary key (tenant_id, decision_id)
);
create index decisions_denied on tenant.decisions (tenant_id, decision_id) where not allowed;

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.roles', 'tenant.groups', 'tenant.group_members', 'tenant.policy_versions',
    'tenant.policy_settings', 'tenant.decisions']::regclass[]
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('grant select, insert on %s to wardroom_app', target);
  end loop;
end $$;

grant update (roles_version, policies_version, grants_in_channels) on tenant.heads to wardroom_app;
grant update (name_lookup, sealed, chosen, permissions, revision, updated_at, deleted_at) on tenant.roles to wardroom_app;
grant update (custom_role_id, conferred) on tenant.principals to wardroom_app;
grant update (parent_id, path, visibility, mentionable_by, handle_lookup, sealed, department, confers, revision, updated_at)
  on tenant.groups to wardroom_app;
grant delete on tenant.groups, tenant.group_members to wardroom_app;
grant update (role) on tenant.group_members to wardroom_app;
grant update (group_id, granted, classification, labels) on tenant.channels to wardroom_app;
grant update (time_zone, region, sample_per_mille, active_version, evaluated_version, evaluated_since,
  evaluated_denials, evaluated_allowances, revision, updated_at) on tenant.policy_settings to wardroom_app;
grant delete on tenant.decisions to wardroom_app;

-- How somebody signed in, for policies that ask.
alter table tenant.sessions add column method text not null default 'password' check (method in ('password', 'link'));
