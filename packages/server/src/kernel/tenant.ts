/** The tenant a call belongs to, as resolved at ingress from the host name. */
import type { Uuid } from '@wardroom/contract';

export interface Tenant {
  readonly id: Uuid;
  readonly slug: string;
  readonly name: string;
  readonly status: 'active' | 'suspended';
  readonly tier: 'shared' | 'schema' | 'database';
  readonly region: string;
  readonly demo: boolean;
  readonly createdAt: number;
}
