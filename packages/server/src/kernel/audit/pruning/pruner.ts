/**
 * Goes through the logs of all tenants now and then and removes what is past its time. What must never happen: something
 * is removed because a clock is wrong, because nobody could be asked about holds, or in part.
 */
import type { Uuid } from '@wardroom/contract';
import { instant } from '../../database/connections.ts';
import type { Pool } from '../../database/driver.ts';
import { Session, type StatementObserver } from '../../database/session.ts';
import type { Keyring } from '../../keyring/index.ts';
import { createPulse, type Pulse } from '../../pulse.ts';
import { type ClockDoubt, judgeClock } from './clock-belief.ts';
import { type Kept, type Pruned, type PruneTools, prune } from './prune.ts';
import { type ClockRow, type LogRow, listLogs, readClock, rememberClock } from './store.ts';

export interface PrunerOptions extends PruneTools {
  /** Of the role wardroom_pruner. */
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly observer?: StatementObserver;
  readonly intervalMs?: number;
  /** Bundles of 256 entries that one transaction removes at most. */
  readonly mostBundles?: number;
  /** Transactions of one log that one round makes at most: a mistake that nobody has thought of stays small for a while. */
  readonly mostPerRound?: number;
  readonly onPruned?: (tenantId: Uuid, pruned: Pruned) => void;
  /** Nothing is removed this time, and why. */
  readonly onKept?: (tenantId: Uuid | null, reason: Exclude<Kept, 'nothing_due'> | ClockDoubt) => void;
  /** Of one tenant, or of everybody. */
  readonly onFault: (tenantId: Uuid | null, error: unknown) => void;
}

const begin = { name: 'pruner.begin', text: 'begin' };
const commit = { name: 'pruner.commit', text: 'commit' };
const rollback = { name: 'pruner.rollback', text: 'rollback' };
const logsAtOnce = 200;
const firstTenant = '00000000-0000-0000-0000-000000000000';

export class Pruner {
  readonly #options: PrunerOptions;
  readonly #pulse: Pulse;

  constructor(options: PrunerOptions) {
    this.#options = options;
    this.#pulse = createPulse(options.intervalMs ?? 600_000, async () => {
      await this.round().catch((error: unknown) => options.onFault(null, error));
      return false;
    });
  }

  start(): void {
    this.#pulse.start();
  }

  /** Finishes the round that runs. */
  stop(): Promise<void> {
    return this.#pulse.stop();
  }

  /** Every log once. Throws what concerns all of them. */
  async round(): Promise<void> {
    const now = await this.#believedNow();
    if (now === null) return;
    for (let after: Uuid | null = firstTenant as Uuid; after !== null; ) {
      const values: readonly unknown[] = [after, logsAtOnce];
      const { rows } = await this.#within((session) =>
        session.send<LogRow & Record<string, unknown>>(listLogs, values),
      );
      for (const { tenant_id } of rows)
        await this.#pruneLog(tenant_id, now).catch((error: unknown) =>
          this.#options.onFault(tenant_id, error),
        );
      after = rows.length < logsAtOnce ? null : (rows.at(-1)?.tenant_id ?? null);
    }
  }

  /** Null while no clock is believed. What was seen is remembered either way. */
  async #believedNow(): Promise<number | null> {
    return this.#within((session) =>
      this.#transact(session, async () => {
        const { rows } = await session.send<ClockRow & Record<string, unknown>>(readClock, []);
        const [row] = rows;
        if (!row) throw new Error('the row of the clock is gone');
        const { memory, doubt, now } = judgeClock(
          { seenAt: row.seen_at, believedFrom: row.believed_from },
          { processAt: this.#options.clock.now(), databaseAt: row.database_at },
        );
        await session.send(rememberClock, [instant(memory.seenAt), instant(memory.believedFrom)]);
        if (doubt !== null) this.#options.onKept?.(null, doubt);
        return doubt === null ? now : null;
      }),
    );
  }

  async #pruneLog(tenantId: Uuid, now: number): Promise<void> {
    const { keyring, signing, mostBundles = 32, mostPerRound = 8, onPruned, onKept } = this.#options;
    // Before the transaction: no key provider is asked while anything is locked.
    const keys = await keyring.open({ kind: 'tenant', tenantId });
    await signing.open();
    for (let times = 0; times < mostPerRound; times += 1) {
      const end = await this.#within((session) =>
        this.#transact(session, () => prune(session, { tenantId, keys, now, mostBundles }, this.#options)),
      );
      if (typeof end === 'string') {
        if (end !== 'nothing_due') onKept?.(tenantId, end);
        return;
      }
      onPruned?.(tenantId, end);
      if (!end.hasMore) return;
    }
  }

  async #transact<T>(session: Session, work: () => Promise<T>): Promise<T> {
    await session.send(begin, []);
    const result = await work();
    const { command } = await session.send(commit, []);
    // The COMMIT of a failed transaction resolves, as ROLLBACK.
    if (command !== 'COMMIT') throw new Error(`commit answered ${command}`);
    return result;
  }

  async #within<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { pool, observer } = this.#options;
    const session = new Session(await pool.connect(), 'pruner', observer);
    try {
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
