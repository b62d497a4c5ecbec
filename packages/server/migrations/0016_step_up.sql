-- When the person of a session last proved who they are. Not when the session began: what is sensitive asks for a proof of
-- the last minutes (RFC 9470), and giving it moves this time alone.

alter table tenant.sessions add column authenticated_at timestamptz;
-- A rewrite and no UPDATE: row-level security is forced, also for whoever migrates. Older sessions proved it when they began.
alter table tenant.sessions alter column authenticated_at type timestamptz using created_at;
alter table tenant.sessions alter column authenticated_at set not null;
grant update (authenticated_at) on tenant.sessions to wardroom_app;
