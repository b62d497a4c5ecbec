/**
 * What was added to the sealed log since a place in it. Places are given in the order in which entries are sealed, so
 * who goes on from where the last answer ended misses nothing and sees nothing twice; by time or id, what commits late
 * would be missed.
 */
import { kindsOf } from '../../kernel/audit/kinds.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { type Criteria, criteriaOf, fitValues } from './criteria.ts';
import { isReadable, readableStores } from './readable.ts';
import { followLog, readSize } from './store/count.ts';
import { type EntryRow, openingsOf } from './store/entries.ts';
import { presentAll } from './view.ts';

/** Entries that one call looks at. */
const mostLooked = 2_000;

interface Followed {
  readonly rows: readonly EntryRow[];
  readonly next: number;
  readonly isCaughtUp: boolean;
}

export const tailAudit = (): Implementation =>
  implementQuery('audit.tail', {
    async run(tx, context, { after, limit, ...filters }) {
      const stores = readableStores(context, filters.store);
      const followed = await follow(tx, criteriaOf(filters, stores), after ?? null, limit);
      const rows = followed.rows.filter(({ store }) => isReadable(store, stores));
      return { ...followed, rows, stores, openings: await openingsOf(tx, rows) };
    },
    present: async ({ keys }, { rows, next, isCaughtUp, stores, openings }) => ({
      entries: await presentAll(keys, rows, openings, kindsOf),
      ...{ next, isCaughtUp, stores: [...stores] },
    }),
  });

async function follow(
  tx: ReadTransaction,
  criteria: Criteria,
  after: number | null,
  limit: number,
): Promise<Followed> {
  const [{ size } = { size: 0 }] = await tx.query(readSize, [tx.tenantId]);
  // A place that is not there yet: of a log that was set back, or made up.
  if (after === null || after > size) return { rows: [], next: size, isCaughtUp: true };
  const answer = await tx.query(followLog, [
    ...[tx.tenantId, after, mostLooked],
    ...[...fitValues(criteria), limit + 1],
  ]);
  const [{ looked = 0, last_looked = null } = {}] = answer;
  const found = answer.filter(({ index }) => index !== null);
  const rows = found.slice(0, limit);
  const last = rows.at(-1)?.index ?? null;
  if (found.length > limit && last !== null) return { rows, next: last + 1, isCaughtUp: false };
  // Where the oldest entries are gone, the first that is there is not the one asked for.
  return { rows, next: last_looked === null ? after : last_looked + 1, isCaughtUp: looked < mostLooked };
}
