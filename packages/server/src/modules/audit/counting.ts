/**
 * How many entries fit. Where filters ask only what an entry is, the counts by the hour know it, for years at once. Where
 * they name somebody or something, entries are counted one by one, the newest first, up to a bound.
 */
import { instant } from '../../kernel/database/connections.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Criteria, fitValues, givenIds, spanOf, timeEnd } from './criteria.ts';
import { chooseWay } from './route.ts';
import { type Counted, countHours, countWaiting } from './store/count.ts';
import { counts } from './store/walk.ts';

export interface Counting {
  readonly groups: readonly Counted[];
  readonly isExact: boolean;
  /** What is older was not counted. */
  readonly countedFrom: number;
}

/** Entries that one call counts one by one. */
export const mostCounted = 20_000;
const hourMs = 3_600_000;

const floorTo = (step: number, at: number): number => Math.floor(at / step) * step;
/** The whole steps that a time is in. */
export const wholeSteps = ({ from, to }: Pick<Criteria, 'from' | 'to'>, step: number) => ({
  from: floorTo(step, from),
  to: Math.min(timeEnd, to <= from ? floorTo(step, from) : floorTo(step, to - 1) + step),
});

export interface Grouping {
  /** Length of a bucket in milliseconds; null: all in one. */
  readonly stepMs: number | null;
  /** Whether types and kinds of actors are told apart. */
  readonly isByKind: boolean;
}

export async function countEntries(
  tx: ReadTransaction,
  criteria: Criteria,
  { stepMs, isByKind }: Grouping,
): Promise<Counting> {
  const whole = stepMs ?? hourMs;
  const binMs = stepMs ?? timeEnd;
  const isByHour = whole % hourMs === 0 && givenIds(criteria).length === 0;
  const asked = { ...criteria, ...wholeSteps(criteria, whole) };
  const [low, high] = spanOf(asked);
  const { actorType, action, outcome, types } = asked;
  // What waits first, as in the search; an entry that is sealed in between is counted twice in this answer, never lost.
  const waiting = await tx.query(countWaiting, [
    ...[tx.tenantId, low, high],
    ...fitValues(asked),
    binMs,
    isByKind,
  ]);
  if (!isByHour) return countOneByOne(tx, asked, binMs, waiting);
  const sealed = await tx.query(countHours, [
    ...[
      tx.tenantId,
      instant(asked.from),
      instant(asked.to),
      actorType,
      action,
      outcome,
      types,
      binMs,
      isByKind,
    ],
  ]);
  return { groups: [...waiting, ...sealed], isExact: true, countedFrom: asked.from };
}

async function countOneByOne(
  tx: ReadTransaction,
  criteria: Criteria,
  binMs: number,
  waiting: readonly Counted[],
): Promise<Counting> {
  const [low, high] = spanOf(criteria);
  const way = await chooseWay(tx, criteria, { low, high });
  if (way === null) return { groups: waiting, isExact: true, countedFrom: criteria.from };
  const rows = await tx.query(counts[way.route], [
    ...[tx.tenantId, low, high],
    ...fitValues(criteria),
    ...[mostCounted, binMs, ...way.values],
  ]);
  const [{ looked = 0, reached_at = null } = {}] = rows;
  const isExact = looked < mostCounted;
  return {
    groups: [...waiting, ...rows.filter(({ entries }) => entries !== null)],
    isExact,
    countedFrom: isExact ? criteria.from : Math.max(criteria.from, reached_at ?? criteria.from),
  };
}
