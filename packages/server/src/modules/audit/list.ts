/** The audit log by any filters, newest first. Reading it is itself recorded, before the answer leaves (kernel/run). */
import { encodeId, uuidOf } from '@wardroom/contract';
import { kindsOf } from '../../kernel/audit/kinds.ts';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { criteriaOf } from './criteria.ts';
import { searchEntries } from './search.ts';
import { openingsOf } from './store/entries.ts';
import { presentAll } from './view.ts';

export const listAudit = (): Implementation =>
  implementQuery('audit.list', {
    async run(tx, context, { before, after, limit, ...filters }) {
      context.authorise('audit.view', workspace);
      const found = await searchEntries(tx, criteriaOf(filters), {
        before: before === undefined ? null : uuidOf(before),
        after: after === undefined ? null : uuidOf(after),
        limit,
      });
      return { ...found, openings: await openingsOf(tx, found.rows) };
    },
    present: async ({ keys }, { rows, openings, next, isComplete }) => ({
      entries: await presentAll(keys, rows, openings, kindsOf),
      next: next === null ? null : encodeId('auditEntry', next),
      isComplete,
    }),
  });
