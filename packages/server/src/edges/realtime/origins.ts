/** Where a connection comes from, as its upgrade has established. */
import type { Identity } from '../../kernel/call.ts';
import type { Tenant } from '../../kernel/tenant.ts';

export const realtimePath = '/v1/realtime';

export interface Origins {
  readonly tenant: Tenant;
  readonly host: string;
  /** What pages of this host have as their origin. */
  readonly ownOrigin: string;
  readonly address: string;
  readonly device: string;
  /** From the session cookie; null: the first frame brings a key. */
  readonly identity: Identity | null;
}
