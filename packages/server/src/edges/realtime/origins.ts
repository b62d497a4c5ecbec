/** Where a connection comes from, as its upgrade has established. */
import type { Identity } from '../../kernel/call.ts';
import type { Tenant } from '../../kernel/tenant.ts';

export interface Origins {
  readonly tenant: Tenant;
  readonly host: string;
  readonly address: string;
  readonly device: string;
  /** From the session cookie; null: the first frame brings a key. */
  readonly identity: Identity | null;
}
