import { uuidOf, WardroomError } from '@wardroom/contract';
import { findMentions } from '@wardroom/markdown';
import { implementCommand } from '../../kernel/implementation.ts';
import { found, requireOpen } from '../channels/index.ts';
import { handleLookup } from '../principals/index.ts';
import { type MessageRow, messageResource, presentMessage, sealBody } from './message.ts';
import { readMentioned } from './store/batch-reads.ts';
import { findMessage } from './store/reads.ts';
import { writeEdit } from './store/writes.ts';

/** Who is mentioned follows the text; who is notified was decided when the message was sent. */
export const editMessage = implementCommand('messages.edit', {
  async prepare({ keys }, { messageId, body }) {
    const id = uuidOf(messageId);
    const lookups = findMentions(body).handles.map((handle) => handleLookup(keys, handle));
    return { id, sealedBody: sealBody(keys, id, body), lookups };
  },

  async run(tx, context, _input, { id, sealedBody, lookups }): Promise<MessageRow> {
    const { principalId } = context.authority;
    const row = await findMessage(tx, id, principalId);
    const permit = context.authorise('message.edit', messageResource(row));
    const message = requireOpen(found(row));
    if (message.redacted_at !== null) throw new WardroomError('message_redacted');
    const mentioned =
      lookups.length === 0
        ? []
        : await readMentioned(
            tx,
            lookups.map(() => message.channel_id),
            lookups,
          );
    const mentions = mentioned.map((one) => one.principal_id).filter((one) => one !== principalId);
    const [edited] = await writeEdit(tx, permit, { sealedBody, mentions, at: context.at });
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
