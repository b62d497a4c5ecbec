/** The workspace one is in. */
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { toTenantView } from './tenant-view.ts';

export const showTenant = (): Implementation =>
  implementQuery('tenants.show', {
    async run(_tx, context) {
      context.authorise('workspace.read', workspace);
    },
    present: async ({ tenant }) => ({ tenant: toTenantView(tenant) }),
  });
