/**
 * Runs one job of the queue. Nothing in it is trusted for being internal: its key must name its tenant, the tenant must be
 * active and the principal too, at this moment, as a signed context of that tenant sees it.
 */
import type { Uuid } from '@wardroom/contract';
import * as z from 'zod';
import type { Clock } from '../clock.ts';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { Keyring } from '../keyring/index.ts';
import { issuePermit } from '../permit.ts';
import { principalIsActive, type TenantStatus } from './queue/store.ts';
import type { QueuedJob, TaskHandler } from './task.ts';

export interface JobRunnerOptions {
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly tenantStatus: (tenantId: Uuid) => Promise<TenantStatus | null>;
}

/** `postponed`: the tenant is suspended. `dropped`: tenant or principal are no longer there to do it for. */
export type JobEnd = 'done' | 'postponed' | 'dropped';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
const form = z.strictObject({
  tenantId: uuid,
  jobId: uuid,
  principalId: uuid.nullable(),
  referenceId: uuid.nullable(),
});

/** Throws for what no outbox has written. */
export function parseQueuedJob(payload: unknown, key: string | null): QueuedJob {
  const job = form.parse(payload) as QueuedJob;
  if (key !== jobKey(job)) throw new Error('the key of a job does not name its tenant');
  return job;
}

export const jobKey = ({ tenantId, jobId }: QueuedJob): string => `${tenantId}/${jobId}`;

export async function runJob(
  { database, keyring, clock, tenantStatus }: JobRunnerOptions,
  named: { readonly task: string; readonly handler: TaskHandler },
  job: QueuedJob,
): Promise<JobEnd> {
  const status = await tenantStatus(job.tenantId);
  if (status === 'suspended') return 'postponed';
  if (status !== 'active') return 'dropped';
  const { principalId, tenantId } = job;
  if (principalId !== null && !(await database.read(tenantId, (tx) => principalIsActive(tx, principalId))))
    return 'dropped';
  await named.handler({
    job,
    at: clock.now(),
    keys: await keyring.open({ kind: 'tenant', tenantId }),
    database,
    permitFor: (tx) =>
      issuePermit({
        transaction: tx,
        tenantId,
        operation: named.task,
        permission: 'system',
        resourceId: job.referenceId,
      }),
  });
  return 'done';
}
