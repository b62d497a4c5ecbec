/** SQL that destroys messages of a deleted channel, newest first: a reply always stands after its root. */
import type { Uuid } from '@wardroom/contract';
import { command, query } from '../../../kernel/database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../../kernel/database/transaction.ts';
import type { Permit } from '../../../kernel/permit.ts';

const newest = query<{ message_id: Uuid }>(
  'messages.newestIds',
  `select x.message_id from tenant.messages x
    where x.tenant_id = $1 and x.channel_id = $2 order by x.channel_seq desc limit $3`,
);

/** Ids of at most `limit` messages of a channel, from its new end. */
export async function newestIds(tx: ReadTransaction, channelId: Uuid, limit: number): Promise<Uuid[]> {
  const rows = await tx.query(newest, [tx.tenantId, channelId, limit]);
  return rows.map(({ message_id: id }) => id);
}

const removeReactions = command(
  'messages.removeReactions',
  'delete from tenant.reactions r where r.tenant_id = $1 and r.message_id = any ($2::uuid[])',
);

const removeMentions = command(
  'messages.removeMentions',
  `delete from tenant.mentions n
    where n.tenant_id = $1 and n.channel_id = $3 and n.message_id = any ($2::uuid[])`,
);

const remove = command(
  'messages.remove',
  'delete from tenant.messages x where x.tenant_id = $1 and x.channel_id = $3 and x.message_id = any ($2::uuid[])',
);

/** Messages of the permit's channel, with everything of this module that points at them. */
export function removeMessages(tx: WriteTransaction, permit: Permit, ids: readonly Uuid[]): void {
  tx.send(permit, removeReactions, [tx.tenantId, ids]);
  tx.send(permit, removeMentions, [tx.tenantId, ids, permit.resourceId]);
  tx.send(permit, remove, [tx.tenantId, ids, permit.resourceId]);
}
