/** Which rows of a batch are new, and which thread each of them belongs to. Pure: the answers were read before. */
import type { Uuid } from '@wardroom/contract';
import type { NewMessage, RootRow } from '../messages/index.ts';
import type { IndexEntry } from '../search-index/index.ts';
import type { PreparedRow } from './prepared.ts';

export interface Known {
  /** Messages of earlier batches among the ids and roots of this one. */
  readonly stored: ReadonlyMap<Uuid, RootRow>;
  /** `author id + client key` pairs that are taken. */
  readonly takenKeys: ReadonlySet<string>;
  readonly channel: { readonly id: Uuid; readonly lastSeq: number };
  readonly idOf: (row: PreparedRow) => Uuid;
  readonly entryOf: (row: PreparedRow, authorId: Uuid) => IndexEntry;
}

export interface Selection {
  readonly messages: readonly NewMessage[];
  readonly repeated: number;
  readonly orphaned: number;
}

/** Only what stands earlier, in this batch or a former one, can be a root: the result does not depend on the cuts. */
export function selectNew(rows: readonly PreparedRow[], known: Known): Selection {
  const placed = new Map<Uuid, RootRow>(known.stored);
  const messages: NewMessage[] = [];
  let repeated = 0;
  let orphaned = 0;
  for (const row of rows) {
    const authorId = known.idOf(row);
    if (placed.has(row.id) || known.takenKeys.has(authorId + row.clientKey)) {
      repeated += 1;
      continue;
    }
    const threadRootId = rootOf(row, placed, known.channel.id);
    if (threadRootId === null && row.rootId !== null) orphaned += 1;
    placed.set(row.id, { message_id: row.id, channel_id: known.channel.id, thread_root_id: threadRootId });
    messages.push({
      id: row.id,
      channelId: known.channel.id,
      channelSeq: known.channel.lastSeq + messages.length + 1,
      authorId,
      threadRootId,
      clientKey: row.clientKey,
      sealedBody: row.sealedBody,
      // The past notifies nobody.
      mentions: [],
      mentionsAll: false,
      sentAt: row.sentAt,
      entry: known.entryOf(row, authorId),
    });
  }
  return { messages, repeated, orphaned };
}

/** A reply to a reply joins the thread of that reply. */
function rootOf(row: PreparedRow, placed: ReadonlyMap<Uuid, RootRow>, channelId: Uuid): Uuid | null {
  const named = row.rootId === null ? undefined : placed.get(row.rootId);
  if (named === undefined || named.channel_id !== channelId) return null;
  return named.thread_root_id ?? named.message_id;
}
