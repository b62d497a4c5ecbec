/**
 * Transactions of the platform realm, as role wardroom_platform. They carry no tenant context, so even a mistake in a
 * statement meets no tenant's row: all that the role may do there is to add to the log of the platform.
 */
import { type AuditType, WardroomError } from '@wardroom/contract';
import type { AuditEntry } from '../audit/entry.ts';
import { platformLog } from '../audit/logs.ts';
import { sealAuditEntry } from '../audit/seal.ts';
import { insertTenantAudit, tenantAuditValues } from '../audit/store.ts';
import type { Clock } from '../clock.ts';
import type { Pool } from '../database/driver.ts';
import { Session, type StatementObserver, translateDatabaseError } from '../database/session.ts';
import type { CommandStatement, QueryStatement } from '../database/statement.ts';
import type { Ids } from '../ids.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { PlatformPermit } from './permit.ts';

const begin = { name: 'platform.begin', text: 'begin' };
const beginReadOnly = { name: 'platform.beginReadOnly', text: 'begin read only' };
const commit = { name: 'platform.commit', text: 'commit' };
const rollback = { name: 'platform.rollback', text: 'rollback' };

export class PlatformReadTransaction {
  protected readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }

  async query<Row>(statement: QueryStatement<Row>, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.session.send<Record<string, unknown>>(statement, values);
    return result.rows as Row[];
  }
}

export class PlatformWriteTransaction extends PlatformReadTransaction {
  readonly #entries: AuditEntry[] = [];
  #writes = 0;

  async execute<Row>(
    permit: PlatformPermit,
    statement: CommandStatement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    PlatformPermit.require(permit, this);
    this.#writes += 1;
    const result = await this.session.send<Record<string, unknown>>(statement, values);
    return result.rows as Row[];
  }

  record(entry: AuditEntry): void {
    this.#entries.push(entry);
  }

  get recordedTypes(): readonly AuditType[] {
    return this.#entries.map(({ type }) => type);
  }

  get wrote(): boolean {
    return this.#writes > 0;
  }

  /** Sends the entries; nothing when there are none. */
  async flush(keys: ScopeKeys, { ids, clock }: { ids: Ids; clock: Clock }): Promise<void> {
    if (this.#entries.length === 0) return;
    const sealed = this.#entries.map((entry) => sealAuditEntry(entry, keys, ids, clock));
    await this.session.send(insertTenantAudit, tenantAuditValues(platformLog, sealed));
  }
}

export interface PlatformDatabaseOptions {
  /** Of the role wardroom_platform. */
  readonly pool: Pool;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly observer?: StatementObserver;
}

export class PlatformDatabase {
  readonly #options: PlatformDatabaseOptions;

  constructor(options: PlatformDatabaseOptions) {
    this.#options = options;
  }

  read<T>(work: (tx: PlatformReadTransaction) => Promise<T>): Promise<T> {
    return this.#within('platform read', async (session) => {
      await session.send(beginReadOnly, []);
      const result = await work(new PlatformReadTransaction(session));
      await session.send(commit, []);
      return result;
    });
  }

  /** The entries that `work` records commit together with what it writes. */
  write<T>(keys: ScopeKeys, work: (tx: PlatformWriteTransaction) => Promise<T>): Promise<T> {
    return this.#within('platform write', async (session) => {
      await session.send(begin, []);
      const tx = new PlatformWriteTransaction(session);
      const result = await work(tx);
      await tx.flush(keys, this.#options);
      await this.#commit(session);
      return result;
    });
  }

  async #commit(session: Session): Promise<void> {
    try {
      const { command } = await session.send(commit, []);
      // The COMMIT of a failed transaction resolves, as ROLLBACK.
      if (command !== 'COMMIT') throw new Error(`commit answered ${command}`);
    } catch (error) {
      throw session.broken ? new WardroomError('outcome_unknown', { cause: error }) : error;
    }
  }

  async #within<T>(label: string, work: (session: Session) => Promise<T>): Promise<T> {
    let session: Session;
    try {
      session = new Session(await this.#options.pool.connect(), label, this.#options.observer);
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
      session.release(!undone);
      throw translateDatabaseError(error);
    }
  }
}
