/** SQL of feeds as requests see and change them. Where each is in the log is moved by the kernel (audit/feeds). */
import type { Uuid } from '@wardroom/contract';
import { type LogExtentRow, readExtent, type SinkRow, sinkColumns } from '../../kernel/audit/feeds/index.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';

export interface ShownRow extends SinkRow {
  readonly size: number;
  /** When the entry that goes next was sealed; null: nothing waits. */
  readonly oldest_at: number | null;
  readonly refused: number;
}
const shown = `${sinkColumns}, coalesce(h.size, 0) as size, l.sequenced_at as oldest_at,
          (select count(*) from tenant.audit_dead_letters d where d.tenant_id = $1 and d.sink_id = s.sink_id) as refused
     from tenant.audit_sinks s
     left join tenant.audit_heads h on h.tenant_id = $1
     left join tenant.audit_log l on l.tenant_id = $1 and l.index = s.next_index`;

const list = query<ShownRow>(
  'auditSinks.list',
  `select ${shown} where s.tenant_id = $1 order by s.sink_id limit $2`,
);
const find = query<ShownRow>('auditSinks.find', `select ${shown} where s.tenant_id = $1 and s.sink_id = $2`);
const hold = query<{ sink_id: Uuid }>(
  'auditSinks.hold',
  'select s.sink_id from tenant.audit_sinks s where s.tenant_id = $1 and s.sink_id = $2 for update',
);
const count = query<{ sinks: number }>(
  'auditSinks.count',
  'select count(*) as sinks from tenant.audit_sinks s where s.tenant_id = $1',
);
const insert = command(
  'auditSinks.insert',
  `insert into tenant.audit_sinks (tenant_id, sink_id, kind, sealed, sealed_secret, state, next_index, due_at, created_at,
     created_by)
   values ($1, $2, $3, $4, $5, 'active', $6, $7, $7, $8)`,
);
const update = command(
  'auditSinks.update',
  `update tenant.audit_sinks s
      set sealed = $3, sealed_secret = $4, version = version + 1, due_at = $5
    where s.tenant_id = $1 and s.sink_id = $2`,
);
const setState = command(
  'auditSinks.setState',
  `update tenant.audit_sinks s
      set state = $3, due_at = $4, failures = 0, failing_since = null, version = version + 1
    where s.tenant_id = $1 and s.sink_id = $2`,
);
const askTest = command(
  'auditSinks.askTest',
  'update tenant.audit_sinks s set test_asked_at = $3 where s.tenant_id = $1 and s.sink_id = $2',
);
const replay = command(
  'auditSinks.replay',
  `update tenant.audit_sinks s set next_index = $3, due_at = $4, version = version + 1
    where s.tenant_id = $1 and s.sink_id = $2`,
);
const remove = command(
  'auditSinks.remove',
  'delete from tenant.audit_sinks s where s.tenant_id = $1 and s.sink_id = $2',
);
const removeLetters = command(
  'auditSinks.removeLetters',
  'delete from tenant.audit_dead_letters d where d.tenant_id = $1 and d.sink_id = $2',
);
const forgetLetters = command(
  'auditSinks.forgetLetters',
  'delete from tenant.audit_dead_letters d where d.tenant_id = $1 and d.sink_id = $2 and d.index >= $3',
);

export interface LetterRow {
  readonly index: number;
  readonly entry_id: Uuid;
  readonly status: number | null;
  readonly refused_at: number;
  readonly asked_at: number | null;
}
const letters = query<LetterRow>(
  'auditSinks.letters',
  `select d.index, d.entry_id, d.status, d.refused_at, d.asked_at from tenant.audit_dead_letters d
    where d.tenant_id = $1 and d.sink_id = $2 and d.index < $3 order by d.index desc limit $4`,
);

export const listSinks = (tx: ReadTransaction, limit: number): Promise<ShownRow[]> =>
  tx.query(list, [tx.tenantId, limit]);

export async function findSink(tx: ReadTransaction, sinkId: Uuid): Promise<ShownRow | null> {
  const [row] = await tx.query(find, [tx.tenantId, sinkId]);
  return row ?? null;
}

/** The same, held until the end: a delivery that ends now waits, or has ended. */
export async function holdSink(tx: WriteTransaction, sinkId: Uuid): Promise<ShownRow | null> {
  await tx.query(hold, [tx.tenantId, sinkId]);
  return findSink(tx, sinkId);
}

export async function countSinks(tx: ReadTransaction): Promise<number> {
  const [row] = await tx.query(count, [tx.tenantId]);
  return row?.sinks ?? 0;
}

export async function extentOf(tx: ReadTransaction): Promise<LogExtentRow> {
  const [row] = await tx.query(readExtent, [tx.tenantId]);
  return row ?? { origin: '', size: 0, lowest_index: 0 };
}

export interface NewSink {
  readonly sinkId: Uuid;
  readonly kind: string;
  readonly sealed: Buffer;
  readonly sealedSecret: Buffer | null;
  readonly nextIndex: number;
  readonly at: number;
  readonly createdBy: Uuid;
}
export async function insertSink(tx: WriteTransaction, permit: Permit, sink: NewSink): Promise<void> {
  const { sinkId, kind, sealed, sealedSecret, nextIndex, at, createdBy } = sink;
  const values = [sinkId, kind, sealed, sealedSecret, nextIndex, instant(at), createdBy];
  await tx.execute(permit, insert, [permit.tenantId, ...values]);
}

export async function updateSink(
  tx: WriteTransaction,
  permit: Permit,
  { sinkId, sealed, sealedSecret, at }: Pick<NewSink, 'sinkId' | 'sealed' | 'sealedSecret' | 'at'>,
): Promise<void> {
  await tx.execute(permit, update, [permit.tenantId, sinkId, sealed, sealedSecret, instant(at)]);
}

export async function writeState(
  tx: WriteTransaction,
  permit: Permit,
  { sinkId, state, at }: { readonly sinkId: Uuid; readonly state: string; readonly at: number },
): Promise<void> {
  await tx.execute(permit, setState, [permit.tenantId, sinkId, state, instant(at)]);
}

export async function writeTestAsked(
  tx: WriteTransaction,
  permit: Permit,
  sinkId: Uuid,
  at: number,
): Promise<void> {
  await tx.execute(permit, askTest, [permit.tenantId, sinkId, instant(at)]);
}

/** What was refused from there on is tried again, and named again if it must be. */
export async function writePlace(
  tx: WriteTransaction,
  permit: Permit,
  { sinkId, from, at }: { readonly sinkId: Uuid; readonly from: number; readonly at: number },
): Promise<void> {
  await tx.execute(permit, forgetLetters, [permit.tenantId, sinkId, from]);
  await tx.execute(permit, replay, [permit.tenantId, sinkId, from, instant(at)]);
}

export async function deleteSink(tx: WriteTransaction, permit: Permit, sinkId: Uuid): Promise<void> {
  await tx.execute(permit, removeLetters, [permit.tenantId, sinkId]);
  await tx.execute(permit, remove, [permit.tenantId, sinkId]);
}

export const listLetters = (
  tx: ReadTransaction,
  { sinkId, before, limit }: { readonly sinkId: Uuid; readonly before: number; readonly limit: number },
): Promise<LetterRow[]> => tx.query(letters, [tx.tenantId, sinkId, before, limit]);

const asking = query<{ index: number }>(
  'auditSinks.lettersToAsk',
  `select d.index from tenant.audit_dead_letters d
    where d.tenant_id = $1 and d.sink_id = $2 and d.entry_id = any ($3::uuid[]) and d.index >= $4
      and d.asked_at is null
    order by d.index`,
);
const dropping = query<{ index: number }>(
  'auditSinks.lettersToDrop',
  `select d.index from tenant.audit_dead_letters d
    where d.tenant_id = $1 and d.sink_id = $2 and d.entry_id = any ($3::uuid[]) order by d.index`,
);
/** What is neither among the letters of the feed nor in the log. */
const unknownEntries = query<{ entry_id: Uuid }>(
  'auditSinks.unknownEntries',
  `select e.entry_id from unnest($3::uuid[]) e (entry_id)
    where not exists (select from tenant.audit_dead_letters d
                       where d.tenant_id = $1 and d.sink_id = $2 and d.entry_id = e.entry_id)
      and not exists (select from tenant.audit_log a where a.tenant_id = $1 and a.entry_id = e.entry_id)
    limit 1`,
);
const ask = command(
  'auditSinks.askLetters',
  `update tenant.audit_dead_letters d set asked_at = $4
    where d.tenant_id = $1 and d.sink_id = $2 and d.index = any ($3::int8[])`,
);
const noteAsked = command(
  'auditSinks.noteLettersAsked',
  `update tenant.audit_sinks s set letters_asked_at = coalesce(s.letters_asked_at, $3), due_at = $3
    where s.tenant_id = $1 and s.sink_id = $2`,
);
const drop = command(
  'auditSinks.dropLetters',
  `delete from tenant.audit_dead_letters d
    where d.tenant_id = $1 and d.sink_id = $2 and d.index = any ($3::int8[])`,
);

/** Of a feed that is held, so that what is found is what is changed. */
export interface ChosenLetters {
  readonly sinkId: Uuid;
  readonly entryIds: readonly Uuid[];
}

/** Whether all of them are entries of this log, listed or not (any more). */
export async function areKnown(tx: ReadTransaction, { sinkId, entryIds }: ChosenLetters): Promise<boolean> {
  const rows = await tx.query(unknownEntries, [tx.tenantId, sinkId, entryIds]);
  return rows.length === 0;
}

/** @returns the places of those that go again and did not before */
export async function askLetters(
  tx: WriteTransaction,
  permit: Permit,
  { sinkId, entryIds, from, at }: ChosenLetters & { readonly from: number; readonly at: number },
): Promise<number[]> {
  const rows = await tx.query(asking, [tx.tenantId, sinkId, entryIds, from]);
  const places = rows.map(({ index }) => index);
  if (places.length === 0) return places;
  await tx.execute(permit, ask, [permit.tenantId, sinkId, places, instant(at)]);
  await tx.execute(permit, noteAsked, [permit.tenantId, sinkId, instant(at)]);
  return places;
}

/** @returns the places of those that are gone from the list */
export async function dropLetters(
  tx: WriteTransaction,
  permit: Permit,
  { sinkId, entryIds }: ChosenLetters,
): Promise<number[]> {
  const rows = await tx.query(dropping, [tx.tenantId, sinkId, entryIds]);
  const places = rows.map(({ index }) => index);
  if (places.length > 0) await tx.execute(permit, drop, [permit.tenantId, sinkId, places]);
  return places;
}
