-- Direct and group messages, deletion of channels, reactions, pins, invitations by link, and how people arrange their
-- own sidebar.

-- A direct or group message is a channel whose people are fixed when it is opened. name_lookup is then made of them, so
-- that the same people always share one. A deleted channel has no members and is not public: nobody can see it while
-- its rows are removed in the background.
alter table tenant.channels drop constraint channels_kind_check;
alter table tenant.channels add constraint channels_kind_check
  check (kind in ('public', 'private', 'direct', 'deleted'));
alter table tenant.channels add column participants uuid[] not null default '{}'
  constraint channels_participants_bounded check (coalesce(array_length(participants, 1), 0) <= 9);
alter table tenant.channels add constraint channels_participants_of_direct
  check (kind not in ('public', 'private') or participants = '{}');

-- marks_revision grows with every reaction and pin: of two forms of a message, clients know which is newer, and readers
-- know without looking whether there are reactions to look for.
alter table tenant.messages add column pinned_at timestamptz;
alter table tenant.messages add column pinned_by uuid;
alter table tenant.messages add column marks_revision integer not null default 0 check (marks_revision >= 0);
alter table tenant.messages add constraint messages_pinner foreign key (tenant_id, pinned_by)
  references tenant.principals (tenant_id, principal_id);
alter table tenant.messages add constraint messages_pin_is_whole check ((pinned_at is null) = (pinned_by is null));
create index messages_pinned on tenant.messages (tenant_id, channel_id, message_id) where pinned_at is not null;

create table tenant.reactions (
  tenant_id uuid not null,
  message_id uuid not null,
  emoji_lookup bytea not null check (octet_length(emoji_lookup) = 32),
  principal_id uuid not null,
  sealed_emoji bytea not null,
  at timestamptz not null,
  constraint reactions_key primary key (tenant_id, message_id, emoji_lookup, principal_id),
  constraint reactions_message foreign key (tenant_id, message_id) references tenant.messages (tenant_id, message_id),
  constraint reactions_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);

create table tenant.invitations (
  tenant_id uuid not null,
  invitation_id uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  role text not null check (role in ('owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'auditor', 'agent')),
  channel_ids uuid[] not null check (coalesce(array_length(channel_ids, 1), 0) <= 20),
  created_by uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  max_uses integer not null check (max_uses between 1 and 1000),
  uses integer not null default 0,
  revoked_at timestamptz,
  constraint invitations_key primary key (tenant_id, invitation_id),
  constraint invitations_secret_unique unique (tenant_id, secret_hash),
  -- Two people who redeem the last use at once: the row refuses the second.
  constraint invitations_uses_bounded check (uses between 0 and max_uses),
  constraint invitations_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id)
);

create table tenant.preferences (
  tenant_id uuid not null,
  principal_id uuid not null,
  revision integer not null check (revision > 0),
  sealed bytea not null,
  updated_at timestamptz not null,
  constraint preferences_key primary key (tenant_id, principal_id),
  constraint preferences_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id)
);

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.reactions', 'tenant.invitations', 'tenant.preferences']::regclass[] loop
    execute format('alter table %s owner to wardroom_owner', target);
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
      'create policy tenant_isolation on %s for all to wardroom_app
         using (tenant_id = (select app.tenant_id())) with check (tenant_id = (select app.tenant_id()))', target);
    execute format('grant select, insert on %s to wardroom_app', target);
  end loop;
end $$;

grant update (kind, participants) on tenant.channels to wardroom_app;
grant update (pinned_at, pinned_by, marks_revision) on tenant.messages to wardroom_app;
grant delete on tenant.reactions to wardroom_app;
grant update (uses, revoked_at) on tenant.invitations to wardroom_app;
grant update (revision, sealed, updated_at) on tenant.preferences to wardroom_app;
-- Deleting a channel removes what was in it, in the background.
grant delete on tenant.messages, tenant.mentions, tenant.channels to wardroom_app;
