/**
 * Sending. Everything that a batch must know is read in a few statements under the head lock; then each message is
 * decided in memory, in the order of arrival, and only accepted ones get a channel_seq: a refusal leaves no gap.
 */
import { type Message, type Uuid, uuidOf } from '@wardroom/contract';
import { findMentions } from '@wardroom/markdown';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { JustSent } from '../../kernel/event-log/event.ts';
import { type BatchResult, implementBatched } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { resourceOfChannel } from '../channels/index.ts';
import { handleLookup } from '../principals/index.ts';
import { type IndexEntry, lastLexicon, lexiconFor } from '../search-index/index.ts';
import {
  type BatchFacts,
  type PreparedMessage,
  placeKey,
  readBatchFacts,
  type SendItem,
  storedKey,
} from './batch-facts.ts';
import { everyoneNamed, reachOf } from './group-mentions.ts';
import { insertMessages } from './insert.ts';
import { type MessageRow, messageResource, presentMessage, sealBody, toMessage } from './message.ts';
import type { NewMessage } from './store/writes.ts';
import { requireRoot } from './thread-root.ts';

/** A message as just sent (its text is still known), or as an earlier call with the same client key stored it. */
type Sent =
  | { readonly fresh: true; readonly message: Message }
  | { readonly fresh: false; readonly row: MessageRow };

export const sendMessage = implementBatched('messages.send', {
  async prepare({ keys, newId, identity }, { channelId, body, threadRootId }): Promise<PreparedMessage> {
    const id = newId();
    const lexicon = lastLexicon(keys);
    const place = { messageId: id, channelId: uuidOf(channelId), authorId: identity?.principalId ?? id };
    const { handles, all } = findMentions(body);
    return {
      id,
      channelId: place.channelId,
      threadRootId: threadRootId === undefined ? null : uuidOf(threadRootId),
      sealedBody: sealBody(keys, id, body),
      lookups: handles.map((handle) => handleLookup(keys, handle)),
      all,
      entry: lexicon.entry(lexicon.tokensOf(body), place),
      entryAuthorId: place.authorId,
    };
  },

  readFacts: readBatchFacts,

  async runBatch(tx, items: readonly SendItem[], facts: BatchFacts): Promise<BatchResult<Sent>[]> {
    const batch = new Batch(tx, facts);
    const results = items.map((item) => batch.settle(item));
    batch.write();
    return results;
  },

  async present({ keys }, sent) {
    return sent.fresh ? { message: sent.message } : presentMessage(keys, sent.row);
  },
});

class Batch {
  readonly #tx: WriteTransaction;
  readonly #facts: BatchFacts;
  readonly #accepted: NewMessage[] = [];
  /** Newest channel_seq given so far, per channel. */
  readonly #lastSeq = new Map<Uuid, number>();
  readonly #byClientKey = new Map<string, Sent>();
  #permit: Permit | null = null;

  constructor(tx: WriteTransaction, facts: BatchFacts) {
    this.#tx = tx;
    this.#facts = facts;
  }

  settle(item: SendItem): BatchResult<Sent> {
    try {
      return { ok: true, result: this.#send(item) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  write(): void {
    if (this.#permit !== null) insertMessages(this.#tx, this.#permit, this.#accepted);
  }

  #send(item: SendItem): Sent {
    const { context, input, prepared, position } = item;
    const author = context.authority.principalId;
    const place = this.#facts.places.get(placeKey(prepared.channelId, author));
    const channel = place && resourceOfChannel(place);
    const permit = context.authorise('message.write', channel ?? null);
    const repeated = this.#repeated(item);
    if (repeated !== undefined) return repeated;
    const { lastSeq } = this.#facts.requireOpen(prepared.channelId);
    if (prepared.threadRootId !== null)
      requireRoot(this.#facts.roots.get(prepared.threadRootId), prepared.channelId);
    const reach = reachOf(this.#facts.groups(position), (group) => context.permits('groups.mention', group));
    const channelSeq = (this.#lastSeq.get(prepared.channelId) ?? lastSeq) + 1;
    const message: NewMessage = {
      id: prepared.id,
      channelId: prepared.channelId,
      channelSeq,
      authorId: author,
      threadRootId: prepared.threadRootId,
      clientKey: input.clientKey,
      sealedBody: prepared.sealedBody,
      mentions: everyoneNamed(this.#facts.mentions(position, author), reach, author),
      // Without the permission the words stay words: they notify nobody.
      mentionsAll:
        (prepared.all || reach.everybody) &&
        channel !== undefined &&
        context.permits('message.mention_all', channel),
      sentAt: context.at,
      entry: this.#entryOf(item),
    };
    const sent: Sent = { fresh: true, message: presentNew(message, input.body) };
    this.#accept(item, message, permit);
    this.#tx.append({
      type: 'message.sent',
      at: context.at,
      actorId: author,
      channelId: message.channelId,
      messageId: message.id,
      justSent: new JustSent(sent.message),
    });
    this.#byClientKey.set(storedKey(author, input.clientKey), sent);
    return sent;
  }

  /** As it was prepared, unless the index has been set up anew meanwhile. */
  #entryOf({ context, prepared, input }: SendItem): IndexEntry {
    const { entry, entryAuthorId, id, channelId } = prepared;
    const { principalId } = context.authority;
    if (entry.generation === this.#facts.index.generation && entryAuthorId === principalId) return entry;
    const lexicon = lexiconFor(context.keys, this.#facts.index);
    const place = { messageId: id, channelId, authorId: principalId };
    return lexicon.entry(lexicon.tokensOf(input.body), place);
  }

  /** The original, from this batch or from before; it wins over whatever the retry says. */
  #repeated({ context, input }: SendItem): Sent | undefined {
    const key = storedKey(context.authority.principalId, input.clientKey);
    const inBatch = this.#byClientKey.get(key);
    if (inBatch !== undefined) return inBatch;
    const row = this.#facts.stored.get(key);
    if (row === undefined) return undefined;
    // The key may belong to a message in a channel that the author can no longer read.
    context.authorise('channel.read', messageResource(row));
    return { fresh: false, row };
  }

  #accept({ context }: SendItem, message: NewMessage, permit: Permit): void {
    this.#permit ??= permit;
    this.#accepted.push(message);
    this.#lastSeq.set(message.channelId, message.channelSeq);
    context.record(message.id);
  }
}

function presentNew(message: NewMessage, body: string): Message {
  return toMessage(
    {
      message_id: message.id,
      channel_id: message.channelId,
      channel_seq: message.channelSeq,
      author_id: message.authorId,
      thread_root_id: message.threadRootId,
      client_key: message.clientKey,
      mentions: message.mentions,
      mentions_all: message.mentionsAll,
      sent_at: message.sentAt,
      edited_at: null,
      redacted_at: null,
      revision: 1,
      reply_count: 0,
      last_reply_at: null,
      pinned_at: null,
      pinned_by: null,
      marks_revision: 0,
    },
    body,
  );
}
