/** SQL that reads messages. Every list is walked by channel_seq or id, never by offset. */

import type { Uuid } from '@wardroom/contract';
import { instant } from '../../../kernel/database/connections.ts';
import { query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction } from '../../../kernel/database/transaction.ts';
import { policyColumns } from '../../channels/index.ts';
import type { FoundMessage, MessageRow } from '../message.ts';

// With the tenant as $1. Reactions travel with their message; a message that never had a mark costs no look.
export const columns = `x.message_id, x.channel_id, x.channel_seq, x.author_id, x.thread_root_id, x.client_key, x.sealed_body,
  x.mentions, x.mentions_all, x.sent_at, x.edited_at, x.redacted_at, x.revision, x.reply_count, x.last_reply_at,
  x.pinned_at, x.pinned_by, x.marks_revision,
  case when x.marks_revision > 0 and x.redacted_at is null then (
    select jsonb_agg(jsonb_build_array(encode(g.sealed, 'hex'), g.people) order by g.first_at, g.emoji_lookup)
      from (select r.emoji_lookup, min(r.at) as first_at,
                   (array_agg(r.sealed_emoji order by r.at, r.principal_id))[1] as sealed,
                   array_agg(r.principal_id order by r.at, r.principal_id) as people
              from tenant.reactions r where r.tenant_id = $1 and r.message_id = x.message_id
             group by r.emoji_lookup) g) end as reactions`;

const find = query<FoundMessage>(
  'messages.find',
  `select ${columns}, c.kind, c.archived_at, c.granted, ${policyColumns('c')}, m.role as own_role
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
  `select ${columns}, c.kind, c.archived_at, c.granted, ${policyColumns('c')}, m.role as own_role
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

// Halves the channel until two neighbours are left, one before the time and one not: a look-up by key per step, and at
// most 53 steps. An index on sent_at would cost every message something, for a question that is asked rarely.
const locate = query<{ channel_seq: number | null }>(
  'messages.locate',
  `with recursive search (before, found) as (
     select 0::bigint, c.last_seq + 1 from tenant.channels c where c.tenant_id = $1 and c.channel_id = $2
     union all
     select case when x.sent_at < $3 then x.channel_seq else s.before end,
            case when x.sent_at < $3 then s.found else x.channel_seq end
       from search s
      cross join lateral (select * from tenant.messages
             where tenant_id = $1 and channel_id = $2 and channel_seq = (s.before + s.found) / 2 limit 1) as x
      where s.found - s.before > 1)
   select case when s.found <= c.last_seq then s.found end as channel_seq
     from search s
     join tenant.channels c on c.tenant_id = $1 and c.channel_id = $2
    where s.found - s.before = 1`,
);

/**
 * A message sent at or after a time whose predecessor in the channel was sent before it; null when the newest message
 * of the channel was sent before it. Where time never goes back along channel_seq, which holds for everything that was
 * sent here, that is the first message at or after the time. History that was imported behind newer messages makes
 * time go back: there it is one of the places where the channel passes that time.
 */
export async function locateTime(tx: ReadTransaction, channelId: Uuid, at: number): Promise<number | null> {
  const [row] = await tx.query(locate, [tx.tenantId, channelId, instant(at)]);
  return row?.channel_seq ?? null;
}
