/**
 * Opens tenant transactions. The only way to a tenant's rows: a signed context, one tenant, one transaction.
 */
import { type Uuid, WardroomError } from '@wardroom/contract';
import type pg from 'pg';
import type { Clock } from '../clock.ts';
import { lockHead } from '../event-log/append.ts';
import type { StoredEvent } from '../event-log/event.ts';
import type { Ids } from '../ids.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { ContextSigner } from './context-signature.ts';
import { isUnexpectedRefusal, Session, type StatementObserver, translateDatabaseError } from './session.ts';
import { headMissing, ReadTransaction, WriteTransaction } from './transaction.ts';

const begin = { name: 'tx.begin', text: 'begin' };
// One snapshot for all statements of a read: what it shows fits together, and fits the position in the log it names.
const beginReadOnly = {
  name: 'tx.beginReadOnly',
  text: 'begin isolation level repeatable read read only',
};
const commit = { name: 'tx.commit', text: 'commit' };
const rollback = { name: 'tx.rollback', text: 'rollback' };
/** Sets the context and returns what was left over from before, which must be nothing. */
const enter = {
  name: 'tx.enter',
  text: `select current_setting('app.tenant', true) as left_over, set_config('app.tenant', $1, true) as entered`,
};

export interface TenantDatabaseOptions {
  readonly readPool: pg.Pool;
  readonly writePool: pg.Pool;
  readonly signer: ContextSigner;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly observer?: StatementObserver;
  /** Called after each commit that appended events, before the caller hears of it. */
  readonly onCommitted: (tenantId: Uuid, events: readonly StoredEvent[]) => void;
  /** Called after each commit that left audit entries. */
  readonly onRecorded?: () => void;
}

export class TenantDatabase {
  readonly #options: TenantDatabaseOptions;

  constructor(options: TenantDatabaseOptions) {
    this.#options = options;
  }

  /** Runs `work` in a read-only transaction of one tenant; all its statements see the same moment. */
  async read<T>(tenantId: Uuid, work: (tx: ReadTransaction) => Promise<T>): Promise<T> {
    return this.#within(this.#options.readPool, 'read', async (session) => {
      const opened = this.#open(session, tenantId, beginReadOnly);
      opened.catch(() => {});
      const result = await work(new ReadTransaction(tenantId, session, this));
      await opened;
      await session.send(commit, []);
      return result;
    });
  }

  /**
   * Runs `work` in a transaction that holds the head of the tenant's log. `seal` runs last, before commit: it may still
   * refuse. Throws `outcome_unknown` when the connection broke after commit was sent.
   */
  async write<T>(
    tenantId: Uuid,
    keys: ScopeKeys,
    work: (tx: WriteTransaction) => Promise<T>,
    label = 'write',
  ): Promise<T> {
    return this.#within(this.#options.writePool, label, async (session) => {
      const opened = this.#open(session, tenantId, begin);
      opened.catch(() => {});
      const heading = session.send<{ seq: number }>(lockHead, [tenantId]);
      const { ids, clock } = this.#options;
      const tx = new WriteTransaction(tenantId, session, { keys, ids, clock }, this);
      // The first statements travel right behind the lock: PostgreSQL answers them once it is held, not before.
      const [worked] = await Promise.allSettled([work(tx)]);
      await opened;
      const [head] = (await heading).rows;
      if (!head) throw headMissing();
      if (worked.status === 'rejected') throw worked.reason;
      tx.headSeq = head.seq;
      await this.#finish(session, tx);
      return worked.value;
    });
  }

  /** A write that takes no part in the order of the tenant: the audit lane and key creation. No events. */
  async writeAside<T>(
    tenantId: Uuid,
    keys: ScopeKeys,
    work: (tx: WriteTransaction) => Promise<T>,
  ): Promise<T> {
    return this.#within(this.#options.writePool, 'aside', async (session) => {
      await this.#open(session, tenantId, begin);
      const { ids, clock } = this.#options;
      const tx = new WriteTransaction(tenantId, session, { keys, ids, clock }, this);
      const result = await work(tx);
      await this.#finish(session, tx);
      return result;
    });
  }

  async #open(session: Session, tenantId: Uuid, how: typeof begin): Promise<void> {
    session.renewPlans(this.#options.clock.now());
    const begun = session.send(how, []);
    const context = this.#options.signer.sign(tenantId, session.backendPid);
    const entered = await session.send<{ left_over: string | null }>(enter, [context]);
    await begun;
    if (entered.rows[0]?.left_over) {
      session.distrust();
      throw new Error('a connection carried a tenant context of an earlier transaction');
    }
  }

  async #finish(session: Session, tx: WriteTransaction): Promise<void> {
    const { events, answers } = tx.flush();
    if (events.length > 0 && Number.isNaN(tx.headSeq)) throw new Error('events need the head of the log');
    // Nothing is committed before everything that belongs to it is known to be in: a statement that never left this
    // process would fail only here, after a COMMIT that was already on its way.
    await Promise.all(answers);
    const committed = await session.send(commit, []).catch((error: unknown) => {
      throw session.broken ? new WardroomError('outcome_unknown', { cause: error }) : error;
    });
    // The COMMIT of a failed transaction resolves, as ROLLBACK.
    if (committed.command !== 'COMMIT') throw new Error(`commit answered ${committed.command}`);
    if (tx.recordedTypes.length > 0) this.#options.onRecorded?.();
    if (events.length > 0) this.#options.onCommitted(tx.tenantId, events);
  }

  async #within<T>(pool: pg.Pool, label: string, work: (session: Session) => Promise<T>): Promise<T> {
    let session: Session;
    try {
      session = new Session(await pool.connect(), label, this.#options.observer);
    } catch (error) {
      throw new WardroomError('unavailable', { cause: error });
    }
    try {
      const result = await work(session);
      session.release();
      return result;
    } catch (error) {
      const undone = await session.send(rollback, []).then(
        () => true,
        () => false,
      );
      // What PostgreSQL refused unexpectedly may have left settings behind that only a new connection is free of.
      session.release(!undone || isUnexpectedRefusal(error));
      throw translateDatabaseError(error);
    }
  }
}
