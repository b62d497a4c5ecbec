/** The message as it is stored, as policy sees it and as clients see it. Bodies are sealed at rest. */
import { encodeId, type Message, type Uuid, WardroomError } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import { type ChannelKind, channelFacts, type MemberRole } from '../channels/index.ts';

export interface MessageRow {
  readonly message_id: Uuid;
  readonly channel_id: Uuid;
  readonly channel_seq: number;
  readonly author_id: Uuid;
  readonly thread_root_id: Uuid | null;
  readonly client_key: string;
  /** null once redacted. */
  readonly sealed_body: Buffer | null;
  readonly mentions: readonly Uuid[];
  readonly mentions_all: boolean;
  readonly sent_at: number;
  readonly edited_at: number | null;
  readonly redacted_at: number | null;
  readonly revision: number;
  readonly reply_count: number;
  readonly last_reply_at: number | null;
  readonly pinned_at: number | null;
  readonly pinned_by: Uuid | null;
  readonly marks_revision: number;
}

/** A message with its channel as the caller stands to it. */
export interface FoundMessage extends MessageRow {
  readonly kind: ChannelKind;
  readonly archived_at: number | null;
  readonly own_role: MemberRole | null;
}

const bodyField = (messageId: Uuid) => ({ table: 'messages', column: 'body', row: messageId });

/** A body fits one sealed field: 40,000 characters have at most 120,000 bytes in UTF-8. */
export function sealBody(keys: ScopeKeys, messageId: Uuid, body: string): Buffer {
  return keys.encrypt('messages', bodyField(messageId), body);
}

/** What is authorised on; null when nothing was found. */
export const messageResource = (found: FoundMessage | undefined): ResourceFacts | null =>
  found === undefined
    ? null
    : {
        id: found.message_id,
        facts: { kind: 'Message', authorId: found.author_id, channel: channelFacts(found) },
      };

/** Opens bodies. The same result serves every viewer who may read the channel. */
export async function presentMessages(keys: ScopeKeys, rows: readonly MessageRow[]): Promise<Message[]> {
  const sealed = rows.flatMap((row) => (row.sealed_body === null ? [] : [row.sealed_body]));
  if (!keys.hasEpochs('messages', sealed)) await keys.ensureEpochs('messages', sealed);
  return rows.map((row) =>
    toMessage(
      row,
      row.sealed_body === null
        ? null
        : keys.decryptText('messages', bodyField(row.message_id), row.sealed_body),
    ),
  );
}

export async function presentMessage(keys: ScopeKeys, row: MessageRow): Promise<{ message: Message }> {
  const [message] = await presentMessages(keys, [row]);
  if (message === undefined) throw new WardroomError('not_found');
  return { message };
}

/** The wire form of a row whose text is known. */
export const toMessage = (row: Omit<MessageRow, 'sealed_body'>, body: string | null): Message => ({
  id: encodeId('message', row.message_id),
  channelId: encodeId('channel', row.channel_id),
  channelSeq: row.channel_seq,
  authorId: encodeId('principal', row.author_id),
  threadRootId: row.thread_root_id === null ? null : encodeId('message', row.thread_root_id),
  clientKey: row.client_key,
  body,
  mentions: row.mentions.map((principalId) => encodeId('principal', principalId)),
  mentionsAll: row.mentions_all,
  sentAt: row.sent_at,
  editedAt: row.edited_at,
  redactedAt: row.redacted_at,
  revision: row.revision,
  replyCount: row.reply_count,
  lastReplyAt: row.last_reply_at,
  reactions: [],
  pinnedAt: row.pinned_at,
  pinnedBy: row.pinned_by === null ? null : encodeId('principal', row.pinned_by),
  marksRevision: row.marks_revision,
});
