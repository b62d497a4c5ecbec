import { uuidOf } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { removeEntries } from '../search-index/index.ts';
import { type MessageRow, messageResource, presentMessage } from './message.ts';
import { clearMarks } from './store/marks.ts';
import { findMessage } from './store/reads.ts';
import { writeRedaction } from './store/writes.ts';

/** Also in archived channels: what must go must be able to go. Redacting again changes nothing. */
export const redactMessage = implementCommand('messages.redact', {
  async run(tx, context, input): Promise<MessageRow> {
    const id = uuidOf(input.messageId);
    const { principalId } = context.authority;
    const row = await findMessage(tx, id, principalId);
    const own = row?.author_id === principalId && row.own_role !== null;
    const permit = context.authorise(own ? 'message.redact' : 'message.redact_any', messageResource(row));
    const message = found(row);
    if (message.redacted_at !== null) return message;
    clearMarks(tx, permit, message);
    removeEntries(tx, permit, [{ messageId: id, sentAt: message.sent_at }]);
    const [redacted] = await writeRedaction(tx, permit, context.at);
    context.record(id, { subjectId: message.author_id });
    tx.append({
      type: 'message.redacted',
      at: context.at,
      actorId: principalId,
      channelId: message.channel_id,
      messageId: id,
    });
    return found(redacted);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});
