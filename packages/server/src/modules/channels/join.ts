import { uuidOf } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import {
  channelResource,
  found,
  type OwnChannelRow,
  presentOwnChannels,
  requireOpen,
  requireOwnMembers,
} from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel, hydrateOwnChannels } from './store/channels.ts';
import { insertMembers } from './store/members.ts';

export const joinChannel = implementCommand('channels.join', {
  async run(tx, context, input): Promise<OwnChannelRow> {
    const channelId = uuidOf(input.channelId);
    const { principalId } = context.authority;
    const row = await findChannel(tx, channelId, principalId);
    const permit = context.authorise('channel.join', channelResource(row));
    const channel = found(row);
    if (channel.own_role !== null)
      return found((await hydrateOwnChannels(tx, [{ channelId, principalId }]))[0]);
    requireOpen(channel);
    requireOwnMembers(channel);
    await insertMembers(tx, permit, {
      channelId,
      members: [{ principalId, role: 'member' }],
      joinedAt: context.at,
      lastReadSeq: channel.last_seq,
    });
    context.record(channelId, { subjectId: principalId });
    appendChannelEvent(tx, context, 'channel.member_added', { channelId, subjectId: principalId });
    return { ...channel, role: 'member', last_read_seq: channel.last_seq, mention_count: 0 };
  },

  async present({ keys }, row) {
    return { channel: found((await presentOwnChannels(keys, [row]))[0]) };
  },
});
