import { type Uuid, WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { implementCommand } from '../../kernel/implementation.ts';
import { found, nameLookup, type OwnChannelRow, presentOwnChannels, sealName, sealTopic } from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannelByName, insertChannel, type NewChannel } from './store/channels.ts';
import { insertMembers } from './store/members.ts';

export const createChannel = implementCommand('channels.create', {
  async prepare({ keys, newId }, { name, topic }) {
    const id = newId();
    return {
      id,
      lookup: nameLookup(keys, name),
      sealedName: sealName(keys, id, name),
      sealedTopic: sealTopic(keys, id, topic),
    };
  },

  async run(tx, context, { kind }, prepared): Promise<OwnChannelRow> {
    const creator = context.authority.principalId;
    const permit = context.authorise('channel.create', workspace);
    // Under the head lock nobody else can take the name before the insert.
    if (await findChannelByName(tx, prepared.lookup, creator)) throw new WardroomError('already_exists');
    const channel: NewChannel = { ...prepared, kind, createdBy: creator, createdAt: context.at };
    await insertChannel(tx, permit, channel);
    await insertMembers(tx, permit, {
      channelId: channel.id,
      members: [{ principalId: creator, role: 'manager' }],
      joinedAt: context.at,
      lastReadSeq: 0,
    });
    context.record(channel.id, { metadata: { kind } });
    appendChannelEvent(tx, context, 'channel.created', { channelId: channel.id });
    appendChannelEvent(tx, context, 'channel.member_added', { channelId: channel.id, subjectId: creator });
    return firstView(channel);
  },

  async present({ keys }, row) {
    return { channel: found((await presentOwnChannels(keys, [row]))[0]) };
  },
});

function firstView(channel: NewChannel & { readonly id: Uuid }): OwnChannelRow {
  return {
    channel_id: channel.id,
    kind: channel.kind,
    participants: [],
    sealed_name: channel.sealedName,
    sealed_topic: channel.sealedTopic,
    created_at: channel.createdAt,
    archived_at: null,
    last_seq: 0,
    group_id: null,
    granted: [],
    classification: 'internal',
    labels: [],
    group_path: null,
    role: 'manager',
    last_read_seq: 0,
    mention_count: 0,
  };
}
