/** Admits a client that has registered itself. Nobody admits what may do more than they may themselves. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { presentClient, requireClient, requireWithin, withSecrets } from './find.ts';
import { writeStatus } from './store.ts';

export const approveClient = (): Implementation =>
  implementCommand('clients.approve', {
    async run(tx, context, { clientId }) {
      const { row, permit } = await requireClient(tx, context, 'clients.manage', uuidOf(clientId));
      requireWithin(context.authority, row.scopes);
      if (row.status === 'revoked') throw new WardroomError('conflict');
      if (row.status === 'waiting') {
        await writeStatus(tx, permit, 'active', context.at);
        context.record(row.client_id, { metadata: { scopes: row.scopes.join(' ') } });
      }
      const [client] = await withSecrets(tx, [{ ...row, status: 'active' }]);
      if (client === undefined) throw new Error('a client was admitted and cannot be shown');
      return client;
    },
    present: async ({ keys, at }, client) => ({ client: await presentClient(keys, client, at) }),
  });
