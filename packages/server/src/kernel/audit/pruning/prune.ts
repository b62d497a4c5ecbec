/**
 * One removal: the oldest bundles of one log, the openings of their entries, the signed note that says so and the entry
 * about it, in one transaction. Hash tiles stay for ever. Whatever ends it half way leaves everything where it was.
 */
import type { Uuid } from '@wardroom/contract';
import { tileWidth } from '@wardroom/seal';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { ContextSigner } from '../../database/context-signature.ts';
import type { Session } from '../../database/session.ts';
import type { Ids } from '../../ids.ts';
import type { ScopeKeys } from '../../keyring/index.ts';
import type { AuditEntry } from '../entry.ts';
import { sealAuditEntry } from '../seal.ts';
import type { CheckpointSigning } from '../sequencer/index.ts';
import { insertTenantAudit, tenantAuditValues } from '../store.ts';
import { requireTiles, rootAt } from './boundary-root.ts';
import { isLogAhead } from './clock-belief.ts';
import { askHolds, type HoldRegister, type HoldsInForce } from './holds.ts';
import { cutoffOf, governingDays } from './retention.ts';
import {
  admit,
  beginRetention,
  type DueRow,
  declare,
  findDue,
  holdRetention,
  type RetentionRow,
  readStanding,
  removeEntries,
  removeOpenings,
  type StandingRow,
} from './store.ts';

export interface PruneTools {
  readonly signing: CheckpointSigning;
  readonly signer: ContextSigner;
  readonly holds: HoldRegister;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface PruneOrder {
  readonly tenantId: Uuid;
  readonly keys: ScopeKeys;
  /** A time that is believed. */
  readonly now: number;
  /** Bundles at most. */
  readonly mostBundles: number;
}

export interface Pruned {
  readonly entries: number;
  readonly lowestIndex: number;
  /** Whether more of this log is past its time. */
  readonly hasMore: boolean;
}

/** Why nothing was removed. */
export type Kept = 'nothing_due' | 'held' | 'log_ahead';

export async function prune(session: Session, order: PruneOrder, tools: PruneTools): Promise<Pruned | Kept> {
  const { tenantId, now, mostBundles } = order;
  await session.send(beginRetention, [tenantId]);
  const retention = await only<RetentionRow>(session, holdRetention, [tenantId]);
  const days = { securityDays: retention.security_days, complianceDays: retention.compliance_days };
  const cutoff = cutoffOf(days, now);
  // Before anything is looked at: a hold that commits from here on finds the entries, or this finds the hold.
  const tx = {
    tenantId,
    read: async (statement: { name: string; text: string }, values: readonly unknown[]) =>
      (await session.send(statement, values)).rows as never,
  };
  const holds = await askHolds(tools.holds, tx, { kind: 'prune', before: cutoff });
  if (holds.isVetoed) return 'held';
  const standing = await only<StandingRow>(session, readStanding, [tenantId]);
  const ahead = { sequencedAt: standing.sequenced_at, checkpointAt: standing.checkpoint_at };
  if (isLogAhead(ahead, now)) return 'log_ahead';
  const { lowest_index: from, checkpoint_size: size } = standing;
  const all = await only<DueRow>(session, findDue, [tenantId, from, size, instant(cutoff)]);
  const lowestIndex = Math.min(all.lowest_index, from + mostBundles * tileWidth);
  if (lowestIndex <= from) return 'nothing_due';
  const boundary = { from, lowestIndex, retentionDays: governingDays(days), holds, cutoff };
  await declareBoundary(session, order, tools, { ...boundary, standing });
  const entries = await remove(session, tenantId, boundary);
  await record(session, order, tools, { ...boundary, entries });
  return { entries, lowestIndex, hasMore: lowestIndex < all.lowest_index };
}

interface Planned {
  readonly from: number;
  readonly lowestIndex: number;
  readonly retentionDays: number;
  readonly holds: HoldsInForce;
  readonly cutoff: number;
}

/** Signed by those who sign checkpoints, and admitted for this connection: with neither, PostgreSQL takes no boundary. */
async function declareBoundary(
  session: Session,
  { tenantId, now }: PruneOrder,
  { signing, signer }: PruneTools,
  { from, lowestIndex, retentionDays, holds, standing }: Planned & { readonly standing: StandingRow },
): Promise<void> {
  const { origin, checkpoint_size: size, note: checkpoint } = standing;
  await requireTiles(session, tenantId, { from, to: lowestIndex });
  const root = await rootAt(session, { tenantId, size, note: checkpoint }, lowestIndex);
  const note = await signing.signBoundary({
    ...{ origin, firstIndex: lowestIndex, root, retentionDays, holds: holds.count },
    atSeconds: Math.floor(now / 1_000),
  });
  await session.send(admit, [signer.admitBoundary({ tenantId, lowestIndex, note }, session.backendPid)]);
  await session.send(declare, [tenantId, lowestIndex, note, Buffer.from(root), instant(now)]);
}

async function remove(session: Session, tenantId: Uuid, { from, lowestIndex }: Planned): Promise<number> {
  const range = [tenantId, from, lowestIndex];
  await session.send(removeOpenings, range);
  const { removed } = await only<{ removed: number }>(session, removeEntries, range);
  if (removed !== lowestIndex - from) throw new Error('a log lacks entries that no boundary speaks of');
  return removed;
}

async function record(
  session: Session,
  { tenantId, keys }: PruneOrder,
  { ids, clock }: PruneTools,
  { entries, lowestIndex, cutoff, retentionDays, holds }: Planned & { readonly entries: number },
): Promise<void> {
  const entry: AuditEntry = {
    ...{ type: 'audit.pruned', outcome: 'success', actorType: 'system', actorId: null },
    ...{ action: 'audit.prune', resourceKind: 'Tenant', resourceId: tenantId, credentialId: null },
    ...{ address: null, requestId: ids.next() },
    metadata: { entries, lowestIndex, until: cutoff, retentionDays, holds: holds.count },
  };
  const sealed = sealAuditEntry(entry, keys, ids, clock);
  await session.send(insertTenantAudit, tenantAuditValues(tenantId, [sealed]));
}

async function only<Row extends object>(
  session: Session,
  statement: { readonly name: string; readonly text: string },
  values: readonly unknown[],
): Promise<Row> {
  const { rows } = await session.send<Row & Record<string, unknown>>(statement, values);
  if (!rows[0]) throw new Error(`${statement.name} found nothing`);
  return rows[0];
}
