/**
 * One entry of the log: its row, and the bytes of its leaf, which are made from the row and nothing else. Whoever reads
 * makes the same bytes from the same row; a column that was changed makes others.
 */
import { encodeId, type IdKind, type Uuid } from '@wardroom/contract';
import { type EntryMetadata, encodeEntry, type LogEntry, timeText } from '@wardroom/seal';
import type { ScopeKeys } from '../../keyring/index.ts';
import type { EntryKinds } from '../kinds.ts';

/** Columns that an entry brings from the outbox. */
export interface RecordedRow {
  readonly entry_id: Uuid;
  readonly at: number;
  readonly type: string;
  readonly store: 'security' | 'compliance' | 'both';
  readonly outcome: 'success' | 'failure' | 'blocked';
  readonly actor_type: string;
  readonly actor_id: Uuid | null;
  readonly subject_id: Uuid | null;
  readonly action: string;
  readonly resource_kind: string;
  readonly resource_id: Uuid | null;
  readonly credential_kind: string | null;
  readonly credential_id: Uuid | null;
  readonly request_id: Uuid;
  readonly count: number;
}

/** What the log knows of an entry in the clear. Which kind of credential it was stands with the kinds of its ids. */
export interface LoggedRow extends Omit<RecordedRow, 'credential_kind'> {
  readonly index: number;
  readonly sequenced_at: number;
}

/** What the column `sealed` of the log holds. */
export interface LoggedPart {
  /** As they were when it was written: what an operation is called and belongs to may change. */
  readonly kinds: EntryKinds;
  readonly metadata: EntryMetadata;
  /** Field → commitment. */
  readonly personal: Readonly<Record<string, string>>;
}

const encoded = (kind: IdKind, id: Uuid | null): string | null => (id === null ? null : encodeId(kind, id));

/** Throws `not_canonical` above 65,535 bytes. */
export function leafBytes(row: LoggedRow, { kinds, metadata, personal }: LoggedPart): Uint8Array {
  // In the order of canonical JSON: nothing has to be sorted.
  const entry: LogEntry = {
    action: row.action,
    actor: { id: encoded(kinds.actor, row.actor_id), type: row.actor_type },
    at: timeText(row.at),
    count: row.count,
    credential: encoded(kinds.credential, row.credential_id),
    id: encodeId('auditEntry', row.entry_id),
    index: row.index,
    metadata,
    outcome: row.outcome,
    personal,
    request: encodeId('request', row.request_id),
    resource: { id: encoded(kinds.resource, row.resource_id), kind: row.resource_kind },
    sequencedAt: timeText(row.sequenced_at),
    store: row.store,
    subject: encoded(kinds.subject, row.subject_id),
    type: row.type,
    v: 1,
  };
  return encodeEntry(entry);
}

const logPlace = (entryId: Uuid) => ({ table: 'audit_log', column: 'sealed', row: entryId });

export const sealLoggedPart = (keys: ScopeKeys, entryId: Uuid, part: LoggedPart): Buffer =>
  keys.encrypt('audit', logPlace(entryId), JSON.stringify(part));

export const openLoggedPart = (keys: ScopeKeys, entryId: Uuid, sealed: Buffer): LoggedPart =>
  JSON.parse(keys.decryptText('audit', logPlace(entryId), sealed)) as LoggedPart;
