import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import {
  type ChannelRow,
  channelResource,
  found,
  nameLookup,
  presentChannel,
  requireOpen,
  sealName,
  sealTopic,
} from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel, findChannelByName, updateChannel } from './store/channels.ts';

export const changeChannel = implementCommand('channels.update', {
  async prepare({ keys }, { channelId, name, topic }) {
    const id = uuidOf(channelId);
    return {
      id,
      lookup: name === undefined ? null : nameLookup(keys, name),
      sealedName: name === undefined ? null : sealName(keys, id, name),
      sealedTopic: topic === undefined ? null : sealTopic(keys, id, topic),
    };
  },

  async run(tx, context, _input, prepared): Promise<ChannelRow> {
    const { principalId } = context.authority;
    const row = await findChannel(tx, prepared.id, principalId);
    const permit = context.authorise('channel.update', channelResource(row));
    const channel = requireOpen(found(row));
    if (prepared.lookup === null && prepared.sealedTopic === null) return channel;
    const holder =
      prepared.lookup === null ? undefined : await findChannelByName(tx, prepared.lookup, principalId);
    if (holder !== undefined && holder.channel_id !== prepared.id) throw new WardroomError('already_exists');
    // Same name, no topic: nothing changes, so nothing is recorded.
    if (holder !== undefined && prepared.sealedTopic === null) return channel;
    const [changed] = await updateChannel(tx, permit, prepared);
    context.record(prepared.id, {
      metadata: {
        name: prepared.lookup !== null && holder === undefined,
        topic: prepared.sealedTopic !== null,
      },
    });
    appendChannelEvent(tx, context, 'channel.updated', { channelId: prepared.id });
    return found(changed);
  },

  async present({ keys }, row) {
    return { channel: await presentChannel(keys, row) };
  },
});
