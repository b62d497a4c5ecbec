/**
 * Builds the index anew, from the newest message down, in small pieces. A piece is read and made into tokens beside the
 * order of the tenant and written under the head of its log, where only messages count whose text is still the one that
 * was read: whoever edits or redacts meanwhile has written the index themselves. Killed at any point, it goes on at the
 * last piece that was committed; run twice, it writes the same again.
 */
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { TaskContext, TaskHandler } from '../../kernel/jobs/task.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { hydrateMessages, type MessageRow, presentMessages } from '../messages/index.ts';
import {
  advanceRebuild,
  type IndexSetting,
  lexiconFor,
  type NewEntry,
  readIndexSetting,
  replaceEntries,
} from '../search-index/index.ts';
import { listIds, readUnchanged } from './store.ts';

export const reindexTask = 'search.reindex';

/** About 10 ms under the head of the log. */
const piece = 200;
/** Then another job goes on, so that a failure is counted against a few thousand messages and not against all. */
const piecesPerJob = 100;

export const reindex: TaskHandler = async (context) => {
  for (let pieces = 1; pieces <= piecesPerJob; pieces += 1)
    if (await rebuildPiece(context, pieces === piecesPerJob)) return;
};

/** True when nothing is left to do, for this job or at all. */
async function rebuildPiece(
  { database, job, keys, permitFor }: TaskContext,
  last: boolean,
): Promise<boolean> {
  const { setting, ids, rows } = await database.read(job.tenantId, async (tx) => {
    const setting = await readIndexSetting(tx);
    const { rebuilt_down_to: downTo } = setting;
    const ids = downTo === null ? [] : await listIds(tx, downTo, piece);
    return { setting, ids, rows: await hydrateMessages(tx, ids) };
  });
  if (setting.rebuilt_down_to === null) return true;
  const entries = await entriesOf(keys, setting, rows);
  return database.write(job.tenantId, keys, async (tx) => {
    const now = await readIndexSetting(tx);
    // Set up anew, or done by another run, since it was read: this piece is of no use.
    if (now.generation !== setting.generation || now.rebuilt_down_to !== setting.rebuilt_down_to)
      return false;
    const permit = permitFor(tx);
    replaceEntries(tx, permit, await stillTrue(tx, rows, entries));
    const end = ids.length < piece;
    advanceRebuild(tx, permit, end ? null : (ids.at(-1) ?? null));
    if (last && !end) tx.enqueue({ task: reindexTask, principalId: null });
    return end;
  });
}

async function stillTrue(
  tx: WriteTransaction,
  rows: readonly MessageRow[],
  entries: readonly NewEntry[],
): Promise<NewEntry[]> {
  const unchanged = new Set((await readUnchanged(tx, rows)).map((row) => row.message_id));
  return entries.filter(({ id }) => unchanged.has(id));
}

async function entriesOf(
  keys: ScopeKeys,
  setting: IndexSetting,
  rows: readonly MessageRow[],
): Promise<NewEntry[]> {
  const lexicon = lexiconFor(keys, setting);
  const messages = await presentMessages(keys, rows);
  return rows.flatMap((row, index) => {
    const body = messages[index]?.body ?? null;
    if (body === null) return [];
    const place = { messageId: row.message_id, channelId: row.channel_id, authorId: row.author_id };
    const entry = lexicon.entry(lexicon.tokensOf(body), place);
    return [{ id: row.message_id, channelId: row.channel_id, sentAt: row.sent_at, entry }];
  });
}
