/**
 * Tenant lanes: one queue per tenant, one transaction of it at a time on this node. While a transaction commits, the
 * next batch gathers; there is no timer, so a lone command waits for nothing. Order across nodes comes from the head
 * lock, not from here.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type { TenantDatabase } from './database/tenant-database.ts';
import type { WriteTransaction } from './database/transaction.ts';
import type { BatchResult } from './implementation.ts';
import type { ScopeKeys } from './keyring/index.ts';
import { PoliciesPending } from './policies/index.ts';

/** Runs several items of one kind in one transaction; answers in the same order, and as many. */
export type BatchRunner<Item, Result> = (
  tx: WriteTransaction,
  items: readonly Item[],
) => Promise<BatchResult<Result>[]>;

interface Entry {
  readonly keys: ScopeKeys;
  /** Entries with the same runner share a transaction. */
  readonly runner: BatchRunner<unknown, unknown>;
  readonly batched: boolean;
  readonly item: unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Settles one entry. */
type Answer = () => void;

interface Lane {
  readonly queue: Entry[];
  running: boolean;
}

export interface LaneOptions {
  readonly database: TenantDatabase;
  /** Entries that may wait in one lane; beyond it a command is refused as `overloaded`. */
  readonly maxQueued?: number;
  /** Largest batch; sized so that its writes stay within 20 ms, and that one can gather while another commits. */
  readonly maxBatch?: number;
}

export class Lanes {
  readonly #database: TenantDatabase;
  readonly #maxQueued: number;
  readonly #maxBatch: number;
  readonly #lanes = new Map<Uuid, Lane>();

  constructor({ database, maxQueued = 4096, maxBatch = 128 }: LaneOptions) {
    this.#database = database;
    this.#maxQueued = maxQueued;
    this.#maxBatch = maxBatch;
  }

  /** Runs one command alone in a transaction of its own, in turn. */
  run<Result>(
    tenantId: Uuid,
    keys: ScopeKeys,
    work: (tx: WriteTransaction) => Promise<Result>,
  ): Promise<Result> {
    const runner: BatchRunner<unknown, Result> = async (tx) => [{ ok: true, result: await work(tx) }];
    return this.#enqueue(tenantId, keys, runner, null, false);
  }

  /** Adds one item to the next batch of this runner. */
  submit<Item, Result>(
    tenantId: Uuid,
    keys: ScopeKeys,
    runner: BatchRunner<Item, Result>,
    item: Item,
  ): Promise<Result> {
    return this.#enqueue(tenantId, keys, runner as BatchRunner<unknown, Result>, item, true);
  }

  /** Entries waiting in all lanes, for metrics. */
  get queued(): number {
    let total = 0;
    for (const lane of this.#lanes.values()) total += lane.queue.length;
    return total;
  }

  #enqueue<Result>(
    tenantId: Uuid,
    keys: ScopeKeys,
    runner: BatchRunner<unknown, Result>,
    item: unknown,
    batched: boolean,
  ): Promise<Result> {
    const lane = this.#lanes.get(tenantId) ?? { queue: [], running: false };
    this.#lanes.set(tenantId, lane);
    if (lane.queue.length >= this.#maxQueued)
      return Promise.reject(new WardroomError('overloaded', { retryAfterSeconds: 1 }));
    return new Promise<Result>((resolve, reject) => {
      lane.queue.push({ keys, runner, item, batched, resolve: resolve as (value: unknown) => void, reject });
      if (!lane.running) void this.#drain(tenantId, lane);
    });
  }

  /** Answers leave in the turn after their commit: the next batch is on its way to PostgreSQL before they are written. */
  async #drain(tenantId: Uuid, lane: Lane): Promise<void> {
    lane.running = true;
    // What arrives in the same turn of the event loop belongs to the first batch already.
    await Promise.resolve();
    while (lane.queue.length > 0) {
      const answers = await this.#runNext(tenantId, lane.queue);
      setImmediate(() => {
        for (const answer of answers) answer();
      });
    }
    lane.running = false;
    this.#lanes.delete(tenantId);
  }

  #takeBatch(queue: Entry[]): Entry[] {
    const [first] = queue;
    if (!first?.batched) return queue.splice(0, 1);
    let size = 1;
    while (size < this.#maxBatch && queue[size]?.runner === first.runner) size += 1;
    return queue.splice(0, size);
  }

  /** The batch is taken when its transaction begins: what arrives while all connections are in use is in it. */
  async #runNext(tenantId: Uuid, queue: Entry[]): Promise<Answer[]> {
    let entries: readonly Entry[] = [];
    try {
      const results = await this.#transact(tenantId, queue, (taken) => {
        entries = taken;
      });
      return entries.map((entry, index) => () => settle(entry, results[index]));
    } catch (error) {
      if (entries.length === 0) entries = this.#takeBatch(queue);
      if (entries.length === 1 || isFinal(error)) return entries.map((entry) => () => entry.reject(error));
      // Something in the batch broke it: alone, only the culprit fails.
      const answers: Answer[] = [];
      for (const entry of entries) answers.push(...(await this.#runNext(tenantId, [entry])));
      return answers;
    }
  }

  #transact(
    tenantId: Uuid,
    queue: Entry[],
    onTaken: (entries: readonly Entry[]) => void,
  ): Promise<BatchResult<unknown>[]> {
    const [first] = queue;
    if (!first) return Promise.resolve([]);
    const run = async (tx: WriteTransaction): Promise<BatchResult<unknown>[]> => {
      const entries = this.#takeBatch(queue);
      onTaken(entries);
      const results = await first.runner(
        tx,
        entries.map((entry) => entry.item),
      );
      if (results.length !== entries.length)
        throw new Error('a batch answered for more or fewer items than it had');
      return results;
    };
    return this.#database.write(tenantId, first.keys, run, 'lane');
  }
}

/** Running the items singly would not help, or could do things twice without a client key to stop it. */
const isFinal = (error: unknown): boolean =>
  error instanceof PoliciesPending ||
  (error instanceof WardroomError &&
    ['unavailable', 'outcome_unknown', 'key_unavailable'].includes(error.code));

function settle(entry: Entry, result: BatchResult<unknown> | undefined): void {
  if (result?.ok) entry.resolve(result.result);
  else entry.reject(result?.error);
}
