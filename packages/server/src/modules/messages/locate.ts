import { uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { locateTime } from './store/reads.ts';

/** For jumping to a date: the place only, which `messages.list` then shows with what lies around it. */
export const locateMessage = implementQuery('messages.locate', {
  async run(tx, { authority, authorise }, { channelId, at }) {
    const id = uuidOf(channelId);
    authorise('channel.read', channelResource(await findChannel(tx, id, authority.principalId)));
    return { channelSeq: await locateTime(tx, id, at) };
  },
  present: async (_context, place) => place,
});
