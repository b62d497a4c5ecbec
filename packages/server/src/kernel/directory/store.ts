/** SQL of the look-ups before a tenant is known: functions only, the role can read no table (migration 0005). */
import type { Uuid } from '@wardroom/contract';
import { query } from '../database/statement.ts';

export interface TenantRow {
  readonly tenant_id: Uuid;
  readonly status: 'provisioning' | 'active' | 'suspended';
  readonly sealed: Buffer;
  readonly tier: 'shared' | 'schema' | 'database';
  readonly region: string;
  readonly demo: boolean;
  readonly created_at: number;
}

export interface CredentialOwnerRow {
  readonly tenant_id: Uuid;
  readonly credential_id: Uuid;
  readonly principal_id: Uuid;
}

export const findTenant = query<TenantRow>(
  'directory.findTenant',
  'select tenant_id, status, sealed, tier, region, demo, created_at from directory.find_tenant($1)',
);
export const findDomain = query<TenantRow>(
  'directory.findDomain',
  'select tenant_id, status, sealed, tier, region, demo, created_at from directory.find_domain($1)',
);
export const findSession = query<CredentialOwnerRow>(
  'directory.findSession',
  'select tenant_id, session_id as credential_id, principal_id from directory.find_session($1)',
);
export const findCredential = query<CredentialOwnerRow>(
  'directory.findCredential',
  'select tenant_id, credential_id, principal_id from directory.find_credential($1)',
);
