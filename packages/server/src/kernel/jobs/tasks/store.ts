/** SQL of the kernel's own tasks. */
import { instant } from '../../database/connections.ts';
import { command } from '../../database/statement.ts';
import type { WriteTransaction } from '../../database/transaction.ts';
import { leastIdAt } from '../../ids.ts';
import type { Permit } from '../../permit.ts';

/** From the oldest on and without a gap: up to the first event that is young enough, whatever clocks have done. */
const pruneEvents = command<{ removed: number }>(
  'log.prune',
  `with oldest as (
     select seq, at from tenant.events where tenant_id = $1 order by seq limit $3
   ), bound as (
     select coalesce(min(seq) filter (where at >= $2), max(seq) + 1) as seq from oldest
   ), gone as (
     delete from tenant.events e using bound b where e.tenant_id = $1 and e.seq < b.seq returning e.seq
   )
   select count(*) as removed from gone`,
);

const expireSessions = command<{ removed: number }>(
  'sessions.expire',
  `with gone as (
     delete from tenant.sessions s where s.tenant_id = $1 and s.session_id in (
       select o.session_id from tenant.sessions o where o.tenant_id = $1 and o.expires_at < $2 limit $3)
     returning s.session_id
   )
   select count(*) as removed from gone`,
);

/** By id, which begins with the moment. */
const expireDecisions = command<{ removed: number }>(
  'decisions.expire',
  `with gone as (
     delete from tenant.decisions d where d.tenant_id = $1 and d.decision_id in (
       select o.decision_id from tenant.decisions o
        where o.tenant_id = $1 and o.decision_id < $2 order by o.decision_id limit $3)
     returning d.decision_id
   )
   select count(*) as removed from gone`,
);

/** Denials and uses of what has expired long ago; migration 0011 says how long. */
const expireTokens = command<{ removed: number }>(
  'tokens.expire',
  'select app.purge_ended_tokens($1) as removed',
);

/** What the authorisation server has kept, and proofs; migration 0013 says how long. */
const expireRecords = command<{ removed: number }>(
  'records.expire',
  'select app.purge_protocol_records($1) as removed',
);

export async function removeProtocolRecords(
  tx: WriteTransaction,
  permit: Permit,
  limit: number,
): Promise<number> {
  const [row] = await tx.execute(permit, expireRecords, [limit]);
  return row?.removed ?? 0;
}

export async function removeEndedTokens(
  tx: WriteTransaction,
  permit: Permit,
  limit: number,
): Promise<number> {
  const [row] = await tx.execute(permit, expireTokens, [limit]);
  return row?.removed ?? 0;
}

export async function removeEvents(
  tx: WriteTransaction,
  permit: Permit,
  olderThan: number,
  limit: number,
): Promise<number> {
  const [row] = await tx.execute(permit, pruneEvents, [permit.tenantId, instant(olderThan), limit]);
  return row?.removed ?? 0;
}

export async function removeSessions(
  tx: WriteTransaction,
  permit: Permit,
  expiredBefore: number,
  limit: number,
): Promise<number> {
  const [row] = await tx.execute(permit, expireSessions, [permit.tenantId, instant(expiredBefore), limit]);
  return row?.removed ?? 0;
}

export async function removeDecisions(
  tx: WriteTransaction,
  permit: Permit,
  before: number,
  limit: number,
): Promise<number> {
  const [row] = await tx.execute(permit, expireDecisions, [permit.tenantId, leastIdAt(before), limit]);
  return row?.removed ?? 0;
}
