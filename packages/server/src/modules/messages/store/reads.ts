/** SQL that reads messages. Every list is walked by channel_seq or id, never by offset. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import type { FoundMessage, MessageRow } from '../message.ts';

export const columns = `x.message_id, x.channel_id, x.channel_seq, x.author_id, x.thread_root_id, x.client_key, x.sealed_body,
  x.mentions, x.mentions_all, x.sent_at, x.edited_at, x.redacted_at, x.revision, x.reply_count, x.last_reply_at,
  x.pinned_at, x.pinned_by, x.marks_revision`;

const find = query<FoundMessage>(
  'messages.find',
  `select ${columns}, c.kind, c.archived_at, m.role as own_role
     from tenant.messages x
     join tenant.channels c on c.tenant_id = x.tenant_id and c.channel_id = x.channel_id
     left join tenant.channel_members m
       on m.tenant_id = x.tenant_id and m.channel_id = x.channel_id and m.principal_id = $3
    where x.tenant_id = $1 and x.message_id = $2`,
);

/** A message, its channel and the caller's own membership, in one statement. */
export async function findMessage(
  tx: ReadTransaction,
  messageId: Uuid,
  principalId: Uuid,
): Promise<FoundMessage | undefined> {
  return (await tx.query(find, [tx.tenantId, messageId, principalId]))[0];
}

const hydrate = query<MessageRow>(
  'messages.hydrate',
  `select ${columns} from tenant.messages x where x.tenant_id = $1 and x.message_id = any ($2::uuid[])`,
);

/** Messages by id, in no order; unknown ids have no row. */
export const hydrateMessages = (tx: ReadTransaction, ids: readonly Uuid[]): Promise<MessageRow[]> =>
  tx.query(hydrate, [tx.tenantId, ids]);

export interface Range {
  readonly channelId: Uuid;
  /** Exclusive bounds. */
  readonly after: number;
  readonly before: number;
  readonly limit: number;
}

const within = 'x.tenant_id = $1 and x.channel_id = $2 and x.channel_seq > $3 and x.channel_seq < $4';
const topLevel = `${within} and x.thread_root_id is null`;
const range = (name: string, where: string, direction: 'asc' | 'desc') =>
  query<MessageRow>(
    name,
    `select ${columns} from tenant.messages x where ${where} order by x.channel_seq ${direction} limit $5`,
  );
const ranges = {
  timeline: {
    oldest: range('messages.timelineOldest', topLevel, 'asc'),
    newest: range('messages.timelineNewest', topLevel, 'desc'),
  },
  everything: {
    oldest: range('messages.rangeOldest', within, 'asc'),
    newest: range('messages.rangeNewest', within, 'desc'),
  },
};

/** Which messages of a channel: those of the timeline, or replies in threads too. */
export type View = keyof typeof ranges;

/** At most `limit` messages of a range, from its old or its new end, always oldest first. */
export async function listRange(
  tx: ReadTransaction,
  view: View,
  end: 'oldest' | 'newest',
  { channelId, after, before, limit }: Range,
): Promise<MessageRow[]> {
  const rows = await tx.query(ranges[view][end], [tx.tenantId, channelId, after, before, limit]);
  return end === 'newest' ? rows.reverse() : rows;
}

const around = (name: string, filter: string) =>
  query<{ has_before: boolean; has_after: boolean }>(
    name,
    `select exists (select from tenant.messages x
                     where x.tenant_id = $1 and x.channel_id = $2 and x.channel_seq < $3 ${filter}) as has_before,
            exists (select from tenant.messages x
                     where x.tenant_id = $1 and x.channel_id = $2 and x.channel_seq > $4 ${filter}) as has_after`,
  );
const neighbours = {
  timeline: around('messages.timelineAround', 'and x.thread_root_id is null'),
  everything: around('messages.rangeAround', ''),
};

/** Whether the channel has messages of this view before `first` and after `last`. */
export async function findNeighbours(
  tx: ReadTransaction,
  view: View,
  channelId: Uuid,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<{ hasBefore: boolean; hasAfter: boolean }> {
  const [row] = await tx.query(neighbours[view], [tx.tenantId, channelId, first, last]);
  return { hasBefore: row?.has_before === true, hasAfter: row?.has_after === true };
}

const replies = query<MessageRow>(
  'messages.replies',
  `select ${columns} from tenant.messages x
    where x.tenant_id = $1 and x.thread_root_id = $2 and x.channel_seq > $3
    order by x.channel_seq limit $4`,
);

export const listReplies = (
  tx: ReadTransaction,
  threadRootId: Uuid,
  after: number,
  limit: number,
): Promise<MessageRow[]> => tx.query(replies, [tx.tenantId, threadRootId, after, limit]);

// A position that does not mention the caller is no position: the list is then empty, whatever the id belongs to.
const mentioning = query<FoundMessage>(
  'messages.mentioning',
  `select ${columns}, c.kind, c.archived_at, m.role as own_role
     from tenant.mentions n
     join tenant.messages x on x.tenant_id = n.tenant_id and x.message_id = n.message_id
     join tenant.channels c on c.tenant_id = n.tenant_id and c.channel_id = n.channel_id
     left join tenant.channel_members m
       on m.tenant_id = n.tenant_id and m.channel_id = n.channel_id and m.principal_id = n.principal_id
    where n.tenant_id = $1 and n.principal_id = $2 and x.redacted_at is null
      and (m.principal_id is not null or (c.kind = 'public' and $5))
      and n.message_id < case when $3::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
          else (select a.message_id from tenant.mentions a
                 where a.tenant_id = $1 and a.principal_id = $2 and a.message_id = $3) end
    order by n.message_id desc limit $4`,
);

/** Messages that mentioned a principal when they were sent, newest first, in channels that they may read now. */
export const listMentioning = (
  tx: ReadTransaction,
  page: {
    readonly principalId: Uuid;
    readonly after: Uuid | null;
    readonly limit: number;
    /** Public channels count although one is not in them. */
    readonly browses: boolean;
  },
): Promise<FoundMessage[]> =>
  tx.query(mentioning, [tx.tenantId, page.principalId, page.after, page.limit, page.browses]);
