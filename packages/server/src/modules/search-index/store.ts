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

/** Of time, in which a word has a list of its own: 2^29 ms, 6.2 days. Known to migration 0009, too. */
const stretchMs = 2 ** 29;
/** What a token lies below; with the number of the stretch above it, it is exact as a number until the year 2109. */
const unit = 2 ** 40;

/** As they are stored: PostgreSQL's text form of a bigint[]. */
export function storedTokens({ entry, sentAt }: Pick<NewEntry, 'entry' | 'sentAt'>): string {
  const stretch = Math.floor(sentAt / stretchMs) * unit;
  return `{${entry.tokens.map((token) => stretch + token).join(',')}}`;
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
    textArray(entries.map(storedTokens)),
  ]);

/** Which entry, or where a list of messages goes on: at what was sent before this one. */
export interface Position {
  readonly sentAt: number;
  readonly messageId: Uuid;
}

const remove = command(
  'searchIndex.remove',
  `delete from tenant.search_entries e using unnest($2::timestamptz[], $3::uuid[]) as gone (sent_at, message_id)
    where e.tenant_id = $1 and e.sent_at = gone.sent_at and e.message_id = gone.message_id`,
);

export const removeEntries = (tx: WriteTransaction, permit: Permit, places: readonly Position[]): void =>
  tx.send(permit, remove, [
    tx.tenantId,
    instantArray(places.map(({ sentAt }) => sentAt)),
    uuidArray(places.map(({ messageId }) => messageId)),
  ]);

/** A message with another text. */
export function replaceEntries(tx: WriteTransaction, permit: Permit, entries: readonly NewEntry[]): void {
  removeEntries(
    tx,
    permit,
    entries.map(({ id, sentAt }) => ({ messageId: id, sentAt })),
  );
  insertEntries(tx, permit, entries);
}

export interface CandidateRow {
  readonly message_id: Uuid;
  readonly sent_at: number;
}

const candidates = query<CandidateRow>(
  'searchIndex.candidates',
  `select c.message_id, c.sent_at
     from app.search_candidates($1::uuid[], $2::bigint[], $3::bigint, $4::bigint[], $5::timestamptz, $6::timestamptz, $7::uuid, $8) c`,
);

export interface CandidateQuery {
  readonly channels: readonly Uuid[];
  /** Tokens that all must be there, the most telling ones first. */
  readonly every: readonly number[];
  /** The token of a message that is too long to be indexed in full. */
  readonly long: number;
  /** Tokens of which one must be there; empty: no condition. */
  readonly some: readonly number[];
  readonly since: number | null;
  readonly before: Position;
  readonly wanted: number;
}

const listOf = (tokens: readonly number[]): string => `{${tokens.join(',')}}`;

/** Newest first, perhaps more than wanted; fewer: there are no more. The tenant is that of the signed context. */
export const readCandidates = (tx: ReadTransaction, wanted: CandidateQuery): Promise<CandidateRow[]> =>
  tx.query(candidates, [
    uuidArray(wanted.channels),
    listOf(wanted.every),
    wanted.long,
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
