/** Ends every token of a tenant or of one principal, in the transaction of what they must not outlive. */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../database/transaction.ts';
import { issuePermit, type Permit } from '../permit.ts';
import { writePrincipalEpoch, writeTenantEpoch } from './store.ts';

interface Cause {
  readonly at: number;
  readonly actorId: Uuid | null;
}

export async function endTokensOfTenant(tx: WriteTransaction, { at, actorId }: Cause): Promise<void> {
  await writeTenantEpoch(tx, permitFor(tx));
  tx.append({ type: 'token.revoked', at, actorId });
}

/** Changes of status and role do this by themselves (migration 0011). */
export async function endTokensOfPrincipal(
  tx: WriteTransaction,
  principalId: Uuid,
  { at, actorId }: Cause,
): Promise<void> {
  await writePrincipalEpoch(tx, permitFor(tx), principalId);
  tx.append({ type: 'token.revoked', at, actorId, subjectId: principalId });
}

const permitFor = (tx: WriteTransaction): Permit =>
  issuePermit({
    transaction: tx,
    tenantId: tx.tenantId,
    operation: 'tokens.revoke',
    permission: 'system',
    resourceId: null,
  });
