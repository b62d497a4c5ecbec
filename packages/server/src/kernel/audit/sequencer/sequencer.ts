/**
 * Gives what was recorded its place in the log of its tenant. One node at a time does it, under a lease; another takes
 * over when the holder has gone. What must never happen: an entry is lost, has two places, or waits for another tenant.
 */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../database/connections.ts';
import type { Pool } from '../../database/driver.ts';
import { Session, type StatementObserver } from '../../database/session.ts';
import type { Keyring, ScopeKeys } from '../../keyring/index.ts';
import { createPulse, type Pulse } from '../../pulse.ts';
import { scopeOfLog } from '../logs.ts';
import {
  type BatchEnd,
  type BatchOrder,
  type BatchTools,
  LostLease,
  runBatch,
  TenantFault,
} from './batch.ts';
import { PatienceList } from './patience.ts';
import { giveUp, type LookRow, look, take } from './store.ts';

export interface SequencerOptions extends BatchTools {
  /** Of the role wardroom_sealer. */
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly observer?: StatementObserver;
  readonly intervalMs?: number;
  readonly gatherMs?: number;
  readonly batchSize?: number;
  readonly leaseMs?: number;
  readonly onSealed?: (end: BatchEnd) => void;
  /** Of one tenant, or of everybody. */
  readonly onFault: (tenantId: Uuid | null, error: unknown) => void;
}

/** What the outside sees of the work that waits. */
export interface Backlog {
  /** How long the oldest entry without a place has waited; how long nobody could tell, when the database is away. */
  readonly lagMs: number;
  /** Tenants whose entries cannot be sealed now. */
  readonly stuck: number;
}

const begin = { name: 'sequencer.begin', text: 'begin' };
const commit = { name: 'sequencer.commit', text: 'commit' };
const rollback = { name: 'sequencer.rollback', text: 'rollback' };

/** After so many failures, a key that is still not there never was. */
const failuresOfAbsence = 3;

export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #pulse: Pulse;
  readonly #holder: Uuid;
  readonly #patience: PatienceList;
  readonly #batchSize: number;
  readonly #leaseMs: number;
  #fence: number | null = null;
  #oldestAt: number | null = null;

  constructor(options: SequencerOptions) {
    const { intervalMs = 250, gatherMs = 50, batchSize = 1_000, leaseMs = 5_000 } = options;
    this.#options = options;
    this.#holder = options.ids.next();
    this.#patience = new PatienceList(options.clock);
    this.#batchSize = batchSize;
    this.#leaseMs = leaseMs;
    this.#pulse = createPulse(intervalMs, () => this.#beat(), gatherMs);
  }

  start(): void {
    this.#pulse.start();
  }

  /** Something was recorded. */
  poke(): void {
    this.#pulse.poke();
  }

  /** Finishes the batch that runs, and lets another node begin at once. */
  async stop(): Promise<void> {
    await this.#pulse.stop();
    if (this.#fence === null) return;
    const values = [this.#holder, this.#fence];
    this.#fence = null;
    // Whoever cannot say so is followed all the same, when the lease has run out.
    await this.#within((session) => session.send(giveUp, values)).catch(() => {});
  }

  get backlog(): Backlog {
    const lagMs = this.#oldestAt === null ? 0 : Math.max(0, this.#options.clock.now() - this.#oldestAt);
    return { lagMs, stuck: this.#patience.size };
  }

  /** One look and at most one batch. Whether there is more to do. Throws nothing: what fails is tried again. */
  async #beat(): Promise<boolean> {
    try {
      return await this.step();
    } catch (error) {
      // Nobody can look: what waits from now on waits unseen.
      this.#oldestAt ??= this.#options.clock.now();
      this.#options.onFault(null, error);
      return false;
    }
  }

  /** The same, and throws. */
  async step(): Promise<boolean> {
    const found = await this.#look();
    this.#oldestAt = found.oldest_at;
    if (found.waiting.length === 0 && !found.has_unsigned) return false;
    if (found.is_held && found.holder !== this.#holder) return false;
    if ((!found.is_held || this.#fence === null) && !(await this.#take())) return false;
    await this.#options.signing.open();
    const tenants = await this.#openTenants(found.waiting);
    // Those whose keys are out of reach have filled the look: the next one leaves them out.
    const hidMore = tenants.size < found.waiting.length;
    if (tenants.size === 0 && !found.has_unsigned) return hidMore;
    return (await this.#batch(tenants)) || hidMore;
  }

  async #look(): Promise<LookRow> {
    const values = [this.#patience.waiting(), this.#batchSize, instant(this.#options.clock.now())];
    const { rows } = await this.#within((session) =>
      session.send<LookRow & Record<string, unknown>>(look, values),
    );
    if (!rows[0]) throw new Error('the row of the sequencer is gone');
    return rows[0];
  }

  async #take(): Promise<boolean> {
    const values = [this.#holder, this.#leaseMs];
    const { rows } = await this.#within((session) => session.send<{ fence: number }>(take, values));
    this.#fence = rows[0]?.fence ?? null;
    return this.#fence !== null;
  }

  /** Before the transaction: no key provider is asked while anything is locked. */
  async #openTenants(waiting: readonly Uuid[]): Promise<BatchOrder['tenants']> {
    const opened = await Promise.all(
      waiting.map(async (tenantId): Promise<[Uuid, ScopeKeys] | null> => {
        try {
          return [tenantId, await this.#options.keyring.open(scopeOfLog(tenantId))];
        } catch (error) {
          this.#fail(tenantId, error);
          return null;
        }
      }),
    );
    return new Map(
      opened
        .filter((one) => one !== null)
        .map(([tenantId, keys]) => {
          const isKnownAbsent = this.#patience.failuresOf(tenantId) >= failuresOfAbsence;
          return [tenantId, { keys, isKnownAbsent }];
        }),
    );
  }

  async #batch(tenants: BatchOrder['tenants']): Promise<boolean> {
    const order: BatchOrder = {
      ...{ holder: this.#holder, fence: this.#fence ?? 0, leaseMs: this.#leaseMs },
      ...{ size: this.#batchSize, tenants },
    };
    try {
      const end = await this.#within((session) => this.#transact(session, order));
      for (const tenantId of tenants.keys()) this.#patience.succeeded(tenantId);
      this.#options.onSealed?.(end);
      const isAll = end.entries < this.#batchSize;
      if (isAll && this.#patience.size === 0) this.#oldestAt = null;
      return !isAll;
    } catch (error) {
      if (error instanceof LostLease) {
        this.#fence = null;
        return false;
      }
      if (!(error instanceof TenantFault)) throw error;
      this.#fail(error.tenantId, error.cause);
      return true;
    }
  }

  #fail(tenantId: Uuid, error: unknown): void {
    this.#patience.failed(tenantId);
    this.#options.onFault(tenantId, error);
  }

  async #transact(session: Session, order: BatchOrder): Promise<BatchEnd> {
    await session.send(begin, []);
    const end = await runBatch(session, order, this.#options);
    const { command } = await session.send(commit, []);
    // The COMMIT of a failed transaction resolves, as ROLLBACK.
    if (command !== 'COMMIT') throw new Error(`commit answered ${command}`);
    return end;
  }

  async #within<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { pool, clock, observer } = this.#options;
    const session = new Session(await pool.connect(), 'sealer', observer);
    try {
      session.renewPlans(clock.now());
      const result = await work(session);
      session.release();
      return result;
    } catch (error) {
      const undone = await session.send(rollback, []).then(
        () => true,
        () => false,
      );
      session.release(!undone);
      throw error;
    }
  }
}
