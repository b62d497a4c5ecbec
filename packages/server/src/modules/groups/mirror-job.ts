/** Brings the rest of the people of a large group into a channel that mirrors it, piece by piece, as the group is by then. */
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import { mirror, mostArrivals } from './settle.ts';

export const mirrorRest: TaskHandler = async ({ job, at, database, keys, permitFor }) => {
  const { referenceId: channelId, tenantId } = job;
  if (channelId === null) return;
  for (let added = mostArrivals; added === mostArrivals; )
    added = await database.write(tenantId, keys, async (tx) => {
      const mirroring = { channels: [channelId], principals: null };
      // Whoever is missing after this piece is brought by the next one here, not by another job.
      return (await mirror(tx, permitFor(tx), mirroring, { at, actorId: null }, 'here')).added;
    });
};
