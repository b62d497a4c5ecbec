/** Revokes a key. The event closes its open sockets. */
import { uuidOf, WardroomError } from '@wardroom/contract';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { findCredential, writeRevoked } from './store.ts';

export const revokeCredential = (): Implementation =>
  implementCommand('credentials.revoke', {
    async run(tx, context, input) {
      const row = await findCredential(tx, uuidOf(input.credentialId));
      const permit = context.authorise(
        'credentials.own',
        row && { id: row.credential_id, facts: { kind: 'Credential', ownerId: row.owner_id } },
      );
      if (row === null) throw new WardroomError('not_found');
      if (row.revoked_at !== null) return;
      await writeRevoked(tx, permit, context.at);
      context.record(row.credential_id, { subjectId: row.principal_id });
      tx.append({
        type: 'credential.revoked',
        at: context.at,
        actorId: context.authority.principalId,
        subjectId: row.principal_id,
        credentialId: row.credential_id,
      });
    },
    present: async () => ({}),
  });
