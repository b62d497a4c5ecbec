/** One row of each table of the audit log. */
import type { Row, TableName, WorldIds } from './world.ts';

const bytes = (length: number, fill: number) => Buffer.alloc(length, fill);
const at = '2026-01-01T00:00:00Z';

export const waitingEntry = (w: WorldIds): Row => ({
  tenant_id: w.tenant,
  entry_id: w.entry,
  at,
  type: 'channel.created',
  store: 'compliance',
  outcome: 'success',
  actor_type: 'person',
  action: 'channels.create',
  resource_kind: 'Channel',
  request_id: w.fresh,
  sealed: bytes(20, 1),
});

export const sealedEntry = (w: WorldIds): Row => ({
  ...waitingEntry(w),
  index: 512,
  entry_id: w.link,
  sequenced_at: at,
  count: 1,
  leaf_hash: bytes(32, 1),
});

export const auditHead = (tenant_id: string): Row => ({
  ...{ tenant_id, origin: 'localhost/audit/x', size: 513, frontier: bytes(40, 1) },
  ...{ sequenced_at: at, checkpoint_size: 513, checkpoint_at: at },
});

export const auditTile = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, level: 0, tile: 0, hashes: bytes(8192, 1), root: bytes(32, 1) },
});

export const auditClass = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, type: 'channel.created', action: 'channels.create' },
  ...{ outcome: 'success', actor_type: 'person' },
});

export const auditView = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, view_id: w.link, principal_id: w.owner },
  ...{ is_shared: true, sealed: bytes(8, 1), saved_at: at },
});

export const auditSink = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, sink_id: w.link, kind: 'file', sealed: bytes(8, 1), state: 'active' },
  ...{ next_index: 0, due_at: at, created_at: at },
});

export const deadLetter = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, sink_id: w.link, index: 7, entry_id: w.entry, refused_at: at },
});

export const auditBoundary = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, lowest_index: 256, note: 'x', root: bytes(32, 1), made_at: at },
});

export const auditPlace = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, size: 1, index: 0, salt: bytes(32, 1), placed_at: at },
});

export const auditRotation = (w: WorldIds): Row => ({
  ...{ tenant_id: w.tenant, generation: 2, note: 'x', made_at: at },
});

export const auditRowsOf = (w: WorldIds): readonly (readonly [TableName, Row])[] => [
  ['tenant.audit_outbox', waitingEntry(w)],
  ['tenant.audit_log', sealedEntry(w)],
  [
    'tenant.audit_openings',
    { tenant_id: w.tenant, entry_id: w.link, field: 'address', subject_id: w.owner, sealed: bytes(8, 1) },
  ],
  ['tenant.audit_heads', auditHead(w.tenant)],
  ['tenant.audit_tiles', auditTile(w)],
  ['tenant.audit_checkpoints', { tenant_id: w.tenant, size: 1, note: 'x', signed_at: at }],
  ['tenant.audit_boundaries', auditBoundary(w)],
  ['tenant.audit_places', auditPlace(w)],
  ['tenant.audit_rotations', auditRotation(w)],
  ['tenant.audit_retention', { tenant_id: w.tenant }],
  ['tenant.audit_erased_waiting', { tenant_id: w.tenant, entry_id: w.entry, subject_id: w.owner }],
  ['tenant.audit_classes', auditClass(w)],
  ['tenant.audit_rollups', { ...auditClass(w), hour: at, entries: 1 }],
  ['tenant.audit_views', auditView(w)],
  ['tenant.audit_sinks', auditSink(w)],
  ['tenant.audit_dead_letters', deadLetter(w)],
];
