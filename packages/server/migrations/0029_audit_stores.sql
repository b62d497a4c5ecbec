-- Reading the audit log is one right for each of its stores beside that of opening it (AUD-02). What roles gave until now
-- was both, and stays so: whoever made a role decided about the log as it was. An export and a feed carry both stores, so
-- a role that decides about either has both, too.
with widened as (
  select r.tenant_id, r.role_id,
         array(select distinct p from unnest(r.permissions || array['audit.view_security', 'audit.view_compliance']) p order by p) as permissions,
         case when r.chosen && array['audit.view']
              then array(select distinct p from unnest(r.chosen || array['audit.view_security', 'audit.view_compliance']) p order by p)
              else r.chosen end as chosen
    from tenant.roles r where r.permissions && array['audit.view', 'audit.export', 'audit.manage'])
update tenant.roles r set permissions = w.permissions, chosen = w.chosen
  from widened w where w.tenant_id = r.tenant_id and w.role_id = r.role_id;
update tenant.heads h set roles_version = h.roles_version + 1
 where exists (select from tenant.roles r where r.tenant_id = h.tenant_id and 'audit.view_security' = any (r.permissions));
