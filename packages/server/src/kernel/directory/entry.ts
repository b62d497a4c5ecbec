/** What the directory keeps of a tenant: slug and name, sealed under the platform's key; found by a keyed look-up. */
import type { Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../keyring/index.ts';

export interface TenantEntry {
  readonly slug: string;
  readonly name: string;
}

const place = (tenantId: Uuid) => ({ table: 'tenants', column: 'sealed', row: tenantId });

export const slugLookup = (platformKeys: ScopeKeys, slug: string): Buffer =>
  platformKeys.lookup('directory', 'slug', slug);

/** Of a custom domain, in lower case. */
export const domainLookup = (platformKeys: ScopeKeys, name: string): Buffer =>
  platformKeys.lookup('directory', 'domain', name);

export const sealTenantEntry = (platformKeys: ScopeKeys, tenantId: Uuid, entry: TenantEntry): Buffer =>
  platformKeys.encrypt('directory', place(tenantId), JSON.stringify({ slug: entry.slug, name: entry.name }));

export async function openTenantEntry(
  platformKeys: ScopeKeys,
  tenantId: Uuid,
  sealed: Buffer,
): Promise<TenantEntry> {
  await platformKeys.ensureEpochs('directory', [sealed]);
  const { slug, name } = JSON.parse(
    platformKeys.decryptText('directory', place(tenantId), sealed),
  ) as TenantEntry;
  return { slug, name };
}
