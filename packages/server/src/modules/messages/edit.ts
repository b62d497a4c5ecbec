import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import { findMentions } from '@wardroom/markdown';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { found, requireOpen } from '../channels/index.ts';
import { handleLookup } from '../principals/index.ts';
import { entryUnder, lastLexicon, readIndexSetting, replaceEntries } from '../search-index/index.ts';
import { everyoneNamed, reachOf } from './group-mentions.ts';
import { type MessageRow, messageResource, presentMessage, sealBody } from './message.ts';
import { readMentioned } from './store/batch-reads.ts';
import { readMentionedGroups } from './store/group-mentions.ts';
import { findMessage } from './store/reads.ts';
import { writeEdit } from './store/writes.ts';

/** Who is mentioned follows the text; who is notified was decided when the message was sent. */
export const editMessage = implementCommand('messages.edit', {
  async prepare({ keys }, { messageId, body }) {
    const id = uuidOf(messageId);
    const lookups = findMentions(body).handles.map((handle) => handleLookup(keys, handle));
    const tokens = lastLexicon(keys).tokensOf(body);
    return { id, sealedBody: sealBody(keys, id, body), lookups, tokens };
  },

  async run(tx, context, { body }, { id, sealedBody, lookups, tokens }): Promise<MessageRow> {
    const { principalId } = context.authority;
    const [row, setting] = await Promise.all([findMessage(tx, id, principalId), readIndexSetting(tx)]);
    const permit = context.authorise('message.edit', messageResource(row));
    const message = requireOpen(found(row));
    if (message.redacted_at !== null) throw new WardroomError('message_redacted');
    const mentions = await readMentions(tx, context, message.channel_id, lookups);
    const [edited] = await writeEdit(tx, permit, { sealedBody, mentions, at: context.at });
    const place = { messageId: id, channelId: message.channel_id, authorId: message.author_id };
    const entry = entryUnder(context.keys, setting, { prepared: tokens, body, place });
    replaceEntries(tx, permit, [{ id, channelId: message.channel_id, sentAt: message.sent_at, entry }]);
    context.record(id, { metadata: { revision: found(edited).revision } });
    tx.append({
      type: 'message.edited',
      at: context.at,
      actorId: principalId,
      channelId: message.channel_id,
      messageId: id,
    });
    return found(edited);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});

/** Whom the new text names, as a message that is sent would. */
async function readMentions(
  tx: WriteTransaction,
  { authority: { principalId: authorId }, permits }: RunContext,
  channelId: Uuid,
  lookups: readonly Buffer[],
): Promise<Uuid[]> {
  if (lookups.length === 0) return [];
  const [people, groups] = await Promise.all([
    readMentioned(
      tx,
      lookups.map(() => channelId),
      lookups,
    ),
    readMentionedGroups(
      tx,
      lookups.map((lookup) => ({ channelId, lookup, authorId })),
    ),
  ]);
  const named = [...people].sort((a, b) => a.position - b.position).map((row) => row.principal_id);
  const inOrder = [...groups].sort((a, b) => a.position - b.position);
  return everyoneNamed(
    named,
    reachOf(inOrder, (group) => permits('groups.mention', group)),
    authorId,
  );
}
