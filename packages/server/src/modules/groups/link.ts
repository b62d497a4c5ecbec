/** A channel that mirrors a group: its people are those of the group. Its name and its privacy stay its own. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import { channelResource, findChannel, found, requireOpen } from '../channels/index.ts';
import { presentAccess, type SeenAccess, seenAccess } from './channel-access.ts';
import { keepManaged } from './delete.ts';
import { Forest } from './forest.ts';
import { conflict } from './group.ts';
import { requireMet } from './requirements.ts';
import { announce, mirror } from './settle.ts';
import { findAccess, listChannelsOf, writeLink } from './store/access.ts';

const mostChannels = 100;

export const linkChannel = implementCommand('groups.linkChannel', {
  async run(tx, context, input): Promise<SeenAccess> {
    const { authority, at } = context;
    const [groupId, channelId] = [uuidOf(input.groupId), uuidOf(input.channelId)];
    const [forest, channel, access, linked] = await Promise.all([
      Forest.read(tx, authority.principalId),
      findChannel(tx, channelId, authority.principalId),
      findAccess(tx, channelId),
      listChannelsOf(tx, groupId, authority.principalId),
    ]);
    const row = forest.find(groupId);
    const permit = context.authorise('groups.own', forest.resource(row));
    context.authorise('channel.manage_members', channelResource(channel));
    const group = found(row);
    requireOpen(found(channel));
    const before = found(access);
    if (before.group_id === groupId) return seenAccess(forest, authority, before);
    if (before.group_id !== null) throw conflict('/channelId', 'mirrors a group already');
    requireMet(authority, forest, groupId);
    if (linked.length >= mostChannels) throw new WardroomError('limit_reached');
    await writeLink(tx, permit, channelId, groupId);
    const by = { at, actorId: authority.principalId };
    const difference = await mirror(tx, permit, { channels: [channelId], principals: null }, by);
    context.record(groupId, { metadata: { channel: input.channelId, ...difference } });
    announceChannel(tx, context, channelId);
    await announce(tx, by, group, []);
    return seenAccess(forest, authority, { ...before, group_id: groupId });
  },
  present: presentAccess,
});

export const unlinkChannel = implementCommand('groups.unlinkChannel', {
  async run(tx, context, input): Promise<SeenAccess> {
    const { authority, at } = context;
    const channelId = uuidOf(input.channelId);
    const [forest, channel, access] = await Promise.all([
      Forest.read(tx, authority.principalId),
      findChannel(tx, channelId, authority.principalId),
      findAccess(tx, channelId),
    ]);
    const ofChannel = context.authorise('channel.manage_members', channelResource(channel));
    const before = found(access);
    if (before.group_id === null) return seenAccess(forest, authority, before);
    const group = forest.find(before.group_id);
    const permit = context.authorise('groups.own', forest.resource(group));
    await writeLink(tx, ofChannel, channelId, null);
    context.record(before.group_id, { metadata: { channel: input.channelId } });
    await keepManaged(tx, context, permit, found(channel));
    await announce(tx, { at, actorId: authority.principalId }, found(group), []);
    return seenAccess(forest, authority, { ...before, group_id: null });
  },
  present: presentAccess,
});

/** What a channel grants, and whose people it has, is read anew with the channel. */
const announceChannel = (
  tx: WriteTransaction,
  { at, authority }: RunContext,
  channelId: ReturnType<typeof uuidOf>,
) => tx.append({ type: 'channel.updated', at, actorId: authority.principalId, channelId });
