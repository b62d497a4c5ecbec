/**
 * The search of the audit log: sealed entries along one index, stretch by stretch, and what waits. A call looks at a
 * bounded number of entries and says when it stopped before its page was full, so that no choice of filters makes one
 * call expensive.
 */
import type { Uuid } from '@wardroom/contract';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Criteria, fitValues, spanOf } from './criteria.ts';
import { chooseWay, type Span, type Way } from './route.ts';
import type { EntryRow } from './store/entries.ts';
import { findPosition, type WalkedRow, waitings, walks } from './store/walk.ts';

export interface Page {
  /** Walk towards older entries from this one. */
  readonly before: Uuid | null;
  /** Without `before`, walk towards newer ones from this one; with it, no further than this. */
  readonly after: Uuid | null;
  readonly limit: number;
}

export interface Found {
  /** Newest first. */
  readonly rows: readonly EntryRow[];
  /** Where to go on in the same direction; null: nothing is left. */
  readonly next: Uuid | null;
  /** False: it stopped at its bound. */
  readonly isComplete: boolean;
}

/** Entries that one call looks at, about. */
const mostLooked = 20_000;
const firstStretch = 400;
const largestStretch = 6_400;
const nothing: Found = { rows: [], next: null, isComplete: true };

type Order = 'asc' | 'desc';

export async function searchEntries(
  tx: ReadTransaction,
  criteria: Criteria,
  { before, after, limit }: Page,
): Promise<Found> {
  // An id that is not in the log is no position, whatever it belongs to elsewhere.
  for (const position of [before, after])
    if (
      position !== null &&
      (await tx.query(findPosition, [tx.tenantId, position, criteria.labels])).length === 0
    )
      return nothing;
  const order: Order = after === null || before !== null ? 'desc' : 'asc';
  const [least, greatest] = spanOf(criteria);
  const span = {
    low: after !== null && after > least ? after : least,
    high: before !== null && before < greatest ? before : greatest,
  };
  // First what waits: what gets its place in between is then in the log, and counts once.
  const waiting = await tx.query(waitings[order], [
    ...[tx.tenantId, span.low, span.high],
    ...[...fitValues(criteria), limit + 1],
  ]);
  const way = await chooseWay(tx, criteria, span);
  const sealed = way === null ? exhausted : await walkLog(tx, criteria, { way, span, order, limit });
  return joined(waiting, sealed, order, limit);
}

interface Walked {
  readonly rows: readonly EntryRow[];
  /** Up to here everything was looked at; null: to the end. */
  readonly reached: Uuid | null;
  readonly isComplete: boolean;
}
const exhausted: Walked = { rows: [], reached: null, isComplete: true };

interface Walk {
  readonly way: Way;
  readonly span: Span;
  readonly order: Order;
  readonly limit: number;
}

async function walkLog(
  tx: ReadTransaction,
  criteria: Criteria,
  { way, span, order, limit }: Walk,
): Promise<Walked> {
  const statement = walks[way.route][order];
  const rows: EntryRow[] = [];
  let { low, high } = span;
  let looked = 0;
  for (
    let stretch = way.isExact ? limit + 1 : Math.max(firstStretch, limit + 1);
    ;
    stretch = longer(stretch)
  ) {
    const wanted = limit + 1 - rows.length;
    const answer = await tx.query(statement, [
      ...[tx.tenantId, low, high],
      ...fitValues(criteria),
      ...[stretch, wanted, ...way.values],
    ]);
    const [{ looked: seen = 0, reached = null } = {}] = answer;
    const found = answer.filter((row): row is WalkedRow => row.entry_id !== null);
    rows.push(...found);
    looked += seen;
    if (found.length >= wanted) return { rows, reached: rows.at(-1)?.entry_id ?? null, isComplete: true };
    if (seen < stretch || reached === null) return { rows, reached: null, isComplete: true };
    if (looked >= mostLooked) return { rows, reached, isComplete: false };
    if (order === 'desc') high = reached;
    else low = reached;
  }
}

const longer = (stretch: number): number => Math.min(largestStretch, Math.max(firstStretch, stretch * 4));

/** One page of both. What waits beyond what was looked at in the log belongs to a later page. */
function joined(waiting: readonly EntryRow[], sealed: Walked, order: Order, limit: number): Found {
  const { reached, isComplete } = sealed;
  const isReached = ({ entry_id }: EntryRow) =>
    reached === null || (order === 'desc' ? entry_id >= reached : entry_id <= reached);
  const known = new Set(sealed.rows.map(({ entry_id }) => entry_id));
  const all = [...sealed.rows, ...waiting.filter((row) => isReached(row) && !known.has(row.entry_id))].sort(
    (one, other) => (one.entry_id < other.entry_id === (order === 'asc') ? -1 : 1),
  );
  const rows = all.slice(0, limit);
  const isFull = all.length > limit;
  const next = isFull ? (rows.at(-1)?.entry_id ?? null) : isComplete ? null : reached;
  return { rows: order === 'asc' ? rows.reverse() : rows, next, isComplete: isComplete || isFull };
}
