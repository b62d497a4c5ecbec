-- Keys: where they may be used from, their generations, and the traces of their use.

alter table tenant.credentials
  -- Canonical networks (CIDR); none: from everywhere. Text, because the server compares, not the database.
  add column allowed_cidrs text[] not null default '{}'
    constraint credentials_cidrs_bounded check (cardinality(allowed_cidrs) <= 32),
  -- Generations of one key share its first one, which itself has none here.
  add column first_id uuid,
  add column generation integer not null default 1,
  -- There is a successor, and this one works until then. What the key itself had promised stays in expires_at.
  add column grace_ends_at timestamptz,
  -- Written beside the order of the tenant, at most once a minute.
  add column last_used_at timestamptz,
  add column sealed_use bytea,                  -- address of the last use
  -- Scopes that were used in this stretch of 30 days and in the one before; a scope in neither was not needed for 30 days.
  add column used_scopes text[] not null default '{}',
  add column used_scopes_before text[] not null default '{}',
  add column used_scopes_since timestamptz,
  -- What was told already, so that nothing is told twice.
  add column still_used_at timestamptz,
  add column reminded_days integer,
  add constraint credentials_first foreign key (tenant_id, first_id) references tenant.credentials (tenant_id, credential_id),
  -- Two rotations that both read the same generations cannot both add the next one.
  add constraint credentials_generation_unique unique (tenant_id, first_id, generation),
  add constraint credentials_generation_of_line check (generation > 0 and (first_id is null) = (generation = 1));

grant update (grace_ends_at, last_used_at, sealed_use, used_scopes, used_scopes_before, used_scopes_since, still_used_at,
  reminded_days) on tenant.credentials to wardroom_app;
