/**
 * Tenant transactions. A read sees one tenant; a write also holds the head of its event log, taken as its own first
 * statement, so that authority is read after every earlier change of authority has committed. State, events, audit
 * entries and jobs leave together at commit.
 */
import { type AuditType, type Uuid, WardroomError } from '@wardroom/contract';
import type pg from 'pg';
import type { AuditEntry } from '../audit/entry.ts';
import { sealAuditEntry } from '../audit/seal.ts';
import { insertTenantAudit, tenantAuditValues } from '../audit/store.ts';
import type { Clock } from '../clock.ts';
import { appendEvents, appendValues, moveHead } from '../event-log/append.ts';
import type { LogEvent, StoredEvent } from '../event-log/event.ts';
import type { Ids } from '../ids.ts';
import { insertJobs, type Job, jobValues } from '../jobs/store.ts';
import { upkeepDue } from '../jobs/upkeep-due.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import { Permit } from '../permit.ts';
import type { Session } from './session.ts';
import type { CommandStatement, QueryStatement } from './statement.ts';

export class ReadTransaction {
  readonly tenantId: Uuid;
  /** The database that it is of: what is remembered from one transaction to the next is remembered per database. */
  readonly origin: object;
  protected readonly session: Session;

  constructor(tenantId: Uuid, session: Session, origin: object = session) {
    this.tenantId = tenantId;
    this.session = session;
    this.origin = origin;
  }

  get wrote(): boolean {
    return false;
  }

  async query<Row>(statement: QueryStatement<Row>, values: readonly unknown[]): Promise<Row[]> {
    const result = await this.session.send<pg.QueryResultRow>(statement, values);
    return result.rows as Row[];
  }
}

export interface WriteDependencies {
  readonly keys: ScopeKeys;
  readonly ids: Ids;
  readonly clock: Clock;
}

export class WriteTransaction extends ReadTransaction {
  /** Known once the head is locked; a write aside of the order has none. */
  headSeq = Number.NaN;
  readonly #dependencies: WriteDependencies;
  readonly #events: LogEvent[] = [];
  readonly #entries: AuditEntry[] = [];
  readonly #jobs: Job[] = [];
  readonly #unawaited: Promise<unknown>[] = [];
  #writes = 0;

  constructor(tenantId: Uuid, session: Session, dependencies: WriteDependencies, origin?: object) {
    super(tenantId, session, origin);
    this.#dependencies = dependencies;
  }

  /** Runs a command under a permit of this transaction. */
  async execute<Row>(
    permit: Permit,
    statement: CommandStatement<Row>,
    values: readonly unknown[],
  ): Promise<Row[]> {
    const result = await this.#write(permit, statement, values);
    return result.rows as Row[];
  }

  /**
   * The same, without waiting: what follows, commit included, travels right behind it. A failure fails the commit, so
   * this is for writes whose answer decides nothing.
   */
  send<Row>(permit: Permit, statement: CommandStatement<Row>, values: readonly unknown[]): void {
    this.#unawaited.push(this.#write(permit, statement, values));
  }

  #write(
    permit: Permit,
    statement: CommandStatement<unknown>,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<pg.QueryResultRow>> {
    Permit.require(permit, this);
    if (permit.tenantId !== this.tenantId) throw new Error('the permit is of another tenant');
    this.#writes += 1;
    return this.session.send<pg.QueryResultRow>(statement, values);
  }

  /** Appends to the tenant's event log; seq is given at commit, in this order. */
  append(event: LogEvent): void {
    this.#events.push(event);
  }

  record(entry: AuditEntry): void {
    this.#entries.push(entry);
  }

  enqueue(job: Job): void {
    this.#jobs.push(job);
  }

  get recordedTypes(): readonly AuditType[] {
    return this.#entries.map((entry) => entry.type);
  }

  override get wrote(): boolean {
    return this.#writes > 0;
  }

  /** Sends what leaves together with the state, without waiting. Returns the events as stored. */
  flush(): { events: StoredEvent[]; answers: Promise<unknown>[] } {
    const answers: Promise<unknown>[] = [...this.#unawaited];
    for (const job of upkeepDue(this.headSeq, this.headSeq + this.#events.length)) this.enqueue(job);
    if (this.#entries.length > 0) {
      const { keys, ids, clock } = this.#dependencies;
      const sealed = this.#entries.map((entry) => sealAuditEntry(entry, keys, ids, clock));
      answers.push(this.session.send(insertTenantAudit, tenantAuditValues(this.tenantId, sealed)));
    }
    if (this.#jobs.length > 0)
      answers.push(this.session.send(insertJobs, jobValues(this.tenantId, this.#jobs, this.#dependencies)));
    const events = this.#events.map((event, index) => ({ ...event, seq: this.headSeq + 1 + index }));
    if (events.length > 0) {
      answers.push(this.session.send(appendEvents, appendValues(this.tenantId, this.headSeq, this.#events)));
      answers.push(this.session.send(moveHead, [this.tenantId, this.headSeq + events.length]));
    }
    return { events, answers };
  }
}

/** Raised by the tripwires: a bug of ours, never the caller's. */
export class TripwireError extends Error {
  override readonly name = 'TripwireError';
}

export const headMissing = (): WardroomError => new WardroomError('unavailable');
