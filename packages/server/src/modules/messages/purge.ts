/**
 * Destroys what a deleted channel leaves: messages with all that points at them, then the row of the channel. In small
 * transactions beside the order of the tenant, so that nobody waits for it, and newest first, so that it can stop
 * anywhere and go on later. Repeating it does no harm; on a channel that is not deleted it does nothing.
 */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { TaskContext, TaskHandler } from '../../kernel/jobs/task.ts';
import { isDeletedChannel, removeDeletedChannel } from '../channels/index.ts';
import { removeEntries } from '../search-index/index.ts';
import { newestIds, removeMessages } from './store/removal.ts';

/** So many at a time that a transaction takes at most 20 ms. */
const chunk = 100;

export const purgeChannel: TaskHandler = async (context) => {
  const { job, database, keys, permitFor } = context;
  const channelId = job.referenceId;
  if (channelId === null) return;
  if (!(await database.read(job.tenantId, (tx) => isDeletedChannel(tx, channelId)))) return;
  for (let ids = [channelId]; ids.length > 0; )
    ids = await database.writeAside(job.tenantId, keys, async (tx) => {
      const found = await newestIds(tx, channelId, chunk);
      if (found.length === 0) return finish(tx, context, channelId);
      const permit = permitFor(tx);
      removeEntries(tx, permit, found);
      removeMessages(tx, permit, found);
      return found;
    });
};

/** Whoever removes the row records that all of it is gone. */
async function finish(
  tx: WriteTransaction,
  { permitFor, job }: TaskContext,
  channelId: Uuid,
): Promise<Uuid[]> {
  if (!(await removeDeletedChannel(tx, permitFor(tx)))) return [];
  tx.record({
    type: 'channel.purged',
    outcome: 'success',
    actorType: 'system',
    actorId: null,
    action: 'channels.purge',
    resourceKind: 'Channel',
    resourceId: channelId,
    credentialId: null,
    address: null,
    requestId: job.jobId,
  });
  return [];
}
