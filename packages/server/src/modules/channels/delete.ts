/**
 * Deletes a channel for everybody, at once: nobody sees it from the commit on. What was said in it is destroyed in the
 * background, because one transaction must not hold the order of the tenant for that long.
 */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { implementCommand } from '../../kernel/implementation.ts';
import { channelResource, deletedLookup, found } from './channel.ts';
import { appendChannelEvent } from './events.ts';
import { findChannel, markChannelDeleted } from './store/channels.ts';
import { deleteMembers } from './store/members.ts';

/** The job that removes messages and, last, the row of a deleted channel. */
export const purgeTask = 'channels.purge';

export const deleteChannel = implementCommand('channels.delete', {
  async prepare({ keys }, input) {
    const channelId = uuidOf(input.channelId);
    return { channelId, lookup: deletedLookup(keys, channelId) };
  },

  async run(tx, context, _input, { channelId, lookup }) {
    const row = await findChannel(tx, channelId, context.authority.principalId);
    const permit = context.authorise('channel.delete', channelResource(row));
    // Two steps on purpose: archiving can be taken back, and gives everybody time to see it coming.
    if (found(row).archived_at === null) throw new WardroomError('conflict');
    await deleteMembers(tx, permit);
    await markChannelDeleted(tx, permit, lookup);
    context.record(channelId);
    appendChannelEvent(tx, context, 'channel.deleted', { channelId });
    tx.enqueue({ task: purgeTask, principalId: null, referenceId: channelId });
    return {};
  },
  present: async () => ({}),
});
