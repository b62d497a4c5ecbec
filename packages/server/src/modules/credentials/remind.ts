/** Says in the log that the end of a key is near: once at each of its marks, while it works and has no successor. */
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import { reminderDays } from './cadence.ts';
import { findCredential, writeReminded } from './store.ts';

const dayMs = 86_400_000;

export const remindOfEnd: TaskHandler = async ({ job, at, database, keys, permitFor }) => {
  const { referenceId, tenantId } = job;
  if (referenceId === null) return;
  await database.writeAside(tenantId, keys, async (tx) => {
    // Late jobs speak of the mark that has been passed by now, and only once.
    const key = await findCredential(tx, referenceId);
    if (key === null) return;
    const days = reminderDays.findLast((mark) => key.expires_at - at <= mark * dayMs);
    if (days === undefined) return;
    const reminded = await writeReminded(tx, permitFor(tx), { days, at });
    if (reminded === null) return;
    tx.record({
      type: 'credential.expiring',
      outcome: 'success',
      actorType: 'system',
      actorId: null,
      subjectId: reminded.principal_id,
      action: 'credentials.remind',
      resourceKind: 'Credential',
      resourceId: referenceId,
      credentialId: null,
      address: null,
      requestId: job.jobId,
      metadata: { daysLeft: days, expiresAt: reminded.expires_at },
    });
  });
};
