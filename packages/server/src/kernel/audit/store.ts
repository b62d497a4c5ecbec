/** SQL of the audit outbox. That of the platform is the part of `platformLog`. */
import { type AuditStore, auditTypes, type Uuid } from '@wardroom/contract';
import { byteaArray, instantArray, int4Array, textArray, uuidArray } from '../database/binary-arrays.ts';
import type { AuditEntry } from './entry.ts';

const columns = `entry_id, at, type, store, outcome, actor_type, actor_id, subject_id, action, resource_kind,
  resource_id, credential_id, request_id, count, sealed`;
const arrays = `$1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[],
  $10::text[], $11::uuid[], $12::uuid[], $13::uuid[], $14::integer[], $15::bytea[]`;

export const insertTenantAudit = {
  name: 'audit.insert',
  text: `insert into tenant.audit_outbox (tenant_id, ${columns}, credential_kind)
    select $17, e.* from unnest(${arrays}, $16::text[]) as e`,
};

export interface SealedAuditEntry extends AuditEntry {
  readonly id: Uuid;
  readonly at: number;
  readonly sealed: Buffer;
}

/** Parameters of `insertTenantAudit`. Throws for a credential of unknown kind. */
export const tenantAuditValues = (tenantId: Uuid, entries: readonly SealedAuditEntry[]): unknown[] => [
  ...auditValues(entries),
  textArray(entries.map(kindOfCredential)),
  tenantId,
];

function kindOfCredential({ type, credentialId, credentialKind }: AuditEntry): string | null {
  if (credentialId === null) return null;
  if (credentialKind === undefined) throw new Error(`${type} names a credential and not what it is`);
  return credentialKind;
}

function auditValues(entries: readonly SealedAuditEntry[]): unknown[] {
  const store = (entry: AuditEntry): AuditStore => auditTypes[entry.type].store;
  return [
    uuidArray(entries.map((entry) => entry.id)),
    instantArray(entries.map((entry) => entry.at)),
    textArray(entries.map((entry) => entry.type)),
    textArray(entries.map(store)),
    textArray(entries.map((entry) => entry.outcome)),
    textArray(entries.map((entry) => entry.actorType)),
    uuidArray(entries.map((entry) => entry.actorId)),
    uuidArray(entries.map((entry) => entry.subjectId ?? null)),
    textArray(entries.map((entry) => entry.action)),
    textArray(entries.map((entry) => entry.resourceKind)),
    uuidArray(entries.map((entry) => entry.resourceId)),
    uuidArray(entries.map((entry) => entry.credentialId)),
    uuidArray(entries.map((entry) => entry.requestId)),
    int4Array(entries.map((entry) => entry.count ?? 1)),
    byteaArray(entries.map((entry) => entry.sealed)),
  ];
}
