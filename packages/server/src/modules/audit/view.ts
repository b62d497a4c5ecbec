/** Stored entries as they are shown: of the log of a tenant, and of that of the platform. */
import {
  type AuditEntryView,
  type AuditMetadata,
  encodeId,
  type IdKind,
  type Uuid,
} from '@wardroom/contract';
import type { LeftOut } from '@wardroom/seal';
import { actorKind, type EntryKinds } from '../../kernel/audit/kinds.ts';
import { openAuditEntry, type SealedPart } from '../../kernel/audit/seal.ts';
import {
  addressField,
  isPersonalField,
  type OpeningRow,
  openLoggedPart,
  openOpening,
  whomItTellsAbout,
} from '../../kernel/audit/sequencer/index.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';

export interface StoredEntry {
  /** Null of what waits for its place. */
  readonly index: number | null;
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
export type EntryIds = Omit<EntryKinds, 'actor'>;

export interface EntryPage<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
  readonly openings: Openings;
}

/** Somebody who was erased while an entry waited. */
export interface ErasedRow {
  readonly entry_id: Uuid;
  readonly subject_id: Uuid;
}

/** What may be read of what is personal in some entries. */
export interface Openings {
  readonly opened: readonly OpeningRow[];
  readonly erased: readonly ErasedRow[];
}
const noOpenings: Openings = Object.freeze({ opened: [], erased: [] });

/** What was read with one row more than the page holds, to know that more follow. */
export const pageOf = <Row>(
  rows: readonly Row[],
  limit: number,
  openings: Openings = noOpenings,
): EntryPage<Row> => ({ rows: rows.slice(0, limit), more: rows.length > limit, openings });

export async function presentEntries<Row extends StoredEntry>(
  keys: ScopeKeys,
  { rows, more, openings }: EntryPage<Row>,
  idsOf: (row: Row) => EntryIds,
): Promise<{ entries: AuditEntryView[]; next: AuditEntryView['id'] | null }> {
  const last = rows.at(-1);
  return {
    entries: await presentAll(keys, rows, openings, idsOf),
    next: more && last ? encodeId('auditEntry', last.entry_id) : null,
  };
}

export async function presentAll<Row extends StoredEntry>(
  keys: ScopeKeys,
  rows: readonly Row[],
  openings: Openings,
  idsOf: (row: Row) => EntryIds,
): Promise<AuditEntryView[]> {
  await keys.ensureEpochs(
    'audit',
    [...rows, ...openings.opened].map(({ sealed }) => sealed),
  );
  return rows.map((row) => toView(keys, row, idsOf(row), openings));
}

function toView(keys: ScopeKeys, row: StoredEntry, ids: EntryIds, openings: Openings): AuditEntryView {
  const { address, metadata, erased, kinds } = openRow(keys, row, openings);
  const { actor, subject, resource, credential } = kinds ?? {
    ...ids,
    actor: actorKind(row.actor_type, row.action),
  };
  return {
    id: encodeId('auditEntry', row.entry_id),
    index: row.index,
    at: row.at,
    type: row.type,
    store: row.store,
    outcome: row.outcome,
    actorType: row.actor_type,
    actorId: encoded(actor, row.actor_id),
    subjectId: encoded(subject, row.subject_id),
    action: row.action,
    resourceKind: row.resource_kind,
    resourceId: encoded(resource, row.resource_id),
    address,
    credentialId: encoded(credential, row.credential_id),
    requestId: encodeId('request', row.request_id),
    count: row.count,
    metadata,
    erased,
  };
}

interface OpenRow extends SealedPart {
  /** Names of personal fields that were erased. */
  readonly erased: string[];
  readonly kinds?: EntryKinds;
}

/** What is personal in a sealed entry is there as long as its opening is. */
function openRow(keys: ScopeKeys, row: StoredEntry, openings: Openings): OpenRow {
  if (row.index === null) return openWaiting(keys, row, openings.erased);
  const part = openLoggedPart(keys, row.entry_id, row.sealed);
  const fields: Record<string, unknown> = { ...part.metadata };
  for (const opening of openings.opened)
    if (opening.entry_id === row.entry_id) fields[opening.field] = openOpening(keys, opening).value;
  const { [addressField]: address = null, ...metadata } = fields;
  const erased = Object.keys(part.personal).filter((field) => !Object.hasOwn(fields, field));
  return { address: address as string | null, metadata: shown(metadata), erased, kinds: part.kinds };
}

/** The row still holds everything; whoever was erased is erased all the same. */
function openWaiting(keys: ScopeKeys, row: StoredEntry, erased: readonly ErasedRow[]): OpenRow {
  const { address, metadata } = openAuditEntry(row.entry_id, row.sealed, keys);
  const subjects = new Set(
    erased.filter(({ entry_id }) => entry_id === row.entry_id).map(({ subject_id }) => subject_id),
  );
  const isErased = (field: string) => subjects.has(whomItTellsAbout(field, row) ?? row.entry_id);
  const gone = Object.keys(metadata).filter((field) => isPersonalField(row.type, field) && isErased(field));
  const hidesAddress = address !== null && isErased(addressField);
  return {
    address: hidesAddress ? null : address,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([field]) => !gone.includes(field))),
    erased: hidesAddress ? [...gone, addressField] : gone,
  };
}

const shown = (fields: Readonly<Record<string, unknown>>): AuditMetadata =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? named(value as LeftOut) : (value as string),
    ]),
  );

/** What was too long for the log is named in it. */
const named = ({ sha256, bytes }: LeftOut): string => `sha256:${sha256} (${bytes} bytes)`;

const encoded = (kind: IdKind, id: Uuid | null): string | null => (id === null ? null : encodeId(kind, id));
