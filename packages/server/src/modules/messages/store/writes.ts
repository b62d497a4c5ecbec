/** SQL that writes messages. A batch is one statement per table, whatever its size. */
import type { Uuid } from '@wardroom/contract';
import {
  booleanArray,
  byteaArray,
  instantArray,
  int4Array,
  int8Array,
  textArray,
  uuidArray,
} from '../../../kernel/database/binary-arrays.ts';
import { instant } from '../../../kernel/database/connections.ts';
import { command } from '../../../kernel/database/statement.ts';
import type { WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';
import type { IndexEntry } from '../../search-index/index.ts';
import type { MessageRow } from '../message.ts';
import { columns } from './reads.ts';

export interface NewMessage {
  readonly id: Uuid;
  readonly channelId: Uuid;
  readonly channelSeq: number;
  readonly authorId: Uuid;
  readonly threadRootId: Uuid | null;
  readonly clientKey: string;
  readonly sealedBody: Buffer;
  readonly mentions: readonly Uuid[];
  readonly mentionsAll: boolean;
  readonly sentAt: number;
  /** What a search finds it by. */
  readonly entry: IndexEntry;
}

const insert = command(
  'messages.insert',
  `insert into tenant.messages (tenant_id, message_id, channel_id, channel_seq, author_id, thread_root_id, client_key,
          sealed_body, mentions, mentions_all, sent_at)
   select $1, e.message_id, e.channel_id, e.channel_seq, e.author_id, e.thread_root_id, e.client_key,
          e.sealed_body, e.mentions::uuid[], e.mentions_all, e.sent_at
     from unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::uuid[], $6::uuid[], $7::text[], $8::bytea[], $9::text[],
                 $10::boolean[], $11::timestamptz[])
       as e (message_id, channel_id, channel_seq, author_id, thread_root_id, client_key, sealed_body, mentions,
             mentions_all, sent_at)`,
);

const insertMentionRows = command(
  'messages.insertMentions',
  `insert into tenant.mentions (tenant_id, principal_id, message_id, channel_id, channel_seq)
   select $1, e.* from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[]) as e`,
);

// `any` beside the join keeps the plan on the key, whatever the statistics say.
const moveChannels = command(
  'messages.moveChannels',
  `update tenant.channels c set last_seq = e.last_seq
     from unnest($2::uuid[], $3::bigint[]) as e (channel_id, last_seq)
    where c.tenant_id = $1 and c.channel_id = any ($2::uuid[]) and c.channel_id = e.channel_id`,
);

const countReplies = command(
  'messages.countReplies',
  `update tenant.messages x
      set reply_count = x.reply_count + e.replies, last_reply_at = e.last_reply_at
     from unnest($2::uuid[], $3::integer[], $4::timestamptz[]) as e (message_id, replies, last_reply_at)
    where x.tenant_id = $1 and x.message_id = any ($2::uuid[]) and x.message_id = e.message_id`,
);

export const insertRows = (tx: WriteTransaction, permit: Permit, messages: readonly NewMessage[]) =>
  tx.send(permit, insert, [
    tx.tenantId,
    uuidArray(messages.map(({ id }) => id)),
    uuidArray(messages.map(({ channelId }) => channelId)),
    int8Array(messages.map(({ channelSeq }) => channelSeq)),
    uuidArray(messages.map(({ authorId }) => authorId)),
    uuidArray(messages.map(({ threadRootId }) => threadRootId)),
    textArray(messages.map(({ clientKey }) => clientKey)),
    byteaArray(messages.map(({ sealedBody }) => sealedBody)),
    textArray(messages.map(({ mentions }) => `{${mentions.join(',')}}`)),
    booleanArray(messages.map(({ mentionsAll }) => mentionsAll)),
    instantArray(messages.map(({ sentAt }) => sentAt)),
  ]);

export interface MentionRow {
  readonly principalId: Uuid;
  readonly message: NewMessage;
}

export const insertMentions = (tx: WriteTransaction, permit: Permit, rows: readonly MentionRow[]) =>
  tx.send(permit, insertMentionRows, [
    tx.tenantId,
    uuidArray(rows.map(({ principalId }) => principalId)),
    uuidArray(rows.map(({ message }) => message.id)),
    uuidArray(rows.map(({ message }) => message.channelId)),
    int8Array(rows.map(({ message }) => message.channelSeq)),
  ]);

export const moveLastSeq = (tx: WriteTransaction, permit: Permit, lastSeq: ReadonlyMap<Uuid, number>) =>
  tx.send(permit, moveChannels, [
    tx.tenantId,
    uuidArray([...lastSeq.keys()]),
    int8Array([...lastSeq.values()]),
  ]);

export interface NewReplies {
  count: number;
  lastReplyAt: number;
}

export const addReplies = (tx: WriteTransaction, permit: Permit, replies: ReadonlyMap<Uuid, NewReplies>) =>
  tx.send(permit, countReplies, [
    tx.tenantId,
    uuidArray([...replies.keys()]),
    int4Array([...replies.values()].map(({ count }) => count)),
    instantArray([...replies.values()].map(({ lastReplyAt }) => lastReplyAt)),
  ]);

const edit = command<MessageRow>(
  'messages.edit',
  `update tenant.messages x
      set sealed_body = $3, mentions = $4::uuid[], edited_at = $5, revision = x.revision + 1
    where x.tenant_id = $1 and x.message_id = $2 and x.redacted_at is null
    returning ${columns}`,
);

export const writeEdit = (
  tx: WriteTransaction,
  permit: Permit,
  change: { readonly sealedBody: Buffer; readonly mentions: readonly Uuid[]; readonly at: number },
): Promise<MessageRow[]> =>
  tx.execute(permit, edit, [
    tx.tenantId,
    permit.resourceId,
    change.sealedBody,
    change.mentions,
    instant(change.at),
  ]);

const redact = command<MessageRow>(
  'messages.redact',
  `update tenant.messages x
      set sealed_body = null, mentions = '{}', redacted_at = $3, revision = x.revision + 1
    where x.tenant_id = $1 and x.message_id = $2 and x.redacted_at is null
    returning ${columns}`,
);

export const writeRedaction = (tx: WriteTransaction, permit: Permit, at: number): Promise<MessageRow[]> =>
  tx.execute(permit, redact, [tx.tenantId, permit.resourceId, instant(at)]);
