import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { found } from '../channels/index.ts';
import { messageResource, presentMessages } from './message.ts';
import { findMessage, listReplies } from './store/reads.ts';

export const readThread = implementQuery('messages.thread', {
  async run(tx, { authority, authorise }, { threadRootId, after = 0, limit }) {
    const id = uuidOf(threadRootId);
    const row = await findMessage(tx, id, authority.principalId);
    authorise('channel.read', messageResource(row));
    const root = found(row);
    // A reply is not the root of anything.
    if (root.thread_root_id !== null) throw new WardroomError('not_found');
    const replies = await listReplies(tx, id, after, limit + 1);
    return { root, replies: replies.slice(0, limit), hasAfter: replies.length > limit };
  },

  async present({ keys }, { root, replies, hasAfter }) {
    const [first, ...rest] = await presentMessages(keys, [root, ...replies]);
    return { root: found(first), replies: rest, hasAfter };
  },
});
