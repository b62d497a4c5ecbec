/** Everything a batch of sends decides with, read together: the statements travel at once and nothing waits between. */
import { type Operations, type Uuid, WardroomError } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { BatchItem } from '../../kernel/implementation.ts';
import { type IndexEntry, type IndexSetting, readIndexSetting } from '../search-index/index.ts';
import type { FoundMessage } from './message.ts';
import {
  type MentionedRow,
  type PlaceRow,
  type RootRow,
  readMentioned,
  readPlaces,
  readRoots,
  readStored,
} from './store/batch-reads.ts';

export interface PreparedMessage {
  readonly id: Uuid;
  readonly channelId: Uuid;
  readonly threadRootId: Uuid | null;
  readonly sealedBody: Buffer;
  /** Look-up values of the handles that the text mentions. */
  readonly lookups: readonly Buffer[];
  readonly all: boolean;
  readonly entry: IndexEntry;
  /** Who the entry says has written it. */
  readonly entryAuthorId: Uuid;
}

export type SendItem = BatchItem<Operations['messages.send'], PreparedMessage>;

export const placeKey = (channelId: Uuid, principalId: Uuid): string => channelId + principalId;
export const storedKey = (authorId: Uuid, clientKey: string): string => authorId + clientKey;

export interface BatchFacts {
  readonly places: ReadonlyMap<string, PlaceRow>;
  readonly stored: ReadonlyMap<string, FoundMessage>;
  readonly roots: ReadonlyMap<Uuid, RootRow>;
  readonly index: IndexSetting;
  /** Members that the item at `index` mentions, without its author. */
  mentions(index: number, author: Uuid): readonly Uuid[];
  /** Throws `channel_archived`. Only for channels that have been authorised. */
  requireOpen(channelId: Uuid): { readonly lastSeq: number };
}

const nobody: readonly Uuid[] = Object.freeze([]);

export async function readBatchFacts(tx: ReadTransaction, items: readonly SendItem[]): Promise<BatchFacts> {
  const [placeRows, storedRows, rootRows, mentioned, index] = await Promise.all([
    readAllPlaces(tx, items),
    readStored(
      tx,
      items.map(({ context }) => context.authority.principalId),
      items.map(({ input }) => input.clientKey),
    ),
    readAllRoots(tx, items),
    readAllMentions(tx, items),
    readIndexSetting(tx),
  ]);
  const places = new Map(placeRows.map((row) => [placeKey(row.channel_id, row.principal_id), row]));
  const channels = new Map(placeRows.map((row) => [row.channel_id, row]));
  return {
    places,
    stored: new Map(storedRows.map((row) => [storedKey(row.author_id, row.client_key), row])),
    index,
    roots: new Map(rootRows.map((row) => [row.message_id, row])),
    mentions: (index, author) => {
      const found = mentioned.get(index);
      return found === undefined ? nobody : found.filter((principalId) => principalId !== author);
    },
    requireOpen: (channelId) => {
      const channel = channels.get(channelId);
      if (channel === undefined) throw new WardroomError('not_found');
      if (channel.archived_at !== null) throw new WardroomError('channel_archived');
      return { lastSeq: channel.last_seq };
    },
  };
}

/** Several messages of one person in one channel ask once. */
function readAllPlaces(tx: ReadTransaction, items: readonly SendItem[]): Promise<PlaceRow[]> {
  const seen = new Set<string>();
  const channelIds: Uuid[] = [];
  const principalIds: Uuid[] = [];
  for (const { prepared, context } of items) {
    const { principalId } = context.authority;
    const key = placeKey(prepared.channelId, principalId);
    if (seen.has(key)) continue;
    seen.add(key);
    channelIds.push(prepared.channelId);
    principalIds.push(principalId);
  }
  return readPlaces(tx, channelIds, principalIds);
}

async function readAllRoots(tx: ReadTransaction, items: readonly SendItem[]): Promise<RootRow[]> {
  const ids = new Set<Uuid>();
  for (const { prepared } of items) if (prepared.threadRootId !== null) ids.add(prepared.threadRootId);
  return ids.size === 0 ? [] : readRoots(tx, [...ids]);
}

async function readAllMentions(
  tx: ReadTransaction,
  items: readonly SendItem[],
): Promise<ReadonlyMap<number, Uuid[]>> {
  const wanted: { index: number; channelId: Uuid; lookup: Buffer }[] = [];
  items.forEach(({ prepared }, index) => {
    for (const lookup of prepared.lookups) wanted.push({ index, channelId: prepared.channelId, lookup });
  });
  if (wanted.length === 0) return new Map();
  const rows = await readMentioned(
    tx,
    wanted.map(({ channelId }) => channelId),
    wanted.map(({ lookup }) => lookup),
  );
  return byItem(
    rows,
    wanted.map(({ index }) => index),
  );
}

function byItem(rows: readonly MentionedRow[], indexes: readonly number[]): Map<number, Uuid[]> {
  const mentions = new Map<number, Uuid[]>();
  for (const { position, principal_id } of [...rows].sort((a, b) => a.position - b.position)) {
    const index = indexes[position - 1] ?? -1;
    const known = mentions.get(index);
    if (known) known.push(principal_id);
    else mentions.set(index, [principal_id]);
  }
  return mentions;
}
