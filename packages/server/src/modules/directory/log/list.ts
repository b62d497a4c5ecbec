/** directory.listAudit: the platform log, newest first; what waits for its place is there, too. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { kindsOf } from '../../../kernel/audit/kinds.ts';
import { platformLog } from '../../../kernel/audit/logs.ts';
import { implementPlatformQuery, type PlatformImplementation } from '../../../kernel/platform/index.ts';
import { bothStores, criteriaOf, openingsOf, presentAll, searchEntries } from '../../audit/index.ts';
import type { PlatformLogDeps } from './proofs.ts';

export const listAudit = ({ database }: PlatformLogDeps): PlatformImplementation =>
  implementPlatformQuery('directory.listAudit', {
    async run(_tx, context, { before, limit }) {
      context.authorise();
      const position = before === undefined ? null : uuidOf(before);
      // As the role that may read logs, in the context of this one: the platform's own role cannot.
      return database.read(platformLog, async (log) => {
        const found = await searchEntries(log, criteriaOf({}, bothStores), {
          before: position,
          after: null,
          limit,
        });
        return { ...found, openings: await openingsOf(log, found.rows) };
      });
    },
    present: async ({ keys }, { rows, openings, next }) => ({
      entries: await presentAll(keys, rows, openings, kindsOf),
      next: next === null ? null : encodeId('auditEntry', next),
    }),
  });
