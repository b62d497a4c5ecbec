/** One row of every table of OAuth clients, grants and the records of the authorisation server. */
import type { Row, TableName, WorldIds } from './world.ts';

const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const at = '2026-01-01T00:00:00Z';

export const client = (w: WorldIds, id: string): Row => ({
  tenant_id: w.tenant,
  client_id: id,
  registration: 'here',
  status: 'active',
  created_by: w.owner,
  authentication: 'none',
  grant_types: ['authorization_code'],
  scopes: ['messages:read'],
  requires_proof: false,
  sealed: bytes(8, 1),
  created_at: at,
  updated_at: at,
});

export const clientSecret = (w: WorldIds, generation: number, fill: number): Row => ({
  tenant_id: w.tenant,
  client_id: w.client,
  generation,
  secret_hash: bytes(32, fill),
  hint: 'abcd',
  created_at: at,
  expires_at: at,
});

export const grant = (w: WorldIds, id: string): Row => ({
  tenant_id: w.tenant,
  grant_id: id,
  principal_id: w.owner,
  client_id: w.client,
  is_device: false,
  scopes: ['messages:read'],
  created_at: at,
  expires_at: at,
});

export const protocolRecord = (w: WorldIds, fill: number): Row => ({
  tenant_id: w.tenant,
  kind: 'DeviceCode',
  lookup: bytes(32, fill),
  alias_lookup: bytes(32, fill),
  grant_id: w.grant,
  sealed: bytes(8, 1),
  created_at: at,
  expires_at: at,
});

export const proof = (w: WorldIds, fill: number): Row => ({
  tenant_id: w.tenant,
  proof: bytes(32, fill),
  expires_at: at,
});

export const accessSettings = (tenantId: string): Row => ({
  tenant_id: tenantId,
  key_cadence: 'standard',
  grace_days: 7,
  self_registration: 'off',
  client_documents: 'off',
  document_hosts: [],
  updated_at: at,
});

/** In the order in which foreign keys allow them. */
export const accessRowsOf = (w: WorldIds, fill: number): readonly (readonly [TableName, Row])[] => [
  ['tenant.clients', { ...client(w, w.client), document_lookup: bytes(32, fill), registration: 'document' }],
  ['tenant.client_secrets', clientSecret(w, 1, fill)],
  ['tenant.grants', grant(w, w.grant)],
  ['tenant.protocol_records', protocolRecord(w, fill)],
  ['tenant.proofs', proof(w, fill)],
  ['tenant.access_settings', accessSettings(w.tenant)],
];
