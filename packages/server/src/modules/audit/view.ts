/** Stored entries as they are shown: of the log of a tenant, and of that of the platform. */
import { type AuditEntryView, encodeId, findOperation, type IdKind, type Uuid } from '@wardroom/contract';
import { openAuditEntry } from '../../kernel/audit/seal.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export interface StoredEntry {
  readonly entry_id: Uuid;
  readonly at: number;
  readonly type: string;
  readonly store: AuditEntryView['store'];
  readonly outcome: AuditEntryView['outcome'];
  readonly actor_type: AuditEntryView['actorType'];
  readonly actor_id: Uuid | null;
  readonly subject_id: Uuid | null;
  readonly action: string;
  readonly resource_kind: string;
  readonly resource_id: Uuid | null;
  readonly credential_id: Uuid | null;
  readonly request_id: Uuid;
  readonly count: number;
  readonly sealed: Buffer;
}

/** What the ids of an entry belong to, where its row alone does not say. */
export interface EntryIds {
  readonly subject: IdKind;
  readonly resource: IdKind;
  readonly credential: IdKind;
}

/** What was read with one row more than the page holds, to know that more follow. */
export const pageOf = <Row>(rows: readonly Row[], limit: number) => ({
  rows: rows.slice(0, limit),
  more: rows.length > limit,
});

export async function presentEntries<Row extends StoredEntry>(
  keys: ScopeKeys,
  { rows, more }: ReturnType<typeof pageOf<Row>>,
  idsOf: (row: Row) => EntryIds,
): Promise<{ entries: AuditEntryView[]; next: AuditEntryView['id'] | null }> {
  await keys.ensureEpochs(
    'audit',
    rows.map(({ sealed }) => sealed),
  );
  const last = rows.at(-1);
  return {
    entries: rows.map((row) => toView(keys, row, idsOf(row))),
    next: more && last ? encodeId('auditEntry', last.entry_id) : null,
  };
}

function toView(keys: ScopeKeys, row: StoredEntry, ids: EntryIds): AuditEntryView {
  const { address, metadata } = openAuditEntry(row.entry_id, row.sealed, keys);
  return {
    id: encodeId('auditEntry', row.entry_id),
    at: row.at,
    type: row.type,
    store: row.store,
    outcome: row.outcome,
    actorType: row.actor_type,
    actorId: encoded(isOfPlatform(row) ? 'operator' : 'principal', row.actor_id),
    subjectId: encoded(ids.subject, row.subject_id),
    action: row.action,
    resourceKind: row.resource_kind,
    resourceId: encoded(ids.resource, row.resource_id),
    address,
    credentialId: encoded(ids.credential, row.credential_id),
    requestId: encodeId('request', row.request_id),
    count: row.count,
    metadata,
  };
}

/** Operators act in the platform as themselves, and inside a tenant as the principal that break-glass made. */
const isOfPlatform = ({ actor_type, action }: StoredEntry): boolean =>
  actor_type === 'operator' && findOperation(action)?.realm !== 'tenant';

const encoded = (kind: IdKind, id: Uuid | null): string | null => (id === null ? null : encodeId(kind, id));
