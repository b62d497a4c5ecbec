/** SQL that destroys what a deleted channel leaves. The role of requests deletes no message itself: a function does. */
import { command } from '../../../kernel/database/statement.ts';
import type { WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';

const purge = command<{ removed: number | null }>(
  'messages.purge',
  'select app.purge_channel($1::uuid, $2) as removed',
);

/**
 * Removes at most `limit` messages of the permit's channel. 0: none were left, and the row of the channel was removed
 * now; null: there is no deleted channel of this id.
 */
export async function removeMessages(
  tx: WriteTransaction,
  permit: Permit,
  limit: number,
): Promise<number | null> {
  const [row] = await tx.execute(permit, purge, [permit.resourceId, limit]);
  return row?.removed ?? null;
}
