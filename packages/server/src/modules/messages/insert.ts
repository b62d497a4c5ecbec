/** Stores accepted messages of any number of channels: rows, index, mentions, channel and thread counters, all in bulk. */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { insertEntries } from '../search-index/index.ts';
import {
  addReplies,
  insertMentions,
  insertRows,
  type MentionRow,
  moveLastSeq,
  type NewMessage,
  type NewReplies,
} from './store/writes.ts';

/**
 * The statements travel together and commit right behind them; the order of sending satisfies the references between
 * them. Nothing waits for their answers: one that fails fails the commit.
 */
export function insertMessages(tx: WriteTransaction, permit: Permit, messages: readonly NewMessage[]): void {
  const lastSeq = new Map<Uuid, number>();
  const replies = new Map<Uuid, NewReplies>();
  const mentions: MentionRow[] = [];
  for (const message of messages) {
    lastSeq.set(message.channelId, message.channelSeq);
    if (message.threadRootId !== null) countReply(replies, message.threadRootId, message.sentAt);
    for (const principalId of message.mentions) mentions.push({ principalId, message });
  }
  insertRows(tx, permit, messages);
  insertEntries(tx, permit, messages);
  moveLastSeq(tx, permit, lastSeq);
  if (mentions.length > 0) insertMentions(tx, permit, mentions);
  if (replies.size > 0) addReplies(tx, permit, replies);
}

function countReply(replies: Map<Uuid, NewReplies>, rootId: Uuid, sentAt: number): void {
  const known = replies.get(rootId);
  if (known) {
    known.count += 1;
    known.lastReplyAt = sentAt;
  } else replies.set(rootId, { count: 1, lastReplyAt: sentAt });
}
