/** What a handler gets. The queue holds references only; everything else is read anew, in a signed context. */
import type { Uuid } from '@wardroom/contract';
import type { TenantDatabase } from '../database/tenant-database.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { Permit } from '../permit.ts';

export interface QueuedJob {
  readonly tenantId: Uuid;
  readonly jobId: Uuid;
  /** On whose authority; null is the system. Active when the handler started. */
  readonly principalId: Uuid | null;
  readonly referenceId: Uuid | null;
}

export interface TaskContext {
  readonly job: QueuedJob;
  readonly at: number;
  readonly keys: ScopeKeys;
  readonly database: TenantDatabase;
  /** The system's permit for one transaction of this job's tenant. */
  permitFor(tx: WriteTransaction): Permit;
}

/** Runs at least once per job, so running it twice must do no harm. */
export type TaskHandler = (context: TaskContext) => Promise<void>;
/** By `<module>.<task>`. */
export type Tasks = Readonly<Record<string, TaskHandler>>;
