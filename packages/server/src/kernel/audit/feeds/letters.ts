/**
 * Dead letters that somebody has asked for again. They go beside the place of their feed, which stays where it is. What
 * must never happen: a letter disappears that neither arrived nor was dropped by somebody.
 */
import { instant } from '../../database/connections.ts';
import { command, query } from '../../database/statement.ts';
import type { ReadTransaction, WriteTransaction } from '../../database/transaction.ts';
import type { Permit } from '../../permit.ts';
import type { OutgoingEntry } from '../outlets/index.ts';
import type { Delivered } from './deliver.ts';
import { entriesWithin, type LogRow, type SinkRow } from './store.ts';

const readAsked = query<LogRow>(
  'feeds.askedLetters',
  entriesWithin(
    `select a.* from tenant.audit_dead_letters d
       join tenant.audit_log a on a.tenant_id = d.tenant_id and a.index = d.index
      where d.tenant_id = $1 and d.sink_id = $2 and d.asked_at is not null order by d.index limit $3`,
  ),
);
const arrive = command(
  'feeds.lettersArrive',
  'delete from tenant.audit_dead_letters d where d.tenant_id = $1 and d.sink_id = $2 and d.index = any ($3::int8[])',
);
const refuse = command(
  'feeds.lettersRefused',
  `update tenant.audit_dead_letters d set asked_at = null, status = r.status, refused_at = $5
     from unnest($3::int8[], $4::int4[]) r (index, status)
    where d.tenant_id = $1 and d.sink_id = $2 and d.index = r.index`,
);
/** What was removed from the log after its time goes nowhere any more: the letter stays, and nobody waits for it. */
const giveUpRemoved = command(
  'feeds.lettersRemoved',
  `update tenant.audit_dead_letters d set asked_at = null
    where d.tenant_id = $1 and d.sink_id = $2 and d.asked_at is not null
      and not exists (select from tenant.audit_log a where a.tenant_id = $1 and a.index = d.index)`,
);
const noteAsked = command(
  'feeds.lettersLeft',
  `update tenant.audit_sinks s
      set letters_asked_at = (select min(d.asked_at) from tenant.audit_dead_letters d
                               where d.tenant_id = $1 and d.sink_id = $2 and d.asked_at is not null)
    where s.tenant_id = $1 and s.sink_id = $2 and s.fence = $3`,
);

export const readAskedLetters = (
  tx: ReadTransaction,
  { sink_id: sinkId }: SinkRow,
  { entries, bytes }: { readonly entries: number; readonly bytes: number },
): Promise<LogRow[]> => tx.query(readAsked, [tx.tenantId, sinkId, entries, bytes]);

/** After a delivery of letters, in the transaction that holds the feed. */
export async function settleLetters(
  tx: WriteTransaction,
  permit: Permit,
  { sink_id: sinkId, fence }: SinkRow,
  {
    entries,
    end: { done, refused },
    now,
  }: { readonly entries: readonly OutgoingEntry[]; readonly end: Delivered; readonly now: number },
): Promise<void> {
  const again = new Set(refused.map(({ index }) => index));
  const arrived = entries.slice(0, done).filter(({ index }) => !again.has(index));
  await tx.execute(permit, arrive, [tx.tenantId, sinkId, arrived.map(({ index }) => index)]);
  const statuses = refused.map(({ status }) => status);
  await tx.execute(permit, refuse, [tx.tenantId, sinkId, [...again], statuses, instant(now)]);
  await tx.execute(permit, giveUpRemoved, [tx.tenantId, sinkId]);
  await tx.execute(permit, noteAsked, [tx.tenantId, sinkId, fence]);
}
