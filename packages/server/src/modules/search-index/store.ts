/** SQL of the index: written with the messages, read by one function of another role. */
import type { Uuid } from '@wardroom/contract';
import { instantArray, textArray, uuidArray } from '../../kernel/database/binary-arrays.ts';
import { instant } from '../../kernel/database/connections.ts';
import { command, query } from '../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import type { IndexEntry } from './lexicon.ts';
import { type IndexSetting, initialSetting, type SearchMode } from './setting.ts';

const readOne = query<IndexSetting>(
  'searchIndex.setting',
  `select s.mode, s.bits, s.generation, s.rebuilt_down_to from tenant.search_settings s where s.tenant_id = $1`,
);

export async function readIndexSetting(tx: ReadTransaction): Promise<IndexSetting> {
  const [row] = await tx.query(readOne, [tx.tenantId]);
  return row ?? initialSetting;
}

export interface NewEntry {
  readonly id: Uuid;
  readonly channelId: Uuid;
  readonly sentAt: number;
  readonly entry: IndexEntry;
}

const insert = command(
  'searchIndex.insert',
  `insert into tenant.search_entries (tenant_id, message_id, channel_id, sent_at, tokens)
   select $1, e.message_id, e.channel_id, e.sent_at, e.tokens::bigint[]
     from unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[]) as e (message_id, channel_id, sent_at, tokens)`,
);

/** After their messages in the same transaction. Not awaited: a failure fails the commit. */
export const insertEntries = (tx: WriteTransaction, permit: Permit, entries: readonly NewEntry[]): void =>
  tx.send(permit, insert, [
    tx.tenantId,
    uuidArray(entries.map(({ id }) => id)),
    uuidArray(entries.map(({ channelId }) => channelId)),
    instantArray(entries.map(({ sentAt }) => sentAt)),
    textArray(entries.map(({ entry }) => entry.tokens)),
  ]);

const remove = command(
  'searchIndex.remove',
  'delete from tenant.search_entries e where e.tenant_id = $1 and e.message_id = any ($2::uuid[])',
);

export const removeEntries = (tx: WriteTransaction, permit: Permit, ids: readonly Uuid[]): void =>
  tx.send(permit, remove, [tx.tenantId, uuidArray(ids)]);

/** A message with another text. */
export function replaceEntries(tx: WriteTransaction, permit: Permit, entries: readonly NewEntry[]): void {
  removeEntries(
    tx,
    permit,
    entries.map(({ id }) => id),
  );
  insertEntries(tx, permit, entries);
}

export interface CandidateRow {
  readonly message_id: Uuid;
  readonly sent_at: number;
}

/** Where a list of messages goes on: at what was sent before this one. */
export interface Position {
  readonly sentAt: number;
  readonly messageId: Uuid;
}

const candidates = query<CandidateRow>(
  'searchIndex.candidates',
  `select c.message_id, c.sent_at
     from app.search_candidates($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::timestamptz, $6::timestamptz, $7::uuid, $8) c`,
);

export interface CandidateQuery {
  readonly channels: readonly Uuid[];
  /** Tokens that all must be there. */
  readonly every: readonly string[];
  /** The same of a message that is too long to be indexed in full. */
  readonly everyLong: readonly string[];
  /** Tokens of which one must be there; empty: no condition. */
  readonly some: readonly string[];
  readonly since: number | null;
  readonly before: Position;
  readonly wanted: number;
}

const listOf = (tokens: readonly string[]): string => `{${tokens.join(',')}}`;

/** Newest first, perhaps more than wanted; fewer: there are no more. The tenant is that of the signed context. */
export const readCandidates = (tx: ReadTransaction, wanted: CandidateQuery): Promise<CandidateRow[]> =>
  tx.query(candidates, [
    uuidArray(wanted.channels),
    listOf(wanted.every),
    listOf(wanted.everyLong),
    listOf(wanted.some),
    instant(wanted.since ?? 0),
    instant(wanted.before.sentAt),
    wanted.before.messageId,
    wanted.wanted,
  ]);

const begin = command<IndexSetting>(
  'searchIndex.begin',
  `insert into tenant.search_settings as s (tenant_id, mode, bits, generation, rebuilt_down_to)
   values ($1, $2, $3, $4, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
   on conflict (tenant_id) do update
      set mode = $2, bits = $3, generation = $4, rebuilt_down_to = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
   returning s.mode, s.bits, s.generation, s.rebuilt_down_to`,
);

/** The index is to be built anew, like this. */
export const beginRebuild = (
  tx: WriteTransaction,
  permit: Permit,
  next: { readonly mode: SearchMode; readonly bits: number; readonly generation: number },
): Promise<IndexSetting[]> => tx.execute(permit, begin, [tx.tenantId, next.mode, next.bits, next.generation]);

const advance = command(
  'searchIndex.advance',
  'update tenant.search_settings set rebuilt_down_to = $2 where tenant_id = $1',
);

export const advanceRebuild = (tx: WriteTransaction, permit: Permit, downTo: Uuid | null): void =>
  tx.send(permit, advance, [tx.tenantId, downTo]);
