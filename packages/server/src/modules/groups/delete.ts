import { type Uuid, uuidOf } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
import { appendChannelEvent, found, listOthers, startOfList, successorAmong } from '../channels/index.ts';
import { Forest, mostMembers } from './forest.ts';
import { conflict, requireRevision } from './group.ts';
import { requireCovers } from './requirements.ts';
import { announce, resight, settle } from './settle.ts';
import { listChannelsOf, unlinkChannels, writeManager } from './store/access.ts';
import { deleteGroupRows } from './store/groups.ts';
import { listEffective } from './store/members.ts';

/** Channels that mirrored it keep the people they have; those of groups above lose whoever was in them only by this one. */
export const deleteGroup = implementCommand('groups.delete', {
  async run(tx, context, input) {
    const { authority, at } = context;
    const id = uuidOf(input.groupId);
    const [forest, linked] = await Promise.all([
      Forest.read(tx, authority.principalId),
      listChannelsOf(tx, id, authority.principalId),
    ]);
    const row = forest.find(id);
    const permit = context.authorise('groups.own', forest.resource(row));
    const group = found(row);
    requireRevision(group, input.revision);
    if (forest.below(id).length > 1)
      throw conflict('/groupId', 'groups are below it: move or delete them first');
    const roles = forest.conferredBy(id);
    requireCovers(authority, roles);
    const by = { at, actorId: authority.principalId };
    // Whoever was in it hears that it is gone; asked while they are known.
    await announce(tx, by, group, []);
    const members = roles.length > 0 ? await listEffective(tx, id, mostMembers) : [];
    await unlinkChannels(tx, permit);
    for (const channel of linked) await keepManaged(tx, context, permit, channel);
    await deleteGroupRows(tx, permit);
    await settle(tx, permit, { ...by, groups: group.path, principals: null, conferred: members });
    if (forest.departmentsOver(id).length > 0) await resight(tx, by, null);
    context.record(id);
    return {};
  },
  present: async () => ({}),
});

/** A private channel without a manager could never be mended from outside: somebody in it takes over. */
export async function keepManaged(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  { channel_id: channelId, kind }: { readonly channel_id: Uuid; readonly kind: string },
): Promise<void> {
  appendChannelEvent(tx, context, 'channel.updated', { channelId });
  if (kind !== 'private') return;
  const successor = successorAmong(context.authority.book, await listOthers(tx, channelId, startOfList));
  if (successor === undefined) return;
  await writeManager(tx, permit, channelId, successor.principal_id);
  context.record(channelId, {
    ...{ type: 'channel.member_role_changed', resourceKind: 'Channel', subjectId: successor.principal_id },
    metadata: { role: 'manager', reason: 'mirrors no group any more' },
  });
  appendChannelEvent(tx, context, 'channel.member_role_changed', {
    ...{ channelId, subjectId: successor.principal_id },
  });
}
