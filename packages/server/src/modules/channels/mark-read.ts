import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { channelResource, found, toMembership } from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel, hydrateOwnChannels } from './store/channels.ts';
import { setLastRead } from './store/members.ts';

/** Not audited (a position of one's own), and possible in archived channels: reading is. */
export const markRead = implementCommand('channels.markRead', {
  async run(tx, context, input) {
    const channelId = uuidOf(input.channelId);
    const { principalId } = context.authority;
    const row = await findChannel(tx, channelId, principalId);
    const permit = context.authorise('channel.read', channelResource(row));
    const channel = found(row);
    // Browsing a public channel keeps no position.
    if (channel.own_role === null) throw new WardroomError('forbidden');
    const seq = Math.min(input.lastReadSeq, channel.last_seq);
    if (seq !== channel.last_read_seq) {
      await setLastRead(tx, permit, { channelId, principalId, seq });
      appendChannelEvent(tx, context, 'channel.read', { channelId, subjectId: principalId });
    }
    return found((await hydrateOwnChannels(tx, [{ channelId, principalId }]))[0]);
  },
  present: async (_context, row) => ({ membership: toMembership(row) }),
});
