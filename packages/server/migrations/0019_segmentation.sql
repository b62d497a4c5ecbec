-- Departments keep people apart, where a workspace decides so. Beside the other facts that every call reads of its tenant, so
-- that it costs nothing to know, and changes under the lock that everything else takes.
alter table tenant.heads add column segmented boolean not null default false;
grant update (segmented) on tenant.heads to wardroom_app;

-- Departments are few among the groups of a workspace.
create index groups_departments on tenant.groups (tenant_id, group_id) where department;
