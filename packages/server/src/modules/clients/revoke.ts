/** Revokes a client with everything that was granted to it. */
import { uuidOf } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { endClient } from './end.ts';
import { requireClient } from './find.ts';

export const revokeClient = (): Implementation =>
  implementCommand('clients.revoke', {
    async run(tx, context, { clientId }) {
      const { row, permit } = await requireClient(tx, context, 'clients.own', uuidOf(clientId));
      if (row.status === 'revoked') return;
      const { at, authority } = context;
      const grants = await endClient(tx, permit, { at, actorId: authority.principalId });
      context.record(row.client_id, { subjectId: row.principal_id, metadata: { grants } });
    },
    present: async () => ({}),
  });
