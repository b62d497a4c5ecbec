-- The verification of the tenant context runs once in every statement of every request: a fifth of it was what a
-- PL/pgSQL function costs to enter. A function with a body in standard SQL costs less, and binds every name in it when it
-- is made, so that no search_path, whoever sets it, changes what it calls.

create function app.refuse_context() returns uuid
  language plpgsql stable parallel safe
  set search_path = pg_catalog, pg_temp
as $$
begin
  raise exception 'tenant context refused' using errcode = 'WR001';
end $$;
alter function app.refuse_context() owner to wardroom_owner;
revoke all on function app.refuse_context() from public;
grant execute on function app.refuse_context() to wardroom_context;

-- As before (0002): one text for every cause, hashing both sides leaves nothing to time, and the claims are read only
-- once the MAC has proved their form. Replacing keeps owner and grants, and takes the search_path away.
create or replace function app.tenant_id() returns uuid
  language sql stable parallel safe security definer
begin atomic
  select coalesce(
    case when sha256(convert_to(encode(extensions.hmac(convert_to(left(current_setting('app.tenant', true), -65), 'UTF8'),
                (select k.key from app.context_keys k), 'sha256'), 'hex'), 'UTF8'))
            = sha256(convert_to(right(current_setting('app.tenant', true), 64), 'UTF8'))
          and starts_with(current_setting('app.tenant', true), 'v1.')
    then case when split_part(current_setting('app.tenant', true), '.', 3)::integer = pg_backend_pid()
               and to_timestamp(split_part(current_setting('app.tenant', true), '.', 4)::double precision / 1000)
                   >= clock_timestamp()
         then substr(current_setting('app.tenant', true), 4, 36)::uuid end
    end,
    app.refuse_context());
end;
