/** Renames the workspace. Its address stays: links and cookies depend on it. */
import type { Directory } from '../../kernel/directory/directory.ts';
import { sealTenantEntry } from '../../kernel/directory/entry.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import type { Keyring } from '../../kernel/keyring/index.ts';
import { writeDirectoryEntry } from './store.ts';
import { toTenantView } from './tenant-view.ts';

export interface UpdateTenantDeps {
  readonly keyring: Keyring;
  readonly directory: Directory;
}

export const updateTenant = ({ keyring, directory }: UpdateTenantDeps): Implementation =>
  implementCommand('tenants.update', {
    async prepare({ tenant }, { name }) {
      const platformKeys = await keyring.open({ kind: 'platform' });
      return sealTenantEntry(platformKeys, tenant.id, { slug: tenant.slug, name });
    },
    // The name that this node has cached may be old, so the same name is written again instead of being trusted.
    async run(tx, context, { name }, sealed) {
      const { tenant, authority, at } = context;
      const permit = context.authorise('workspace.update', { id: tenant.id, facts: { kind: 'Tenant' } });
      await writeDirectoryEntry(tx, permit, sealed);
      context.record(tenant.id);
      tx.append({ type: 'tenant.updated', at, actorId: authority.principalId });
      return { name };
    },
    async present({ tenant }, { name }) {
      directory.purge(tenant.id);
      return { tenant: toTenantView({ ...tenant, name }) };
    },
  });
