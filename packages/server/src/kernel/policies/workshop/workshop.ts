/**
 * Policies are checked and tried out in a thread of their own, one job after the other. It is started by the first job
 * and ends when there was none for a while. A job that takes too long ends the thread with it.
 */
import { Worker } from 'node:worker_threads';
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { Job, Outcome, Reply } from './job.ts';

export interface WorkshopLimits {
  /** From being asked to the answer, waiting included. */
  readonly timeoutMs: number;
  readonly idleMs: number;
  /** Waiting and at work. */
  readonly jobs: number;
  readonly jobsOfTenant: number;
}

interface Waiting {
  readonly tenantId: Uuid;
  readonly timer: NodeJS.Timeout;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

const noWork: Pick<Job, 'tests' | 'requests'> = { tests: [], requests: [] };

export class Workshop {
  readonly #limits: WorkshopLimits;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #idle: NodeJS.Timeout | null = null;
  #jobs = 0;

  constructor(limits: WorkshopLimits) {
    this.#limits = limits;
  }

  /** Throws `overloaded` when too much waits, `timeout` and `unavailable` when there is no answer. */
  ask(tenantId: Uuid, job: Pick<Job, 'policies'> & Partial<Job>): Promise<Outcome> {
    const own = [...this.#waiting.values()].filter((waiting) => waiting.tenantId === tenantId).length;
    if (this.#waiting.size >= this.#limits.jobs || own >= this.#limits.jobsOfTenant)
      return Promise.reject(new WardroomError('overloaded', { retryAfterSeconds: 2 }));
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const id = this.#jobs++;
    const timer = setTimeout(() => this.#abandon(new WardroomError('timeout')), this.#limits.timeoutMs);
    this.#waiting.set(id, { tenantId, timer, resolve, reject });
    try {
      const worker = this.#open();
      worker.ref();
      worker.postMessage({ ...noWork, ...job, id });
    } catch (error) {
      this.#abandon(error);
    }
    return promise;
  }

  #open(): Worker {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./thread.ts', import.meta.url), {
      // Not its parent's: a test runner's or debugger's are not for it.
      execArgv: [],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: 512 },
    });
    worker.on('message', (reply: Reply) => this.#settle(reply));
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', () => this.#lost(worker, new Error('the thread has ended')));
    this.#worker = worker;
    return worker;
  }

  #settle({ id, outcome }: Reply): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(outcome);
    if (this.#waiting.size > 0) return;
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#abandon(new Error('idle')), this.#limits.idleMs).unref();
  }

  #lost(worker: Worker, error: unknown): void {
    if (worker === this.#worker) this.#abandon(new WardroomError('unavailable', { cause: error }));
  }

  /** Whoever waits is told; the next job begins anew. */
  #abandon(error: unknown): void {
    const worker = this.#worker;
    this.#worker = null;
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { timer, reject } of waiting) {
      clearTimeout(timer);
      reject(error);
    }
    worker?.terminate().catch(() => {});
  }
}
