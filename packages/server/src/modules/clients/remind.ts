/** Says in the log that the end of the secret of a client is near, at the same marks as for keys (TOK-08). */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { TaskHandler } from '../../kernel/jobs/task.ts';
import { findClient, listSecrets, writeReminded } from './store.ts';

export const remindTask = 'clients.remind';

const dayMs = 86_400_000;
const marks = [14, 7, 1] as const;

export function enqueueReminders(
  tx: WriteTransaction,
  { clientId, at, expiresAt }: { readonly clientId: Uuid; readonly at: number; readonly expiresAt: number },
): void {
  for (const days of marks) {
    const runAt = expiresAt - days * dayMs;
    if (runAt > at) tx.enqueue({ task: remindTask, principalId: null, referenceId: clientId, runAt });
  }
}

/** Late jobs speak of the mark that has been passed by now, and only once. */
export const remindOfSecretEnd: TaskHandler = async ({ job, at, database, keys, permitFor }) => {
  const { referenceId, tenantId } = job;
  if (referenceId === null) return;
  await database.writeAside(tenantId, keys, async (tx) => {
    const client = await findClient(tx, referenceId);
    const [newest] = await listSecrets(tx, [referenceId]);
    if (client === null || client.status === 'revoked' || newest === undefined) return;
    const days = marks.findLast((mark) => newest.expires_at - at <= mark * dayMs);
    if (days === undefined) return;
    const { generation } = newest;
    const mark = { clientId: referenceId, generation, days, at };
    const reminded = await writeReminded(tx, permitFor(tx), mark);
    if (reminded === null) return;
    tx.record({
      ...{ type: 'credential.expiring', outcome: 'success', actorType: 'system', actorId: null },
      ...{ subjectId: client.principal_id, action: remindTask },
      ...{ resourceKind: 'Client', resourceId: referenceId, credentialId: null },
      ...{ address: null, requestId: job.jobId },
      metadata: { daysLeft: days, expiresAt: reminded.expires_at },
    });
  });
};
