/** The audit log by any filters, newest first. Reading it is itself recorded, before the answer leaves (kernel/run). */
import { encodeId, uuidOf } from '@wardroom/contract';
import { kindsOf } from '../../kernel/audit/kinds.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { criteriaOf } from './criteria.ts';
import { isReadable, readableStores } from './readable.ts';
import { searchEntries } from './search.ts';
import { openingsOf } from './store/entries.ts';
import { presentAll } from './view.ts';

export const listAudit = (): Implementation =>
  implementQuery('audit.list', {
    async run(tx, context, { before, after, limit, ...filters }) {
      const stores = readableStores(context, filters.store);
      const found = await searchEntries(tx, criteriaOf(filters, stores), {
        before: before === undefined ? null : uuidOf(before),
        after: after === undefined ? null : uuidOf(after),
        limit,
      });
      const rows = found.rows.filter(({ store }) => isReadable(store, stores));
      return { ...found, rows, stores, openings: await openingsOf(tx, rows) };
    },
    present: async ({ keys }, { rows, stores, openings, next, isComplete }) => ({
      entries: await presentAll(keys, rows, openings, kindsOf),
      next: next === null ? null : encodeId('auditEntry', next),
      isComplete,
      stores: [...stores],
    }),
  });
