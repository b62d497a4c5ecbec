import { uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, findChannel } from '../channels/index.ts';
import { presentMessages } from './message.ts';
import { findNeighbours, listRange } from './store/reads.ts';

/** `before` alone: the newest before it. `after` alone, or both: the oldest after it. Neither: the newest of all. */
export const listMessages = implementQuery('messages.list', {
  async run(tx, { authority, authorise }, input) {
    const channelId = uuidOf(input.channelId);
    authorise('channel.read', channelResource(await findChannel(tx, channelId, authority.principalId)));
    const view = input.replies ? 'everything' : 'timeline';
    const { after = 0, before = Number.MAX_SAFE_INTEGER, limit } = input;
    const end = input.after === undefined ? 'newest' : 'oldest';
    const rows = await listRange(tx, view, end, { channelId, after, before, limit });
    // Nothing found: what lies around the empty range that was asked for.
    const first = rows[0]?.channel_seq ?? (input.after === undefined ? before : after + 1);
    const last = rows.at(-1)?.channel_seq ?? (input.after === undefined ? before - 1 : after);
    return { rows, around: await findNeighbours(tx, view, channelId, { first, last }) };
  },

  async present({ keys }, { rows, around }) {
    return { messages: await presentMessages(keys, rows), ...around };
  },
});
