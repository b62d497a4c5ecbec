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
  /** Interruptions by choice in one schedule: one for a quick pass, two in soak. */
  readonly preemptions: number;
}

interface Running {
  readonly actor: Actor;
  readonly done: Promise<PromiseSettledResult<unknown>>;
  finished: boolean;
  backendPid: number | null;
  waiting: { readonly statement: string; readonly proceed: () => void } | null;
}

/**
 * Tries every schedule in which actors are interrupted at most `preemptions` times by choice (being blocked does not
 * count): races need few interruptions at the right places (Musuvathi and Qadeer, PLDI 2007). Returns how many it tried.
 */
export async function explore(options: ExploreOptions): Promise<{ schedules: number }> {
  const alone = await runSchedule(options, { first: 0, segments: [] });
  await options.examine(alone);
  const actors = alone.results.length;
  const longest = alone.steps.length;
  let schedules = 1;
  for (let first = 0; first < actors; first += 1) {
    for (const segments of segmentsUpTo(options.preemptions, longest)) {
      const schedule = await runSchedule(options, { first, segments });
      schedules += 1;
      await options.examine(schedule);
    }
  }
  return { schedules };
}

/** All lists of at most `count` lengths from 1 to `longest`, the shorter lists first. */
function* segmentsUpTo(count: number, longest: number): Generator<number[]> {
  if (count === 0) return;
  yield* segmentsUpTo(count - 1, longest);
  const lengths = new Array<number>(count).fill(1);
  for (;;) {
    yield [...lengths];
    const digit = lengths.findLastIndex((length) => length < longest);
    if (digit < 0) return;
    lengths[digit] = (lengths[digit] ?? 0) + 1;
    lengths.fill(1, digit + 1);
  }
}

/** Who begins, and after how many statements each next interruption comes. */
interface Plan {
  readonly first: number;
  readonly segments: readonly number[];
}

async function runSchedule({ admin, arrange }: ExploreOptions, plan: Plan): Promise<Schedule> {
  const running = (await arrange()).map(start);
  const steps: string[] = [];
  const segments = [...plan.segments];
  let current = plan.first;
  let left = segments.shift() ?? Number.POSITIVE_INFINITY;
  for (;;) {
    await settle(admin, running);
    if (!running.some((one) => one.waiting !== null)) break;
    if (left === 0) {
      current += 1;
      left = segments.shift() ?? Number.POSITIVE_INFINITY;
    }
    while (!running[current % running.length]?.waiting) current += 1;
    const turn = running[current % running.length];
    if (!turn?.waiting) throw new Error('an actor lost its turn');
    steps.push(`${turn.actor.name}:${turn.waiting.statement}`);
    left -= 1;
    const { proceed } = turn.waiting;
    turn.waiting = null;
    proceed();
  }
  return { steps, results: await Promise.all(running.map(({ done }) => done)) };
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
