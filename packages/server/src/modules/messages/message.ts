/** The message as it is stored, as policy sees it and as clients see it. Bodies are sealed at rest. */
import { encodeId, type Message, type Reaction, type Uuid, WardroomError } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import {
  type ChannelKind,
  channelAttributes,
  channelFacts,
  type MemberRole,
  type PolicyColumns,
} from '../channels/index.ts';

/** One emoji on a message: its ciphertext in hexadecimal digits, and who reacted with it, first one first. */
export type StoredReaction = readonly [sealedEmoji: string, principalIds: readonly Uuid[]];

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
  /** In the order in which each emoji first appeared. null: none. Read only where there have ever been marks. */
  readonly reactions: readonly StoredReaction[] | null;
}

/** A message with its channel as the caller stands to it. */
export interface FoundMessage extends MessageRow, PolicyColumns {
  readonly kind: ChannelKind;
  readonly granted: readonly string[];
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
        channelId: found.channel_id,
        ...channelAttributes(found),
        facts: { kind: 'Message', authorId: found.author_id, channel: channelFacts(found) },
      };

/** The ciphertext of an emoji belongs to one person's reaction to one message. */
const emojiField = (messageId: Uuid, principalId: Uuid) => ({
  table: 'reactions',
  column: 'emoji',
  row: `${messageId}/${principalId}`,
});

export const sealEmoji = (
  keys: ScopeKeys,
  { messageId, principalId }: { readonly messageId: Uuid; readonly principalId: Uuid },
  emoji: string,
): Buffer => keys.encrypt('messages', emojiField(messageId, principalId), emoji);

/** Equal for the same emoji on the same message only, so that a copy of the database does not tell what is popular. */
export const emojiLookup = (keys: ScopeKeys, messageId: Uuid, emoji: string): Buffer =>
  keys.lookup('messages', 'emoji', `${messageId}/${emoji}`);

/** Opens bodies and reactions. The same result serves every viewer who may read the channel. */
export async function presentMessages(keys: ScopeKeys, rows: readonly MessageRow[]): Promise<Message[]> {
  const sealed = rows.flatMap(sealedIn);
  if (!keys.hasEpochs('messages', sealed)) await keys.ensureEpochs('messages', sealed);
  return rows.map((row) =>
    toMessage(
      row,
      row.sealed_body === null
        ? null
        : keys.decryptText('messages', bodyField(row.message_id), row.sealed_body),
      row.reactions === null ? [] : toReactions(keys, row.message_id, row.reactions),
    ),
  );
}

function sealedIn({ sealed_body: body, reactions }: MessageRow): Buffer[] {
  const emoji = (reactions ?? []).map(([sealed]) => Buffer.from(sealed, 'hex'));
  return body === null ? emoji : [body, ...emoji];
}

/** Each emoji is opened once, from the reaction of the first person who used it. */
const toReactions = (
  keys: ScopeKeys,
  messageId: Uuid,
  reactions: readonly StoredReaction[],
): readonly Reaction[] =>
  reactions.map(([sealed, people]) => {
    const [first] = people;
    if (first === undefined) throw new Error('a reaction without a person');
    return {
      emoji: keys.decryptText('messages', emojiField(messageId, first), Buffer.from(sealed, 'hex')),
      principalIds: people.map((principalId) => encodeId('principal', principalId)),
    };
  });

export async function presentMessage(keys: ScopeKeys, row: MessageRow): Promise<{ message: Message }> {
  const [message] = await presentMessages(keys, [row]);
  if (message === undefined) throw new WardroomError('not_found');
  return { message };
}

/** The wire form of a row whose text and reactions are known. */
export const toMessage = (
  row: Omit<MessageRow, 'sealed_body' | 'reactions'>,
  body: string | null,
  reactions: readonly Reaction[] = [],
): Message => ({
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
  reactions: [...reactions],
  pinnedAt: row.pinned_at,
  pinnedBy: row.pinned_by === null ? null : encodeId('principal', row.pinned_by),
  marksRevision: row.marks_revision,
});
