/** Lists clients: those that one answers for, or all with `clients.manage`. */
import { encodeId, uuidOf } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementQuery } from '../../kernel/implementation.ts';
import { presentClients, withSecrets } from './find.ts';
import { listClientRows } from './store.ts';

export const listClients = (): Implementation =>
  implementQuery('clients.list', {
    async run(tx, context, { after, limit }) {
      const { principalId, rights } = context.authority;
      context.authorise('clients.own', workspace);
      const rows = await listClientRows(tx, {
        answersFor: rights.has('clients.manage') ? null : principalId,
        after: after === undefined ? null : uuidOf(after),
        limit: limit + 1,
      });
      return { clients: await withSecrets(tx, rows.slice(0, limit)), more: rows.length > limit };
    },
    async present({ keys, at }, { clients, more }) {
      const last = clients.at(-1);
      return {
        clients: await presentClients(keys, clients, at),
        next: more && last ? encodeId('client', last.row.client_id) : null,
      };
    },
  });
