/** At its end: says in the log and to open clients that it is over. That it is over needs nothing to run. */
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import { closeAsSystem } from './close.ts';

export const expireAccess: TaskHandler = async ({ job, at, database, keys }) => {
  const { tenantId, referenceId, jobId } = job;
  if (referenceId === null) return;
  const closing = { how: 'time', by: null, at } as const;
  await database.write(tenantId, keys, (tx) =>
    closeAsSystem(tx, referenceId, { closing, action: 'breakGlass.expire', requestId: jobId }),
  );
};
