/**
 * The interleaving explorer: runs several actors against one PostgreSQL and decides, statement by statement, whose turn
 * it is. Nothing sleeps: an actor is stopped before each statement, and after its turn it has either come to its next
 * statement, finished, or is known by PostgreSQL to wait for a lock. Every schedule up to a bound is tried, depth first,
 * so a race is found by search and not by luck.
 */
import type pg from 'pg';
import type { Session, StatementObserver } from '../kernel/database/session.ts';

export interface Actor {
  readonly name: string;
  /** Does its work over a database that was given this observer. */
  run(observer: StatementObserver): Promise<unknown>;
}

export interface Schedule {
  /** `actor:statement` in the order in which they were let through. */
  readonly steps: readonly string[];
  /** What each actor ended with, in the order of the actors. */
  readonly results: readonly PromiseSettledResult<unknown>[];
}

export interface ExploreOptions {
  readonly admin: pg.Pool;
  /** Fresh actors for one schedule; also resets what they act on. */
  readonly arrange: () => Promise<readonly Actor[]>;
  /** Throws when the schedule broke a promise of the product. */
  readonly examine: (schedule: Schedule) => Promise<void>;
  /** Schedules tried at most. */
  readonly maxSchedules: number;
}

interface Running {
  readonly actor: Actor;
  readonly done: Promise<PromiseSettledResult<unknown>>;
  finished: boolean;
  backendPid: number | null;
  waiting: { readonly statement: string; readonly proceed: () => void } | null;
}

/** Tries schedules until all are tried or the bound is reached. Returns how many, and whether that was all. */
export async function explore(options: ExploreOptions): Promise<{ schedules: number; complete: boolean }> {
  let prefix: number[] = [];
  let schedules = 0;
  while (schedules < options.maxSchedules) {
    const { choices, schedule } = await runSchedule(options, prefix);
    schedules += 1;
    await options.examine(schedule);
    const next = nextPrefix(choices);
    if (next === null) return { schedules, complete: true };
    prefix = next;
  }
  return { schedules, complete: false };
}

interface Choice {
  readonly taken: number;
  readonly of: number;
}

/** The next leaf of the tree of choices, or null after the last. */
function nextPrefix(choices: readonly Choice[]): number[] | null {
  for (let depth = choices.length - 1; depth >= 0; depth -= 1) {
    const choice = choices[depth];
    if (choice && choice.taken + 1 < choice.of) {
      return [...choices.slice(0, depth).map(({ taken }) => taken), choice.taken + 1];
    }
  }
  return null;
}

async function runSchedule(
  { admin, arrange }: ExploreOptions,
  prefix: readonly number[],
): Promise<{ choices: Choice[]; schedule: Schedule }> {
  const running = (await arrange()).map(start);
  const choices: Choice[] = [];
  const steps: string[] = [];
  for (;;) {
    await settle(admin, running);
    const ready = running.filter((one) => one.waiting !== null);
    if (ready.length === 0) break;
    const taken = Math.min(prefix[choices.length] ?? 0, ready.length - 1);
    choices.push({ taken, of: ready.length });
    const turn = ready[taken];
    if (!turn?.waiting) throw new Error('an actor lost its turn');
    steps.push(`${turn.actor.name}:${turn.waiting.statement}`);
    const { proceed } = turn.waiting;
    turn.waiting = null;
    proceed();
  }
  const results = await Promise.all(running.map(({ done }) => done));
  return { choices, schedule: { steps, results } };
}

function start(actor: Actor): Running {
  const before = (event: { session: Session; statement: string }) =>
    new Promise<void>((proceed) => {
      one.backendPid = event.session.backendPid;
      one.waiting = { statement: event.statement, proceed };
    });
  const one: Running = {
    actor,
    finished: false,
    backendPid: null,
    waiting: null,
    done: Promise.resolve()
      .then(() => actor.run({ before }))
      .then(
        (value) => ({ status: 'fulfilled', value }) as const,
        (reason: unknown) => ({ status: 'rejected', reason }) as const,
      )
      .finally(() => {
        one.finished = true;
      }),
  };
  return one;
}

/** Waits until every actor stands before a statement, has finished, or is blocked by another one's lock. */
async function settle(admin: pg.Pool, running: readonly Running[]): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    const moving = running.filter((one) => !one.finished && one.waiting === null);
    if (moving.length === 0) return;
    const pids = moving.flatMap(({ backendPid }) => (backendPid === null ? [] : [backendPid]));
    if (pids.length < moving.length) continue;
    const { rows } = await admin.query<{ blocked: number }>(
      'select count(*)::integer as blocked from unnest($1::integer[]) as p (pid) where cardinality(pg_blocking_pids(p.pid)) > 0',
      [pids],
    );
    // All that move are blocked, and somebody who is not can still act.
    if (rows[0]?.blocked === moving.length && running.some((one) => one.waiting !== null)) return;
  }
}
