/** Whose a log is: one of a tenant, by its id, or that of the platform, under an id that no tenant has. */
import { encodeId, type Uuid } from '@wardroom/contract';
import type { KeyScope } from '../keyring/index.ts';

/** The largest UUID (RFC 9562, section 5.10). The database refuses a tenant of this id. */
export const platformLog = 'ffffffff-ffff-ffff-ffff-ffffffffffff' as Uuid;

/** Whose keys seal what it says. */
export const scopeOfLog = (logId: Uuid): KeyScope =>
  logId === platformLog ? { kind: 'platform' } : { kind: 'tenant', tenantId: logId };

/** The name of a log for those who verify it; fixed with its first entry. */
export const originOfLog = (baseDomain: string, logId: Uuid): string =>
  `${baseDomain}/audit/${logId === platformLog ? 'platform' : encodeId('tenant', logId)}`;
