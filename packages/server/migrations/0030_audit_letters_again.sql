-- Single entries that a destination refused go again when somebody asks for it, beside the place of their feed: the place
-- moves for none of them, so nothing else arrives twice and nothing is passed over.

alter table tenant.audit_dead_letters
  add column asked_at timestamptz;             -- null: nobody has asked for it since it was refused
create index audit_dead_letters_asked on tenant.audit_dead_letters (tenant_id, sink_id, index)
  where asked_at is not null;

-- What the worker looks at: it sees no letter, only that a feed has some to send.
alter table tenant.audit_sinks
  add column letters_asked_at timestamptz;     -- null: none is asked for
create index audit_sinks_letters on tenant.audit_sinks (letters_asked_at) where letters_asked_at is not null;

grant update (status, refused_at, asked_at) on tenant.audit_dead_letters to wardroom_app;
grant update (letters_asked_at) on tenant.audit_sinks to wardroom_app;
grant select (letters_asked_at) on tenant.audit_sinks to wardroom_worker;
