/**
 * Ends a grant: itself, what the protocol keeps of it, and every token that comes from it, in one transaction. The event
 * closes their open sockets.
 */
import type { Uuid } from '@wardroom/contract';
import type { WriteTransaction } from '../../kernel/database/transaction.ts';
import type { Permit } from '../../kernel/permit.ts';
import { writeEndedByGrant } from '../../kernel/protocol-records/index.ts';
import { leewayMs, longestLifeMs, writeDenial } from '../../kernel/tokens/index.ts';
import { type GrantRow, writeRevoked } from './store.ts';

export interface EndedBy {
  readonly at: number;
  readonly actorId: Uuid | null;
  /** Something of it was used twice: whoever granted it is told. */
  readonly isReplay?: boolean;
}

/** False when it was revoked before: then there is nothing to record. */
export async function endGrant(
  tx: WriteTransaction,
  permit: Permit,
  {
    grant_id: id,
    principal_id: subjectId,
    revoked_at: revokedAt,
  }: Pick<GrantRow, 'grant_id' | 'principal_id' | 'revoked_at'>,
  { at, actorId, isReplay = false }: EndedBy,
): Promise<boolean> {
  // Read under the head lock, which whoever revokes holds.
  if (revokedAt !== null) return false;
  await writeRevoked(tx, permit, { id, at, isReplay });
  await writeEndedByGrant(tx, permit, id, at);
  // Longer than any token of it can live, by clocks that differ.
  await writeDenial(tx, permit, { id, kind: 'grant', at, expiresAt: at + longestLifeMs + leewayMs });
  tx.append({ type: 'token.revoked', at, actorId, subjectId, credentialId: id });
  return true;
}
