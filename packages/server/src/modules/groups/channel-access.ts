/** What members of a channel hold in it besides what their roles give, its group, and on what policies decide about it. */
import { type ChannelAccess, encodeId, type Permission, uuidOf, WardroomError } from '@wardroom/contract';
import { grantableInChannel, Rights } from '@wardroom/policy';
import { implementCommand, implementQuery } from '../../kernel/implementation.ts';
import { appendChannelEvent, channelResource, findChannel, found } from '../channels/index.ts';
import { Forest } from './forest.ts';
import { type AccessRow, findAccess, writeClassification, writeGranted } from './store/access.ts';

/** A group that the viewer may not see has no id for them. */
export const toAccess = (row: AccessRow, seesGroup: boolean): ChannelAccess => ({
  channelId: encodeId('channel', row.channel_id),
  groupId: row.group_id === null || !seesGroup ? null : encodeId('group', row.group_id),
  granted: [...Rights.of(row.granted)],
  classification: row.classification,
  labels: [...row.labels],
});

export interface SeenAccess {
  readonly row: AccessRow;
  readonly seesGroup: boolean;
}

export const seenAccess = (
  forest: Forest,
  viewer: Parameters<Forest['isVisible']>[0],
  row: AccessRow,
): SeenAccess => ({ row, seesGroup: row.group_id !== null && forest.isVisible(viewer, row.group_id) });

export const presentAccess = async (_context: unknown, { row, seesGroup }: SeenAccess) => ({
  access: toAccess(row, seesGroup),
});

export const channelAccess = implementQuery('channels.access', {
  async run(tx, { authority, authorise }, input) {
    const id = uuidOf(input.channelId);
    const [channel, access, forest] = await Promise.all([
      findChannel(tx, id, authority.principalId),
      findAccess(tx, id),
      Forest.read(tx, authority.principalId),
    ]);
    authorise('channel.read', channelResource(channel));
    return seenAccess(forest, authority, found(access));
  },
  present: presentAccess,
});

export const setChannelAccess = implementCommand('channels.setAccess', {
  async run(tx, context, input) {
    const { authority } = context;
    const id = uuidOf(input.channelId);
    const [channel, access, forest] = await Promise.all([
      findChannel(tx, id, authority.principalId),
      findAccess(tx, id),
      Forest.read(tx, authority.principalId),
    ]);
    const permit = context.authorise('channel.manage_members', channelResource(channel));
    const before = found(access);
    const wanted = Rights.of(input.granted);
    if ([...wanted].some((one) => !(grantableInChannel as readonly Permission[]).includes(one)))
      throw new WardroomError('invalid_input', {
        problems: [{ path: '/granted', message: 'a channel cannot give this' }],
      });
    const given = Rights.of(before.granted);
    // What somebody else has given may stay.
    if (!authority.rights.covers(wanted.without(given))) throw new WardroomError('forbidden');
    if (wanted.covers(given) && given.covers(wanted)) return seenAccess(forest, authority, before);
    const granted = [...wanted];
    await writeGranted(tx, permit, granted);
    context.record(id, { metadata: { from: before.granted.join(' '), to: granted.join(' ') } });
    appendChannelEvent(tx, context, 'channel.updated', { channelId: id });
    return seenAccess(forest, authority, { ...before, granted });
  },
  present: presentAccess,
});

export const classifyChannel = implementCommand('channels.classify', {
  async run(tx, context, input) {
    const { authority } = context;
    const id = uuidOf(input.channelId);
    const [channel, access, forest] = await Promise.all([
      findChannel(tx, id, authority.principalId),
      findAccess(tx, id),
      Forest.read(tx, authority.principalId),
    ]);
    const permit = context.authorise('channel.classify', channelResource(channel));
    const before = found(access);
    const after = {
      ...before,
      classification: input.classification ?? before.classification,
      labels: input.labels === undefined ? before.labels : [...new Set(input.labels)].sort(),
    };
    const isSame =
      after.classification === before.classification && after.labels.join() === before.labels.join();
    if (isSame) return seenAccess(forest, authority, before);
    await writeClassification(tx, permit, after);
    context.record(id, {
      metadata: { from: before.classification, to: after.classification, labels: after.labels.join(' ') },
    });
    appendChannelEvent(tx, context, 'channel.updated', { channelId: id });
    return seenAccess(forest, authority, after);
  },
  present: presentAccess,
});
