import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { mostDomains, toDomainView } from './domain.ts';
import { listDomainRows } from './store.ts';

export const listDomains = (): Implementation =>
  implementQuery('domains.list', {
    async run(tx, context) {
      context.authorise('domains.manage', workspace);
      return listDomainRows(tx, mostDomains);
    },
    present: async ({ keys }, rows) => ({
      domains: await Promise.all(rows.map((row) => toDomainView(keys, row))),
    }),
  });
