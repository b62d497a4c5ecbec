/** A workspace as the operator sees it. */
import { encodeId } from '@wardroom/contract';
import { openTenantEntry } from '../../kernel/directory/entry.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { DirectoryRow } from './store.ts';

export interface Addresses {
  /** The origin of a workspace, e.g. `http://acme.localhost:8420`. */
  readonly addressOf: (slug: string) => string;
}

export async function presentTenant({ addressOf }: Addresses, keys: ScopeKeys, row: DirectoryRow) {
  const { slug, name } = await openTenantEntry(keys, row.tenant_id, row.sealed);
  return {
    id: encodeId('tenant', row.tenant_id),
    slug,
    name,
    status: row.status === 'suspended' ? ('suspended' as const) : ('active' as const),
    createdAt: row.created_at,
    address: addressOf(slug),
  };
}
