/** Everything a batch of sends decides with, read together: the statements travel at once and nothing waits between. */
import { type Operations, type Uuid, WardroomError } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { AskedItem, BatchItem } from '../../kernel/implementation.ts';
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
import { type MentionedGroupRow, readMentionedGroups } from './store/group-mentions.ts';

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
type Asked = AskedItem<Operations['messages.send'], PreparedMessage>;

export const placeKey = (channelId: Uuid, principalId: Uuid): string => channelId + principalId;
export const storedKey = (authorId: Uuid, clientKey: string): string => authorId + clientKey;

export interface BatchFacts {
  readonly places: ReadonlyMap<string, PlaceRow>;
  readonly stored: ReadonlyMap<string, FoundMessage>;
  readonly roots: ReadonlyMap<Uuid, RootRow>;
  readonly index: IndexSetting;
  /** Members that the item at `index` of those asked for mentions, without its author. */
  mentions(index: number, author: Uuid): readonly Uuid[];
  /** Groups that the item at `index` names. */
  groups(index: number): readonly MentionedGroupRow[];
  /** Throws `channel_archived`. Only for channels that have been authorised. */
  requireOpen(channelId: Uuid): { readonly lastSeq: number };
}

const nobody: readonly Uuid[] = Object.freeze([]);
const noGroups: readonly MentionedGroupRow[] = Object.freeze([]);

export async function readBatchFacts(tx: ReadTransaction, items: readonly Asked[]): Promise<BatchFacts> {
  const [placeRows, storedRows, rootRows, mentioned, index] = await Promise.all([
    readAllPlaces(tx, items),
    readStored(
      tx,
      items.map(({ principalId }) => principalId),
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
      const found = mentioned.people.get(index);
      return found === undefined ? nobody : found.filter((principalId) => principalId !== author);
    },
    groups: (index) => mentioned.groups.get(index) ?? noGroups,
    requireOpen: (channelId) => {
      const channel = channels.get(channelId);
      if (channel === undefined) throw new WardroomError('not_found');
      if (channel.archived_at !== null) throw new WardroomError('channel_archived');
      return { lastSeq: channel.last_seq };
    },
  };
}

/** Several messages of one person in one channel ask once. */
function readAllPlaces(tx: ReadTransaction, items: readonly Asked[]): Promise<PlaceRow[]> {
  const seen = new Set<string>();
  const channelIds: Uuid[] = [];
  const principalIds: Uuid[] = [];
  for (const { prepared, principalId } of items) {
    const key = placeKey(prepared.channelId, principalId);
    if (seen.has(key)) continue;
    seen.add(key);
    channelIds.push(prepared.channelId);
    principalIds.push(principalId);
  }
  return readPlaces(tx, channelIds, principalIds);
}

async function readAllRoots(tx: ReadTransaction, items: readonly Asked[]): Promise<RootRow[]> {
  const ids = new Set<Uuid>();
  for (const { prepared } of items) if (prepared.threadRootId !== null) ids.add(prepared.threadRootId);
  return ids.size === 0 ? [] : readRoots(tx, [...ids]);
}

async function readAllMentions(tx: ReadTransaction, items: readonly Asked[]): Promise<AllMentions> {
  const wanted = items.flatMap(({ prepared: { channelId, lookups }, principalId: authorId }, index) =>
    lookups.map((lookup) => ({ index, channelId, lookup, authorId })),
  );
  if (wanted.length === 0) return { people: new Map(), groups: new Map() };
  const [people, groups] = await Promise.all([
    readMentioned(
      tx,
      wanted.map(({ channelId }) => channelId),
      wanted.map(({ lookup }) => lookup),
    ),
    readMentionedGroups(tx, wanted),
  ]);
  const indexes = wanted.map(({ index }) => index);
  return {
    people: byItem(people, indexes, ({ principal_id }: MentionedRow) => principal_id),
    groups: byItem(groups, indexes, (row) => row),
  };
}

interface AllMentions {
  readonly people: ReadonlyMap<number, Uuid[]>;
  readonly groups: ReadonlyMap<number, MentionedGroupRow[]>;
}

function byItem<Row extends { readonly position: number }, Found>(
  rows: readonly Row[],
  indexes: readonly number[],
  foundIn: (row: Row) => Found,
): Map<number, Found[]> {
  const mentions = new Map<number, Found[]>();
  for (const row of [...rows].sort((a, b) => a.position - b.position)) {
    const index = indexes[row.position - 1] ?? -1;
    const known = mentions.get(index);
    if (known) known.push(foundIn(row));
    else mentions.set(index, [foundIn(row)]);
  }
  return mentions;
}
