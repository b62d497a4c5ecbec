/**
 * The directory as requests need it: which tenant a host names, and whose a credential is. Behind it is a database
 * role of its own that can call a handful of functions and read no table. Mappings from secret hash to owner never
 * change, so they are cached; whether the credential still works is read in the transaction (authority.ts).
 */
import type { Uuid } from '@wardroom/contract';
import type { Identity, PresentedCredential } from '../call.ts';
import type { Tenant } from '../tenant.ts';

export interface Directory {
  /**
   * The tenant that this host names, by its slug or by a verified custom domain, whatever its status; null for unknown
   * hosts and tenants still being made.
   */
  resolveHost(host: string): Promise<Tenant | null>;
  /** Whose credential this is, in whichever tenant; null when malformed or unknown. */
  identify(credential: PresentedCredential): Promise<Identity | null>;
  /** Forgets what is cached of a tenant. */
  purge(tenantId: Uuid): void;
}
