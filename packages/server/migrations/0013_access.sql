-- Programs that act for people or as services: OAuth clients, grants, and what the protocol keeps between two requests.

create table tenant.clients (
  tenant_id uuid not null,
  client_id uuid not null,
  registration text not null check (registration in ('here', 'itself', 'document')),
  status text not null check (status in ('active', 'waiting', 'revoked')),
  principal_id uuid,                                   -- whose right its own tokens carry
  created_by uuid,
  document_lookup bytea check (octet_length(document_lookup) = 32),  -- of the address of its document
  authentication text not null
    check (authentication in ('none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt')),
  grant_types text[] not null check (cardinality(grant_types) between 1 and 8),
  scopes text[] not null,
  requires_proof boolean not null,
  sealed bytea not null,                               -- name, addresses, public keys
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_used_at timestamptz,                            -- exact to a minute
  constraint clients_key primary key (tenant_id, client_id),
  constraint clients_document_unique unique (tenant_id, document_lookup),
  constraint clients_document_is_named check ((registration = 'document') = (document_lookup is not null)),
  constraint clients_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id),
  constraint clients_creator foreign key (tenant_id, created_by) references tenant.principals (tenant_id, principal_id),
  -- Only what somebody here vouches for acts in its own name.
  constraint clients_own_right_is_given check (principal_id is null or registration = 'here'),
  constraint clients_own_right_is_proved check (authentication <> 'none' or not 'client_credentials' = any (grant_types))
);
create index clients_by_principal on tenant.clients (tenant_id, principal_id, client_id) where principal_id is not null;
-- How many have come by themselves is asked with each that comes.
create index clients_by_registration on tenant.clients (tenant_id, registration, client_id) where status <> 'revoked';
create index clients_by_creator on tenant.clients (tenant_id, created_by, client_id) where created_by is not null;

-- Secrets of clients: the newest one, and for the days of grace the one before it.
create table tenant.client_secrets (
  tenant_id uuid not null,
  client_id uuid not null,
  generation integer not null check (generation > 0),
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  hint text not null check (length(hint) <= 40),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  grace_ends_at timestamptz,                           -- there is a newer one
  reminded_days integer,                               -- of its end: the mark that was told last
  -- Two rotations that both read the same generation cannot both add the next one.
  constraint client_secrets_key primary key (tenant_id, client_id, generation),
  constraint client_secrets_secret_unique unique (tenant_id, secret_hash),
  constraint client_secrets_client foreign key (tenant_id, client_id) references tenant.clients (tenant_id, client_id)
);

-- What a person has granted to a client. Refresh tokens and access tokens are worth nothing without it.
create table tenant.grants (
  tenant_id uuid not null,
  grant_id uuid not null,
  principal_id uuid not null,
  client_id uuid not null,
  is_device boolean not null,
  session_id uuid,                                     -- in which it was given, and with which it ends; null: it lasts
  scopes text[] not null check (cardinality(scopes) > 0),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,                            -- exact to a minute
  revoked_at timestamptz,
  -- It ended because something of it was used twice: shown until somebody has taken note.
  replayed_at timestamptz,
  constraint grants_replay_ends_it check (replayed_at is null or revoked_at is not null),
  constraint grants_key primary key (tenant_id, grant_id),
  constraint grants_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id),
  constraint grants_client foreign key (tenant_id, client_id) references tenant.clients (tenant_id, client_id)
);
create index grants_by_principal on tenant.grants (tenant_id, principal_id, grant_id);
create index grants_by_client on tenant.grants (tenant_id, client_id, grant_id);

-- What the authorisation server keeps between two requests: requests, codes, refresh tokens. Found by a keyed hash of
-- what the client holds; neither that nor what it stands for can be read here.
create table tenant.protocol_records (
  tenant_id uuid not null,
  kind text not null check (kind in ('Session', 'Interaction', 'AuthorizationCode', 'RefreshToken', 'DeviceCode',
    'PushedAuthorizationRequest', 'InitialAccessToken', 'RegistrationAccessToken', 'AccessToken', 'ClientCredentials',
    'RefreshAnswer')),
  lookup bytea not null check (octet_length(lookup) = 32),
  alias_lookup bytea check (octet_length(alias_lookup) = 32),  -- of a user code, or the uid of a session
  grant_id uuid,
  sealed bytea not null check (octet_length(sealed) <= 32768),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,                             -- set once: whoever sets it holds what it stands for
  ended_at timestamptz,
  constraint protocol_records_key primary key (tenant_id, kind, lookup),
  constraint protocol_records_alias_unique unique (tenant_id, kind, alias_lookup)
);
create index protocol_records_by_grant on tenant.protocol_records (tenant_id, grant_id) where grant_id is not null;
create index protocol_records_by_expiry on tenant.protocol_records (tenant_id, expires_at);

-- Proofs (DPoP, client assertions) that have been seen. The insert is what makes each work once.
create table tenant.proofs (
  tenant_id uuid not null,
  proof bytea not null check (octet_length(proof) = 32),
  expires_at timestamptz not null,
  constraint proofs_key primary key (tenant_id, proof)
);
create index proofs_by_expiry on tenant.proofs (tenant_id, expires_at);

-- One row at most: without it the defaults hold (modules/access).
create table tenant.access_settings (
  tenant_id uuid not null,
  key_cadence text not null check (key_cadence in ('standard', 'regulated')),
  grace_days integer not null check (grace_days between 7 and 14),
  self_registration text not null check (self_registration in ('off', 'approval', 'open')),
  client_documents text not null check (client_documents in ('off', 'listed', 'any')),
  document_hosts text[] not null check (cardinality(document_hosts) <= 50),
  updated_at timestamptz not null,
  constraint access_settings_key primary key (tenant_id)
);

-- Issuances of the authorisation server.
alter table tenant.tokens
  drop constraint tokens_parent_kind_check,
  add constraint tokens_parent_kind_check check (parent_kind in ('session', 'key', 'token', 'grant', 'client')),
  add column client_id uuid,                           -- null: no OAuth client took part
  add column actor_id uuid,                            -- acts for the subject (RFC 8693, 4.1)
  add column proof_key text check (length(proof_key) = 43);  -- RFC 7638 thumbprint that it is bound to
create index tokens_by_client on tenant.tokens (tenant_id, client_id, token_id) where client_id is not null;
create index tokens_by_root on tenant.tokens (tenant_id, root_id, token_id);
alter table tenant.denials
  drop constraint denials_kind_check,
  add constraint denials_kind_check check (kind in ('token', 'session', 'client', 'key', 'grant'));

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.clients', 'tenant.client_secrets', 'tenant.grants', 'tenant.protocol_records',
    'tenant.proofs', 'tenant.access_settings']::regclass[]
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

grant update (status, authentication, grant_types, scopes, requires_proof, sealed, updated_at, last_used_at)
  on tenant.clients to wardroom_app;
grant update (grace_ends_at, reminded_days) on tenant.client_secrets to wardroom_app;
grant update (scopes, last_used_at, revoked_at, replayed_at) on tenant.grants to wardroom_app;
grant update (sealed, alias_lookup, grant_id, expires_at, consumed_at, ended_at) on tenant.protocol_records to wardroom_app;
grant update (key_cadence, grace_days, self_registration, client_documents, document_hosts, updated_at)
  on tenant.access_settings to wardroom_app;

-- What has expired long ago goes through one function, to which nothing else is a row.
grant select (tenant_id, kind, lookup, expires_at), delete on tenant.protocol_records to wardroom_purger;
grant select (tenant_id, proof, expires_at), delete on tenant.proofs to wardroom_purger;
create policy purge_of_expired on tenant.protocol_records to wardroom_purger
  using (tenant_id = (select app.tenant_id()) and expires_at < now() - interval '1 day');
create policy purge_of_expired on tenant.proofs to wardroom_purger
  using (tenant_id = (select app.tenant_id()) and expires_at < now() - interval '1 hour');

-- Removes at most `wanted` of each; gives back how many of both.
create function app.purge_protocol_records(wanted integer) returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := app.tenant_id();
  records integer;
  proofs integer;
begin
  delete from tenant.protocol_records r where r.tenant_id = tenant and (r.kind, r.lookup) in (
    select x.kind, x.lookup from tenant.protocol_records x
     where x.tenant_id = tenant and x.expires_at < now() - interval '1 day' limit least(wanted, 1000));
  get diagnostics records = row_count;
  delete from tenant.proofs p where p.tenant_id = tenant and p.proof in (
    select x.proof from tenant.proofs x
     where x.tenant_id = tenant and x.expires_at < now() - interval '1 hour' limit least(wanted, 1000));
  get diagnostics proofs = row_count;
  return records + proofs;
end $$;
alter function app.purge_protocol_records(integer) owner to wardroom_purger;
revoke all on function app.purge_protocol_records(integer) from public;
grant execute on function app.purge_protocol_records(integer) to wardroom_app;
