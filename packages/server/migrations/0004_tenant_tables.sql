-- Everything that belongs to a tenant. tenant_id leads every key, so neither a foreign key nor a unique index can
-- reach across (single-column foreign-key checks bypass row-level security). Text that people write is sealed
-- (AES-256-GCM under the tenant's keys); what must be found by value has a keyed look-up column beside it.

-- The head of the tenant's event log. Every write of the tenant locks this row as its first statement: that orders
-- messages against revocations, and makes seq gapless in commit order.
create table tenant.heads (
  tenant_id uuid not null,
  seq bigint not null default 0 check (seq >= 0),
  constraint heads_key primary key (tenant_id)
);

create table tenant.scope_keys (
  tenant_id uuid not null,
  version integer not null,
  wrapped bytea not null,
  created_at timestamptz not null,
  constraint scope_keys_key primary key (tenant_id, version)
);

create table tenant.data_keys (
  tenant_id uuid not null,
  domain text not null,
  epoch integer not null check (epoch >= 0),
  wrapped bytea not null,
  created_at timestamptz not null,
  constraint data_keys_key primary key (tenant_id, domain, epoch)
);

create table tenant.principals (
  tenant_id uuid not null,
  principal_id uuid not null,
  kind text not null check (kind in ('person', 'bot', 'service', 'agent')),
  status text not null check (status in ('active', 'suspended', 'imported')),
  role text not null check (role in ('owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'auditor', 'agent')),
  handle_lookup bytea not null check (octet_length(handle_lookup) = 32),
  email_lookup bytea check (octet_length(email_lookup) = 32),
  sealed bytea not null,                       -- handle, display name, e-mail address
  owner_id uuid,                               -- who answers for a bot
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint principals_key primary key (tenant_id, principal_id),
  constraint principals_handle_unique unique (tenant_id, handle_lookup),
  constraint principals_email_unique unique (tenant_id, email_lookup),
  constraint principals_owner foreign key (tenant_id, owner_id) references tenant.principals (tenant_id, principal_id)
);

create index principals_by_owner on tenant.principals (tenant_id, owner_id, principal_id) where owner_id is not null;
create index principals_by_role on tenant.principals (tenant_id, role, principal_id);

create table tenant.passwords (
  tenant_id uuid not null,
  principal_id uuid not null,
  password_hash text not null,                 -- Argon2id over a peppered password, PHC string
  changed_at timestamptz not null,
  constraint passwords_key primary key (tenant_id, principal_id),
  constraint passwords_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);

create table tenant.sessions (
  tenant_id uuid not null,
  session_id uuid not null,
  principal_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  idle_expires_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  sealed bytea not null,                       -- device and address
  constraint sessions_key primary key (tenant_id, session_id),
  constraint sessions_secret_unique unique (tenant_id, secret_hash),
  constraint sessions_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);
create index sessions_by_secret on tenant.sessions (secret_hash);  -- look-up before the tenant is known
create index sessions_by_principal on tenant.sessions (tenant_id, principal_id, session_id);

create table tenant.sign_in_links (
  tenant_id uuid not null,
  link_id uuid not null,
  principal_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  expires_at timestamptz not null,
  used_at timestamptz,
  constraint sign_in_links_key primary key (tenant_id, link_id),
  constraint sign_in_links_secret_unique unique (tenant_id, secret_hash),
  constraint sign_in_links_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);

create table tenant.credentials (
  tenant_id uuid not null,
  credential_id uuid not null,
  principal_id uuid not null,
  created_by uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  prefix text not null,
  last_four text not null,
  scopes text[] not null,
  sealed bytea not null,                       -- description
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  constraint credentials_key primary key (tenant_id, credential_id),
  constraint credentials_secret_unique unique (tenant_id, secret_hash),
  constraint credentials_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id),
  constraint credentials_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id)
);
create index credentials_by_secret on tenant.credentials (secret_hash);  -- look-up before the tenant is known
create index credentials_by_principal on tenant.credentials (tenant_id, principal_id, credential_id);

create table tenant.channels (
  tenant_id uuid not null,
  channel_id uuid not null,
  kind text not null check (kind in ('public', 'private')),
  name_lookup bytea not null check (octet_length(name_lookup) = 32),
  sealed_name bytea not null,
  sealed_topic bytea not null,
  created_by uuid not null,
  created_at timestamptz not null,
  archived_at timestamptz,
  last_seq bigint not null default 0 check (last_seq >= 0),
  constraint channels_key primary key (tenant_id, channel_id),
  constraint channels_name_unique unique (tenant_id, name_lookup),
  constraint channels_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id)
);

create table tenant.channel_members (
  tenant_id uuid not null,
  channel_id uuid not null,
  principal_id uuid not null,
  role text not null check (role in ('manager', 'member')),
  joined_at timestamptz not null,
  last_read_seq bigint not null default 0 check (last_read_seq >= 0),
  constraint channel_members_key primary key (tenant_id, channel_id, principal_id),
  constraint channel_members_channel foreign key (tenant_id, channel_id) references tenant.channels (tenant_id, channel_id),
  constraint channel_members_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);
create index channel_members_by_principal on tenant.channel_members (tenant_id, principal_id, channel_id);

create table tenant.messages (
  tenant_id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  channel_seq bigint not null check (channel_seq > 0),
  author_id uuid not null,
  thread_root_id uuid,
  client_key text not null check (length(client_key) <= 64),
  sealed_body bytea,                           -- null once redacted
  mentions uuid[] not null default '{}',
  mentions_all boolean not null default false,
  sent_at timestamptz not null,
  edited_at timestamptz,
  redacted_at timestamptz,
  revision integer not null default 1 check (revision > 0),
  reply_count integer not null default 0 check (reply_count >= 0),
  last_reply_at timestamptz,
  constraint messages_key primary key (tenant_id, message_id),
  constraint messages_place_unique unique (tenant_id, channel_id, channel_seq),
  -- A retry is the same message: the client key is unique per author.
  constraint messages_client_key_unique unique (tenant_id, author_id, client_key),
  -- A thread stays in its channel: the root is referenced together with the channel.
  constraint messages_in_channel_unique unique (tenant_id, channel_id, message_id),
  constraint messages_channel foreign key (tenant_id, channel_id) references tenant.channels (tenant_id, channel_id),
  constraint messages_author foreign key (tenant_id, author_id) references tenant.principals (tenant_id, principal_id),
  constraint messages_thread_root foreign key (tenant_id, channel_id, thread_root_id)
    references tenant.messages (tenant_id, channel_id, message_id),
  constraint messages_tombstone_is_empty check ((redacted_at is null) = (sealed_body is not null))
);
create index messages_timeline on tenant.messages (tenant_id, channel_id, channel_seq) where thread_root_id is null;
create index messages_by_thread on tenant.messages (tenant_id, thread_root_id, channel_seq) where thread_root_id is not null;
create index messages_to_all on tenant.messages (tenant_id, channel_id, channel_seq) where mentions_all;

create table tenant.mentions (
  tenant_id uuid not null,
  principal_id uuid not null,
  message_id uuid not null,
  channel_id uuid not null,
  channel_seq bigint not null,
  constraint mentions_key primary key (tenant_id, principal_id, message_id),
  constraint mentions_message foreign key (tenant_id, channel_id, message_id)
    references tenant.messages (tenant_id, channel_id, message_id),
  constraint mentions_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);
create index mentions_unread on tenant.mentions (tenant_id, principal_id, channel_id, channel_seq);

-- The tenant's event log: references, never content, so that redaction reaches what was already published.
create table tenant.events (
  tenant_id uuid not null,
  seq bigint not null check (seq > 0),
  type text not null,
  at timestamptz not null,
  actor_id uuid,
  subject_id uuid,                             -- the principal it happened to
  channel_id uuid,
  message_id uuid,
  credential_id uuid,                          -- the session or key that was revoked
  constraint events_key primary key (tenant_id, seq)
);

create table tenant.audit_outbox (
  tenant_id uuid not null,
  entry_id uuid not null,
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
  sealed bytea not null,                       -- address and metadata
  constraint audit_outbox_key primary key (tenant_id, entry_id)
);

create index audit_outbox_by_type on tenant.audit_outbox (tenant_id, type, entry_id);

-- Work for later. The tenant comes from the signed context; only wardroom_worker moves rows into the queue.
create table tenant.job_outbox (
  tenant_id uuid not null,
  job_id uuid not null,
  task text not null check (task ~ '^[a-z]+\.[a-zA-Z]+$'),
  principal_id uuid,                           -- on whose authority; null is the system
  reference_id uuid,
  run_at timestamptz not null,
  created_at timestamptz not null,
  constraint job_outbox_key primary key (tenant_id, job_id)
);

do $$
declare
  target regclass;
begin
  for target in
    select c.oid from pg_catalog.pg_class c
     where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    -- The sub-select makes PostgreSQL verify the context once per statement instead of once per row.
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
  end loop;
end $$;

grant usage on schema tenant to wardroom_app;
grant select, insert on all tables in schema tenant to wardroom_app;
grant update (seq) on tenant.heads to wardroom_app;
grant update (status, role, sealed, email_lookup, updated_at) on tenant.principals to wardroom_app;
grant update (password_hash, changed_at) on tenant.passwords to wardroom_app;
grant update (last_seen_at, idle_expires_at, revoked_at) on tenant.sessions to wardroom_app;
grant update (used_at) on tenant.sign_in_links to wardroom_app;
grant update (revoked_at) on tenant.credentials to wardroom_app;
grant update (name_lookup, sealed_name, sealed_topic, archived_at, last_seq) on tenant.channels to wardroom_app;
grant update (role, last_read_seq) on tenant.channel_members to wardroom_app;
grant delete on tenant.channel_members to wardroom_app;
grant update (sealed_body, mentions, mentions_all, edited_at, redacted_at, revision, reply_count, last_reply_at)
  on tenant.messages to wardroom_app;
grant delete on tenant.events, tenant.sessions to wardroom_app;   -- window of the log; sessions long expired

-- Requests write the outboxes; only others read them back.
revoke select on tenant.job_outbox from wardroom_app;
