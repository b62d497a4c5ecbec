import { uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { type MessageRow, messageResource, presentMessage } from './message.ts';
import { findMessage } from './store/reads.ts';

export const getMessage = implementQuery('messages.get', {
  async run(tx, { authority, authorise }, { messageId }): Promise<MessageRow> {
    const row = await findMessage(tx, uuidOf(messageId), authority.principalId);
    authorise('channel.read', messageResource(row));
    return found(row);
  },

  present: ({ keys }, row) => presentMessage(keys, row),
});
