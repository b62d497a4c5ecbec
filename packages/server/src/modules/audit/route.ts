/**
 * Along which index the log is walked for some filters: the one that leaves the least to look at. Numbers of what there
 * is decide, not a guess about how values are spread.
 */
import type { Uuid } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { asksForClass, type Criteria, givenIds } from './criteria.ts';
import {
  type ClassRow,
  type IdRoute,
  listClasses,
  type ProbedRow,
  probes,
  type Route,
} from './store/walk.ts';

export interface Way {
  readonly route: Route;
  /** Parameters from $17 on. */
  readonly values: readonly unknown[];
  /** Whether the index alone tells which entries fit, times aside. */
  readonly isExact: boolean;
}

/** The ids between which is looked. */
export interface Span {
  readonly low: Uuid;
  readonly high: Uuid;
}

/** As many of the newest entries of each tell which is the rarest: of the others they lie closer together. */
const mostProbed = 500;
/** What is this rare needs no comparison. */
const rare = 200;

/** Null: the sealed log has nothing of the kind. */
export async function chooseWay(tx: ReadTransaction, criteria: Criteria, span: Span): Promise<Way | null> {
  const given = givenIds(criteria);
  if (given.includes('request')) return { route: 'request', values: [], isExact: given.length === 1 };
  const asks = asksForClass(criteria);
  if (!asks && given.length === 0) return { route: 'whole', values: [], isExact: true };
  const { actorType, action, outcome, types } = criteria;
  const classes = await tx.query(listClasses, [tx.tenantId, actorType, action, outcome, types]);
  if (classes.length === 0) return null;
  const byClass: Way = { route: 'class', values: classValues(classes), isExact: given.length === 0 };
  const [only, ...others] = given;
  if (only === undefined) return byClass;
  const ofTypes = [[...new Set(classes.map(({ type }) => type))]];
  const isExact = others.length === 0 && actorType === null && action === null && outcome === null;
  const ways = given.map((route): Way => ({ route, values: ofTypes, isExact }));
  const [first = byClass] = ways;
  return isExact ? first : rarest(tx, { criteria, span }, asks ? [...ways, byClass] : ways);
}

const classValues = (classes: readonly ClassRow[]): unknown[] => [
  classes.map(({ type }) => type),
  classes.map(({ action }) => action),
  classes.map(({ outcome }) => outcome),
  classes.map(({ actor_type }) => actor_type),
];

async function rarest(
  tx: ReadTransaction,
  { criteria: { ids }, span: { low, high } }: { readonly criteria: Criteria; readonly span: Span },
  ways: readonly Way[],
): Promise<Way | null> {
  let best: { way: Way; probed: ProbedRow } | null = null;
  for (const way of ways) {
    const { route, values } = way;
    const named = route === 'class' ? [] : [ids[route as IdRoute]];
    const [probed = { found: 0, reached: null }] = await tx.query(probes[route as keyof typeof probes], [
      ...[tx.tenantId, low, high, mostProbed],
      ...named,
      ...values,
    ]);
    if (best === null || isRarer(probed, best.probed)) best = { way, probed };
    if (probed.found <= rare) break;
  }
  return best?.way ?? null;
}

/** As many of both: those are rarer that lie further back. */
const isRarer = (one: ProbedRow, other: ProbedRow): boolean =>
  one.found < other.found ||
  (one.found === other.found &&
    one.reached !== null &&
    other.reached !== null &&
    one.reached < other.reached);
