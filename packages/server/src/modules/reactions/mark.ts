/** What every change of reactions and pins has in common: the message is found, may be marked, and is told about. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { ReadTransaction, WriteTransaction } from '../../kernel/database/transaction.ts';
import type { RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { found, requireOpen } from '../channels/index.ts';
import { type FoundMessage, findMessage, type MessageRow, messageResource } from '../messages/index.ts';

export interface Markable {
  readonly message: FoundMessage;
  readonly permit: Permit;
}

/** Throws `channel_archived` and `message_redacted`: what is closed or gone takes no marks and loses none. */
export async function requireMarkable(
  tx: ReadTransaction,
  context: RunContext,
  permission: 'message.react' | 'message.pin',
  messageId: Uuid,
): Promise<Markable> {
  const row = await findMessage(tx, messageId, context.authority.principalId);
  const permit = context.authorise(permission, messageResource(row));
  const message = requireOpen(found(row));
  if (message.redacted_at !== null) throw new WardroomError('message_redacted');
  return { message, permit };
}

/** Never says which emoji: an entry holds no content. */
export function recordMark(tx: WriteTransaction, context: RunContext, message: MessageRow): void {
  context.record(message.message_id, { subjectId: message.author_id });
  tx.append({
    type: 'message.marked',
    at: context.at,
    actorId: context.authority.principalId,
    channelId: message.channel_id,
    messageId: message.message_id,
  });
}
