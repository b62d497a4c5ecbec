-- Access tokens: keys that sign them, what was issued, and everything that ends them before their time.

-- ES256 keys of a tenant. The private part is sealed under the tenant's keys; the public part is published.
create table tenant.signing_keys (
  tenant_id uuid not null,
  kid text not null check (length(kid) = 43),          -- RFC 7638 thumbprint
  public_jwk text not null check (length(public_jwk) <= 400),
  sealed bytea not null,
  created_at timestamptz not null,
  active_at timestamptz not null,
  retire_at timestamptz,                               -- signs until then
  withdrawn_at timestamptz,                            -- incident: verifies nothing from then on
  constraint signing_keys_key primary key (tenant_id, kid),
  constraint signing_keys_published_before_use check (active_at >= created_at),
  constraint signing_keys_retire_after_use check (retire_at >= active_at or withdrawn_at is not null)
);

-- Issuances (TOK-09). The token itself is not here and cannot be made from this.
create table tenant.tokens (
  tenant_id uuid not null,
  token_id uuid not null,                              -- jti
  principal_id uuid not null,
  parent_kind text not null check (parent_kind in ('session', 'key', 'token')),
  parent_id uuid not null,
  root_id uuid not null,                               -- the session or key at its beginning
  ancestors uuid[] not null check (cardinality(ancestors) <= 2),   -- tokens it was issued with, outermost first
  scopes text[] not null,
  channel_id uuid,                                     -- held to this channel
  operation text,
  once boolean not null,
  issued_at timestamptz not null,
  expires_at timestamptz not null,
  constraint tokens_key primary key (tenant_id, token_id),
  constraint tokens_principal foreign key (tenant_id, principal_id) references tenant.principals (tenant_id, principal_id),
  constraint tokens_parent_is_nearest check ((parent_kind = 'token') = (cardinality(ancestors) > 0)),
  constraint tokens_life check (expires_at > issued_at and expires_at <= issued_at + interval '60 minutes')
);
create index tokens_by_principal on tenant.tokens (tenant_id, principal_id, token_id);

-- Ids that are worth nothing any more, whatever carries them: tokens with all that descends from them, sign-in
-- sessions, clients, keys. A row may go once everything that could carry its id has expired.
create table tenant.denials (
  tenant_id uuid not null,
  denied_id uuid not null,
  kind text not null check (kind in ('token', 'session', 'client', 'key')),
  denied_at timestamptz not null,
  expires_at timestamptz not null,
  constraint denials_key primary key (tenant_id, denied_id)
);

-- Tokens that work once. The insert is what makes it once: the second one finds the key taken.
create table tenant.token_uses (
  tenant_id uuid not null,
  token_id uuid not null,
  used_at timestamptz not null,
  expires_at timestamptz not null,
  constraint token_uses_key primary key (tenant_id, token_id)
);

-- Epochs are integers: timestamps have a hole of one tick, in which a token is both old and new. A token carries the
-- epochs of its subject and of its tenant; when either has moved on, it is worth nothing.
alter table tenant.principals add column token_epoch integer not null default 0 check (token_epoch >= 0);
alter table tenant.heads add column token_epoch integer not null default 0 check (token_epoch >= 0);

-- Here and not in the statements that change status or role: none of them, present or future, can forget it.
create function app.end_tokens_of_principal() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp
as $$
begin
  if new.status is distinct from old.status or new.role is distinct from old.role then
    new.token_epoch := old.token_epoch + 1;
  end if;
  return new;
end $$;
alter function app.end_tokens_of_principal() owner to wardroom_owner;
revoke all on function app.end_tokens_of_principal() from public;
create trigger principals_end_tokens before update on tenant.principals
  for each row execute function app.end_tokens_of_principal();

do $$
declare
  target regclass;
begin
  foreach target in array array['tenant.signing_keys', 'tenant.tokens', 'tenant.denials', 'tenant.token_uses']::regclass[]
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

grant update (retire_at, withdrawn_at) on tenant.signing_keys to wardroom_app;
grant update (token_epoch) on tenant.principals, tenant.heads to wardroom_app;

-- Whoever may delete a denial may undo it. What has expired long ago goes through one function, to which nothing else is
-- a row.
grant select (tenant_id, denied_id, expires_at), delete on tenant.denials to wardroom_purger;
grant select (tenant_id, token_id, expires_at), delete on tenant.token_uses to wardroom_purger;
create policy purge_of_expired on tenant.denials to wardroom_purger
  using (tenant_id = (select app.tenant_id()) and expires_at < now() - interval '1 day');
create policy purge_of_expired on tenant.token_uses to wardroom_purger
  using (tenant_id = (select app.tenant_id()) and expires_at < now() - interval '1 day');
create index denials_by_expiry on tenant.denials (tenant_id, expires_at);
create index token_uses_by_expiry on tenant.token_uses (tenant_id, expires_at);

-- Removes at most `wanted` of each; gives back how many of both.
create function app.purge_ended_tokens(wanted integer) returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  tenant constant uuid := app.tenant_id();
  before constant timestamptz := now() - interval '1 day';
  denied integer;
  used integer;
begin
  delete from tenant.denials d where d.tenant_id = tenant and d.denied_id in (
    select x.denied_id from tenant.denials x where x.tenant_id = tenant and x.expires_at < before limit least(wanted, 1000));
  get diagnostics denied = row_count;
  delete from tenant.token_uses u where u.tenant_id = tenant and u.token_id in (
    select x.token_id from tenant.token_uses x where x.tenant_id = tenant and x.expires_at < before limit least(wanted, 1000));
  get diagnostics used = row_count;
  return denied + used;
end $$;
alter function app.purge_ended_tokens(integer) owner to wardroom_purger;
revoke all on function app.purge_ended_tokens(integer) from public;
grant execute on function app.purge_ended_tokens(integer) to wardroom_app;

-- What did this token do? Entries name the credential of their call.
create index audit_outbox_by_credential on tenant.audit_outbox (tenant_id, credential_id, entry_id)
  where credential_id is not null;
