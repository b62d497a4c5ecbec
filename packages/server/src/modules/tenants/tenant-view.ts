/** The workspace as its people see it. */
import { encodeId, type TenantView } from '@wardroom/contract';
import type { Tenant } from '../../kernel/tenant.ts';

export const toTenantView = ({ id, slug, name, status, createdAt }: Tenant): TenantView => ({
  id: encodeId('tenant', id),
  slug,
  name,
  status,
  createdAt,
});
