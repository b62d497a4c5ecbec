/** Reads the tenant event log. */
import type { EventType, Uuid } from '@wardroom/contract';
import { query } from '../database/statement.ts';
import type { ReadTransaction } from '../database/transaction.ts';
import type { StoredEvent } from './event.ts';

interface EventRow {
  seq: number;
  type: EventType;
  at: number;
  actor_id: Uuid | null;
  subject_id: Uuid | null;
  channel_id: Uuid | null;
  message_id: Uuid | null;
  credential_id: Uuid | null;
}

const readAfter = query<EventRow>(
  'log.readAfter',
  `select seq, type, at, actor_id, subject_id, channel_id, message_id, credential_id
     from tenant.events where tenant_id = $1 and seq > $2 order by seq limit $3`,
);
const readHead = query<{ seq: number }>('log.readHead', 'select seq from tenant.heads where tenant_id = $1');
const readOldest = query<{ seq: number }>(
  'log.readOldest',
  'select seq from tenant.events where tenant_id = $1 order by seq limit 1',
);

/** Events after a position, oldest first, at most `limit`. */
export async function readEvents(tx: ReadTransaction, after: number, limit: number): Promise<StoredEvent[]> {
  const rows = await tx.query(readAfter, [tx.tenantId, after, limit]);
  return rows.map((row) => ({
    seq: row.seq,
    type: row.type,
    at: row.at,
    actorId: row.actor_id,
    ...(row.subject_id === null ? {} : { subjectId: row.subject_id }),
    ...(row.channel_id === null ? {} : { channelId: row.channel_id }),
    ...(row.message_id === null ? {} : { messageId: row.message_id }),
    ...(row.credential_id === null ? {} : { credentialId: row.credential_id }),
  }));
}

/** Head and oldest kept position of the log; `oldest` is head + 1 when nothing is kept. */
export async function readPosition(tx: ReadTransaction): Promise<{ head: number; oldest: number }> {
  const [head] = await tx.query(readHead, [tx.tenantId]);
  const [oldest] = await tx.query(readOldest, [tx.tenantId]);
  const seq = head?.seq ?? 0;
  return { head: seq, oldest: oldest?.seq ?? seq + 1 };
}
