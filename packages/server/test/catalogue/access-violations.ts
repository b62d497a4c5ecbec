/** Violations of the constraints of OAuth clients, grants and the records of the authorisation server. */
import {
  accessSettings,
  client,
  clientSecret,
  grant,
  proof,
  protocolRecord,
} from '../isolation/access-rows.ts';
import type { Row, WorldIds } from '../isolation/world.ts';

const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const short = bytes(31, 1);

/** Rows that the tables accept beside those of `accessRowsOf(…, 0x10)`. */
export const freshAccessRows = (w: WorldIds): Readonly<Record<string, Row>> => ({
  'tenant.clients': client(w, w.fresh),
  'tenant.client_secrets': clientSecret(w, 2, 0x70),
  'tenant.grants': grant(w, w.fresh),
  'tenant.protocol_records': protocolRecord(w, 0x70),
  'tenant.proofs': proof(w, 0x70),
  'tenant.access_settings': accessSettings(w.fresh),
});

export const accessViolations = (w: WorldIds, foreign: WorldIds): Readonly<Record<string, Row>> => ({
  'tenant.access_settings access_settings_client_documents_check': { client_documents: 'some' },
  'tenant.access_settings access_settings_document_hosts_check': { document_hosts: Array(51).fill('a') },
  'tenant.access_settings access_settings_grace_days_check': { grace_days: 6 },
  'tenant.access_settings access_settings_key': { tenant_id: w.tenant },
  'tenant.access_settings access_settings_key_cadence_check': { key_cadence: 'never' },
  'tenant.access_settings access_settings_self_registration_check': { self_registration: 'maybe' },
  'tenant.client_secrets client_secrets_client': { client_id: foreign.client },
  'tenant.client_secrets client_secrets_generation_check': { generation: 0 },
  'tenant.client_secrets client_secrets_hint_check': { hint: 'x'.repeat(41) },
  'tenant.client_secrets client_secrets_key': { generation: 1 },
  'tenant.client_secrets client_secrets_secret_hash_check': { secret_hash: short },
  'tenant.client_secrets client_secrets_secret_unique': { secret_hash: bytes(32, 0x10) },
  'tenant.clients clients_authentication_check': { authentication: 'password' },
  'tenant.clients clients_creator': { created_by: foreign.owner },
  'tenant.clients clients_document_is_named': { registration: 'document' },
  'tenant.clients clients_document_lookup_check': { registration: 'document', document_lookup: short },
  'tenant.clients clients_document_unique': { registration: 'document', document_lookup: bytes(32, 0x10) },
  'tenant.clients clients_grant_types_check': { grant_types: [] },
  'tenant.clients clients_key': { client_id: w.client },
  'tenant.clients clients_own_right_is_given': { registration: 'itself', principal_id: w.owner },
  'tenant.clients clients_own_right_is_proved': { grant_types: ['client_credentials'] },
  'tenant.clients clients_principal': { principal_id: foreign.owner },
  'tenant.clients clients_registration_check': { registration: 'elsewhere' },
  'tenant.clients clients_status_check': { status: 'gone' },
  'tenant.grants grants_client': { client_id: foreign.client },
  'tenant.grants grants_key': { grant_id: w.grant },
  'tenant.grants grants_principal': { principal_id: foreign.owner },
  'tenant.grants grants_replay_ends_it': { replayed_at: '2026-01-01T00:00:00Z' },
  'tenant.grants grants_scopes_check': { scopes: [] },
  'tenant.proofs proofs_key': { proof: bytes(32, 0x10) },
  'tenant.proofs proofs_proof_check': { proof: short },
  'tenant.protocol_records protocol_records_alias_lookup_check': { alias_lookup: short },
  'tenant.protocol_records protocol_records_alias_unique': { alias_lookup: bytes(32, 0x10) },
  'tenant.protocol_records protocol_records_key': { lookup: bytes(32, 0x10), alias_lookup: null },
  'tenant.protocol_records protocol_records_kind_check': { kind: 'Grant' },
  'tenant.protocol_records protocol_records_lookup_check': { lookup: short },
  'tenant.protocol_records protocol_records_sealed_check': { sealed: bytes(32_769, 1) },
  'tenant.tokens tokens_proof_key_check': { proof_key: 'short' },
});
