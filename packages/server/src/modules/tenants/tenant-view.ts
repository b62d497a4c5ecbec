/** The workspace as its people see it, and its directory entry as the platform key seals it. */
import { encodeId, type TenantView, type Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { Tenant } from '../../kernel/tenant.ts';

export const toTenantView = ({ id, slug, name, status, createdAt }: Tenant): TenantView => ({
  id: encodeId('tenant', id),
  slug,
  name,
  status,
  createdAt,
});

export interface DirectoryEntry {
  readonly slug: string;
  readonly name: string;
}

export const sealDirectoryEntry = (
  platformKeys: ScopeKeys,
  tenantId: Uuid,
  { slug, name }: DirectoryEntry,
): Buffer =>
  platformKeys.encrypt(
    'directory',
    { table: 'tenants', column: 'sealed', row: tenantId },
    JSON.stringify({ slug, name }),
  );
