/** The door of the worker. */
import { Logger, type Runner, run, type TaskList } from 'graphile-worker';
import type { Pool } from '../../kernel/database/driver.ts';
import { moveBatch, moveOutbox, readTenantStatus } from '../../kernel/jobs/queue/mover.ts';
import { type JobRunnerOptions, jobKey, parseQueuedJob, runJob } from '../../kernel/jobs/run-job.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { createPulse, type Pulse } from '../../kernel/pulse.ts';

export interface WorkerOptions extends Omit<JobRunnerOptions, 'tenantStatus'> {
  /** Of the role wardroom_worker; at least `concurrency` + 2 connections. */
  readonly pool: Pool;
  readonly tasks: Tasks;
  /** Jobs at the same time. */
  readonly concurrency?: number;
  readonly pollMs?: number;
  /** A job or a move that failed; it will be tried again. */
  readonly onError: (what: string, error: unknown) => void;
}

export interface Worker {
  start(): Promise<void>;
  /** Waits for what runs, at most five seconds; the rest is tried again elsewhere. */
  stop(): Promise<void>;
  /** Something was committed that may have left a job. */
  poke(): void;
}

/** A suspended tenant is asked again after this long. */
const postponeMs = 3_600_000;

export function createWorker(options: WorkerOptions): Worker {
  const { pool, concurrency = 2, pollMs = 1_000, onError } = options;
  let runner: Runner | null = null;
  const pulse: Pulse = createPulse(pollMs, async () => {
    try {
      return (await moveOutbox(pool)) === moveBatch;
    } catch (error) {
      onError('jobs.move', error);
      return false;
    }
  });
  return {
    async start() {
      runner = await run({
        pgPool: pool,
        taskList: taskList(options),
        concurrency,
        pollInterval: pollMs,
        noHandleSignals: true,
        logger: new Logger(() => () => {}),
      });
      // Rejects when the runner ends by itself; the loop above then has nobody who runs what it moves.
      runner.promise.catch((error: unknown) => onError('jobs.run', error));
      pulse.start();
    },
    async stop() {
      await pulse.stop();
      await runner?.stop();
      runner = null;
    },
    poke: () => pulse.poke(),
  };
}

function taskList(options: WorkerOptions): TaskList {
  const tenantStatus: JobRunnerOptions['tenantStatus'] = (tenantId) =>
    readTenantStatus(options.pool, tenantId);
  const entries = Object.entries(options.tasks).map(([task, handler]) => {
    const perform: TaskList[string] = async (payload, { job: { key }, addJob }) => {
      try {
        const job = parseQueuedJob(payload, key ?? null);
        const end = await runJob({ ...options, tenantStatus }, { task, handler }, job);
        if (end !== 'postponed') return;
        const runAt = new Date(options.clock.now() + postponeMs);
        await addJob(task, { ...job }, { jobKey: jobKey(job), runAt, maxAttempts: 10 });
      } catch (error) {
        options.onError(task, error);
        throw error;
      }
    };
    return [task, perform] as const;
  });
  return Object.fromEntries(entries);
}
