-- The log of decisions of one principal, newest first.
create index decisions_by_principal on tenant.decisions (tenant_id, principal_id, decision_id);
