/** Ends secrets of clients that somebody has found where they should not be. The client stays, and gets a new one. */
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { PublicRunContext } from '../../kernel/implementation.ts';
import { isLive } from './client.ts';
import { endSecretsAt, findClientSecrets } from './store.ts';

/** Of each hash, whether it is that of a secret of this workspace; null is none. */
export async function endLeakedSecrets(
  tx: WriteTransaction,
  context: PublicRunContext,
  hashes: readonly (Buffer | null)[],
): Promise<boolean[]> {
  const wanted = hashes.filter((hash) => hash !== null);
  const found = wanted.length === 0 ? [] : await findClientSecrets(tx, wanted);
  const { at, address, requestId } = context;
  for (const row of found) {
    if (row.status === 'revoked' || !isLive(row, at)) continue;
    const clientId = row.client_id;
    const ending = { clientId, generations: [row.generation], until: at };
    await endSecretsAt(tx, context.permitFor(clientId), ending);
    tx.record({
      ...{ type: 'credential.leaked', outcome: 'success', actorType: 'anonymous', actorId: null },
      ...{ action: 'credentials.reportLeaked', resourceKind: 'Client', resourceId: clientId },
      ...{ credentialId: null, address, requestId, metadata: { generation: row.generation } },
    });
  }
  const known = new Set(found.map(({ secret_hash }) => secret_hash.toString('hex')));
  return hashes.map((hash) => hash !== null && known.has(hash.toString('hex')));
}
