/**
 * One connection while a transaction has it. Statements are sent at once and answered in order; nothing here waits
 * for an answer unless its caller does. An observer can stand before each statement: the interleaving explorer and
 * the isolation suite use it, production has none.
 */
import { Writable } from 'node:stream';
import { WardroomError } from '@wardroom/contract';
import pg from 'pg';

export interface StatementObserver {
  /** Called before a statement is sent; the statement waits for the promise. */
  before(event: { readonly session: Session; readonly statement: string }): Promise<void>;
}

export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/**
 * Prepared plans stay as they were made until PostgreSQL analyses a table again, seconds after it has grown: what was planned
 * on a table with ten rows walks it when it has ten thousand, references that are checked included. So a connection in use
 * plans anew, often after a statement that is new to it: its table may only begin to grow. Measured: looking up the client keys
 * of a batch took up to 220 ms instead of 0.6 ms in the first seconds of a workspace.
 */
const discardPlans = 'discard plans';
/** How long plans last at first; twice as long each time, since a table that is large does not outgrow its plans as fast. */
const firstLifeMs = 500;
const longestLifeMs = 60_000;
const planned = new WeakMap<pg.PoolClient, { readonly at: number; readonly lifeMs: number }>();
const known = new WeakMap<pg.PoolClient, Set<string>>();

const gathering = new WeakSet<Writable>();

/** The server ends the connection, or its prepared statements are not the ones that this client made. */
const unusable = new Set(['57P01', '57P02', '26000']);

export class Session {
  readonly #client: pg.PoolClient;
  readonly #observer: StatementObserver | undefined;
  /** Who runs here, for observers: `read`, `write`, `lane`. */
  readonly label: string;
  #broken = false;
  #begunAt = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(client: pg.PoolClient, label: string, observer?: StatementObserver) {
    this.#client = client;
    this.#observer = observer;
    this.label = label;
  }

  get backendPid(): number {
    const pid: unknown = Reflect.get(this.#client, 'processID');
    if (typeof pid !== 'number') throw new WardroomError('unavailable');
    return pid;
  }

  send<Row extends pg.QueryResultRow>(
    statement: NamedText,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<Row>> {
    const answer = this.#observer
      ? this.#observed<Row>(statement, values)
      : this.#dispatch<Row>(statement, values);
    // A caller may look at a later answer first; this one must not become an unhandled rejection meanwhile.
    answer.catch(() => {});
    return answer;
  }

  /** To be called before a transaction. Travels ahead of it; what keeps it from arriving breaks the transaction, too. */
  renewPlans(now: number): void {
    this.#begunAt = now;
    const last = planned.get(this.#client);
    if (last === undefined || now - last.at < last.lifeMs) return;
    planned.set(this.#client, { at: now, lifeMs: Math.min(2 * last.lifeMs, longestLifeMs) });
    this.#client.query(discardPlans).catch(() => {});
  }

  #plans(statement: string): void {
    const names = known.get(this.#client) ?? new Set();
    if (names.has(statement)) return;
    known.set(this.#client, names.add(statement));
    planned.set(this.#client, { at: this.#begunAt, lifeMs: firstLifeMs });
  }

  /** Keeps the order of sending although each statement waits for the observer. */
  #observed<Row extends pg.QueryResultRow>(
    statement: NamedText,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<Row>> {
    const sent = this.#turn
      .then(() => this.#observer?.before({ session: this, statement: statement.name }))
      .then(() => ({ answer: this.#dispatch<Row>(statement, values) }));
    this.#turn = sent.catch(() => {});
    return sent.then(({ answer }) => answer);
  }

  #dispatch<Row extends pg.QueryResultRow>(
    statement: NamedText,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<Row>> {
    this.#gather();
    this.#plans(statement.name);
    return this.#client
      .query<Row>({ name: statement.name, text: statement.text, values: values as unknown[] })
      .catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError) || unusable.has(error.code ?? '')) this.#broken = true;
        throw error;
      });
  }

  /** What is sent before the event loop goes on leaves in one system call, and PostgreSQL is woken once for it. */
  #gather(): void {
    const stream: unknown = Reflect.get(Object(Reflect.get(this.#client, 'connection')), 'stream');
    if (!(stream instanceof Writable) || gathering.has(stream)) return;
    gathering.add(stream);
    stream.cork();
    process.nextTick(() => {
      gathering.delete(stream);
      stream.uncork();
    });
  }

  /** True once an answer failed to arrive: the transaction may or may not have happened. */
  get broken(): boolean {
    return this.#broken;
  }

  /** The connection carries what nobody here gave it: it is closed instead of going to the next tenant. */
  distrust(): void {
    this.#broken = true;
  }

  /** Gives the connection back, or destroys it when it is broken or may carry state. */
  release(destroy = false): void {
    this.#client.release(destroy || this.#broken);
  }
}

/** Translates what PostgreSQL and the network say into what a caller can act upon; everything else stays as it is. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof WardroomError) return error;
  if (!(error instanceof pg.DatabaseError)) {
    return isConnectionError(error) ? new WardroomError('unavailable', { cause: error }) : error;
  }
  switch (error.code) {
    case '57014':
      return new WardroomError('timeout', { cause: error });
    case '55P03':
    case '40P01':
    case '40001':
    case '53300':
      return new WardroomError('overloaded', { cause: error });
    case '53100':
    case '53200':
    case '57P01':
    case '57P02':
    case '57P03':
    case '25P03':
      return new WardroomError('unavailable', { cause: error });
    default:
      return error;
  }
}

const connectionErrors = /ECONN|EPIPE|ENOENT|ETIMEDOUT|EAI_AGAIN|terminat|Connection|timeout/i;
const isConnectionError = (error: unknown): boolean =>
  error instanceof Error && connectionErrors.test(`${Reflect.get(error, 'code')} ${error.message}`);

/** Constraint violations are answers that the product expects; anything else from PostgreSQL is not. */
export const isUnexpectedRefusal = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && !(error.code ?? '').startsWith('23');

export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  error instanceof pg.DatabaseError && error.code === '23505' && error.constraint === constraint;
