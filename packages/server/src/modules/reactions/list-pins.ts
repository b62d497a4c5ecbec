import { encodeId, uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, findChannel, type Page, pageOf } from '../channels/index.ts';
import { listPinned, type MessageRow, presentMessages } from '../messages/index.ts';

export const listPins = implementQuery('pins.list', {
  async run(tx, { authority, authorise }, { channelId, after, limit }) {
    const id = uuidOf(channelId);
    authorise('channel.read', channelResource(await findChannel(tx, id, authority.principalId)));
    const position = after === undefined ? null : uuidOf(after);
    return pageOf(await listPinned(tx, id, position, limit + 1), limit);
  },

  async present({ keys }, { rows, more }: Page<MessageRow>) {
    const last = rows.at(-1);
    return {
      messages: await presentMessages(keys, rows),
      next: more && last ? encodeId('message', last.message_id) : null,
    };
  },
});
