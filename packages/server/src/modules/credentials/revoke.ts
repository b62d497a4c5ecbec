/** Revokes a key. The event closes its open sockets. */
import { type Uuid, uuidOf, WardroomError } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import { type Implementation, implementCommand, type RunContext } from '../../kernel/implementation.ts';
import type { Permit } from '../../kernel/permit.ts';
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
      await endKey(tx, context, permit, { credentialId: row.credential_id, principalId: row.principal_id });
    },
    present: async () => ({}),
  });

interface Ended {
  readonly credentialId: Uuid;
  readonly principalId: Uuid;
}

/** Ends a living key under a permit for it, for its principal or for its line. */
export async function endKey(
  tx: WriteTransaction,
  context: RunContext,
  permit: Permit,
  key: Ended,
): Promise<void> {
  await writeRevoked(tx, permit, key.credentialId, context.at);
  recordRevoked(tx, context, key);
}

/** On record, and in the log that closes sockets. */
function recordRevoked(
  tx: WriteTransaction,
  context: RunContext,
  { credentialId, principalId }: Ended,
): void {
  context.record(credentialId, {
    ...{ type: 'credential.revoked', resourceKind: 'Credential' },
    subjectId: principalId,
  });
  tx.append({
    type: 'credential.revoked',
    at: context.at,
    actorId: context.authority.principalId,
    subjectId: principalId,
    credentialId,
  });
}
