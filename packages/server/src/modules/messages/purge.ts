/**
 * Destroys what a deleted channel leaves: messages with all that points at them, then the row of the channel. In small
 * transactions beside the order of the tenant, so that nobody waits for it, and newest first, so that it can stop
 * anywhere and go on later. Repeating it does no harm; on a channel that is not deleted it does nothing.
 */
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { QueuedJob, TaskHandler } from '../../kernel/jobs/task.ts';
import { removeMessages } from './store/removal.ts';

/** So many at a time that a transaction takes at most 20 ms. */
const chunk = 100;

export const purgeChannel: TaskHandler = async ({ job, database, keys, permitFor }) => {
  if (job.referenceId === null) return;
  let removed: number | null;
  do {
    removed = await database.writeAside(job.tenantId, keys, async (tx) => {
      const count = await removeMessages(tx, permitFor(tx), chunk);
      if (count === 0) recordPurge(tx, job);
      return count;
    });
  } while (removed !== null && removed > 0);
};

/** Once: by whoever removed the row of the channel. */
const recordPurge = (tx: WriteTransaction, job: QueuedJob): void =>
  tx.record({
    type: 'channel.purged',
    outcome: 'success',
    actorType: 'system',
    actorId: null,
    action: 'channels.purge',
    resourceKind: 'Channel',
    resourceId: job.referenceId,
    credentialId: null,
    address: null,
    requestId: job.jobId,
  });
