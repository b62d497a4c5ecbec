import { uuidOf } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { channelResource, found, requireOwnMembers } from './channel.ts';
import { depart } from './departure.ts';
import { findChannel } from './store/channels.ts';

/** Also from an archived channel: nobody is kept in a place that they want to leave. */
export const leaveChannel = implementCommand('channels.leave', {
  async run(tx, context, input) {
    const { principalId } = context.authority;
    const row = await findChannel(tx, uuidOf(input.channelId), principalId);
    const permit = context.authorise('channel.leave', channelResource(row));
    const channel = found(row);
    requireOwnMembers(channel);
    await depart(tx, context, permit, { channel, principalId, role: found(channel.own_role) });
    return {};
  },
  present: async () => ({}),
});
