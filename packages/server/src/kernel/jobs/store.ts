/**
 * Work for later, written in the transaction that causes it. The tenant of a row comes from the signed context;
 * the payload is a reference, so a job finds what is true when it runs, not what was true when it was written.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../clock.ts';
import { instant } from '../database/connections.ts';
import type { Ids } from '../ids.ts';

export interface Job {
  /** `<module>.<task>`, as registered with the worker. */
  readonly task: string;
  /** On whose authority; null is the system. Checked again when the job runs. */
  readonly principalId: Uuid | null;
  readonly referenceId?: Uuid;
  /** Milliseconds since 1970; absent means now. */
  readonly runAt?: number;
}

export const insertJobs = {
  name: 'jobs.insert',
  text: `insert into tenant.job_outbox (tenant_id, job_id, task, principal_id, reference_id, run_at, created_at)
    select $1, j.job_id, j.task, j.principal_id, j.reference_id, j.run_at, $7
      from unnest($2::uuid[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[]) as j (job_id, task, principal_id, reference_id, run_at)`,
};

export function jobValues(
  tenantId: Uuid,
  jobs: readonly Job[],
  { ids, clock }: { ids: Ids; clock: Clock },
): unknown[] {
  const now = clock.now();
  return [
    tenantId,
    jobs.map(() => ids.next()),
    jobs.map((job) => job.task),
    jobs.map((job) => job.principalId),
    jobs.map((job) => job.referenceId ?? null),
    jobs.map((job) => instant(job.runAt ?? now)),
    instant(now),
  ];
}
