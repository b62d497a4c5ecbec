import { uuidOf } from '@wardroom/contract';
import { implementQuery } from '../../kernel/implementation.ts';
import { channelResource, found, presentChannel, toMembership } from './channel.ts';
import { findChannel, hydrateOwnChannels } from './store/channels.ts';

export const getChannel = implementQuery('channels.get', {
  async run(tx, { authority, authorise }, input) {
    const channelId = uuidOf(input.channelId);
    const { principalId } = authority;
    const [row, [own]] = await Promise.all([
      findChannel(tx, channelId, principalId),
      hydrateOwnChannels(tx, [{ channelId, principalId }]),
    ]);
    authorise('channel.read', channelResource(row));
    return { row: found(row), own };
  },

  async present({ keys }, { row, own }) {
    return {
      channel: await presentChannel(keys, row),
      membership: own === undefined ? null : toMembership(own),
    };
  },
});
