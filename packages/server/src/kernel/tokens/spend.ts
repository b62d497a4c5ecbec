/** Uses up a token that works once, in the transaction of what it was used for (TOK-02). */
import type { Authority } from '../authority/worth.ts';
import type { WriteTransaction } from '../database/transaction.ts';
import { issuePermit } from '../permit.ts';
import { writeUse } from './store.ts';
import { refused } from './token.ts';

/** Throws `unauthenticated` when it was used before, and the transaction with all that it did is undone. */
export async function spend(tx: WriteTransaction, { token }: Authority, at: number): Promise<void> {
  if (!token?.once) return;
  const permit = issuePermit({
    transaction: tx,
    tenantId: tx.tenantId,
    operation: 'tokens.use',
    permission: 'credential',
    resourceId: token.tokenId,
  });
  const { tokenId, expiresAt } = token;
  if (!(await writeUse(tx, permit, { tokenId, at, expiresAt }))) throw refused('revoked');
}
