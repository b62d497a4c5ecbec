-- Invitations may give a custom role: stored as with principals, `custom` with the id beside it.
alter table tenant.invitations drop constraint invitations_role_check;
alter table tenant.invitations
  add constraint invitations_role_check
    check (role in ('owner', 'admin', 'developer', 'member', 'guest', 'viewer', 'auditor', 'agent', 'custom')),
  add column custom_role_id uuid,
  add constraint invitations_custom_role_is_named check ((role = 'custom') = (custom_role_id is not null)),
  add constraint invitations_custom_role foreign key (tenant_id, custom_role_id)
    references tenant.roles (tenant_id, role_id);

-- Since when what decides does, and by whose act. Of what was activated before this was kept, neither is known.
alter table tenant.policy_settings
  add column activated_at timestamptz,
  add column activated_by uuid,
  add constraint policy_settings_activation_is_whole check ((activated_at is null) = (activated_by is null)),
  add constraint policy_settings_activator foreign key (tenant_id, activated_by)
    references tenant.principals (tenant_id, principal_id);
grant update (activated_at, activated_by) on tenant.policy_settings to wardroom_app;
