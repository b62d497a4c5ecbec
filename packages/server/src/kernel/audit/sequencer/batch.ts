/**
 * One transaction of the sequencer: takes entries out of the outbox, gives them their places and signs what has grown.
 * Everything or nothing: a kill at any statement leaves the entries where they were.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Uuid } from '@wardroom/contract';
import { Frontier } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Session } from '../../database/session.ts';
import type { Ids } from '../../ids.ts';
import { KeyringError, type ScopeKeys } from '../../keyring/index.ts';
import { drawnTogether, type Random } from '../../random.ts';
import { originOfLog } from '../logs.ts';
import { compose, type WaitingRow } from './compose.ts';
import { rollupValues } from './rollups.ts';
import type { CheckpointSigning } from './signing.ts';
import {
  type AppendedEntry,
  addRollups,
  appendCheckpoints,
  appendEntries,
  appendOpenings,
  appendTiles,
  checkpointValues,
  claim,
  entryValues,
  type FullTile,
  type HeadRow,
  headValues,
  hold,
  lockHeads,
  lockUnsigned,
  openingValues,
  type SignedCheckpoint,
  tileValues,
  writeHeads,
} from './store.ts';
import { completedTiles } from './tiles.ts';

export interface BatchTools {
  readonly signing: CheckpointSigning;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly baseDomain: string;
}

export interface BatchOrder {
  readonly holder: Uuid;
  readonly fence: number;
  readonly leaseMs: number;
  /** Entries at most. */
  readonly size: number;
  /** Whose keys are open; entries of others stay. */
  readonly tenants: ReadonlyMap<Uuid, { readonly keys: ScopeKeys; readonly isKnownAbsent: boolean }>;
}

export interface BatchEnd {
  readonly entries: number;
  readonly checkpoints: number;
}

/** Somebody else gives places now. */
export class LostLease extends Error {
  override readonly name = 'LostLease';
}

/** What keeps one tenant from being sealed, and is no reason for the others to wait. */
export class TenantFault extends Error {
  override readonly name = 'TenantFault';
  readonly tenantId: Uuid;

  constructor(tenantId: Uuid, cause: unknown) {
    super('the entries of one tenant cannot be sealed', { cause });
    this.tenantId = tenantId;
  }
}

/** A tree that a batch has taken up. */
interface Log {
  head: HeadRow;
  readonly frontier: Frontier;
  readonly leaves: Uint8Array[];
}

/** Between two turns of the event loop: requests of this process wait no longer than this takes. */
const entriesPerTurn = 16;
const checkpointEveryMs = 1_000;
/** Trees that one batch signs without having grown them. */
const mostUnsigned = 200;

export async function runBatch(session: Session, order: BatchOrder, tools: BatchTools): Promise<BatchEnd> {
  const held = await session.send(hold, [order.holder, order.fence, order.leaseMs]);
  if (held.rows.length === 0) throw new LostLease();
  const waiting = await takeWaiting(session, order);
  const now = tools.clock.now();
  const logs = await openLogs(session, waiting, { now, baseDomain: tools.baseDomain });
  const entries = await appendAll(waiting, logs, order, { ...tools, now });
  const tiles: FullTile[] = [];
  for (const [tenantId, { head, leaves }] of logs)
    tiles.push(...(await completedTiles(session, { tenantId, size: head.size - leaves.length, leaves })));
  const checkpoints = await signDue(logs, tools.signing, now);
  await write(session, { entries, tiles, checkpoints, heads: [...logs.values()].map(({ head }) => head) });
  return { entries: entries.length, checkpoints: checkpoints.length };
}

async function takeWaiting(session: Session, { tenants, size }: BatchOrder): Promise<WaitingRow[]> {
  if (tenants.size === 0) return [];
  const { rows } = await session.send<WaitingRow & Record<string, unknown>>(claim, [
    [...tenants.keys()],
    size,
  ]);
  return rows;
}

/** Those that grow, and those that have grown and were not signed since. */
async function openLogs(
  session: Session,
  waiting: readonly WaitingRow[],
  { now, baseDomain }: { now: number; baseDomain: string },
): Promise<Map<Uuid, Log>> {
  const growing = [...new Set(waiting.map(({ tenant_id }) => tenant_id))];
  const [known, unsigned] = await Promise.all([
    session.send<HeadRow & Record<string, unknown>>(lockHeads, [growing]),
    session.send<HeadRow & Record<string, unknown>>(lockUnsigned, [instant(now), mostUnsigned]),
  ]);
  const heads = new Map<Uuid, HeadRow>();
  for (const tenantId of growing) heads.set(tenantId, firstHead(tenantId, baseDomain));
  for (const head of [...unsigned.rows, ...known.rows]) heads.set(head.tenant_id, head);
  return new Map(
    [...heads].map(([tenantId, head]) => {
      const frontier = Frontier.restore(sha256, head.frontier);
      if (frontier.size !== head.size) throw new TenantFault(tenantId, new Error('head and frontier differ'));
      return [tenantId, { head, frontier, leaves: [] }];
    }),
  );
}

const firstHead = (tenantId: Uuid, baseDomain: string): HeadRow => ({
  tenant_id: tenantId,
  origin: originOfLog(baseDomain, tenantId),
  size: 0,
  frontier: Buffer.from(Frontier.empty(sha256).serialise()),
  sequenced_at: 0,
  checkpoint_size: 0,
  checkpoint_at: 0,
});

async function appendAll(
  waiting: readonly WaitingRow[],
  logs: ReadonlyMap<Uuid, Log>,
  { tenants }: BatchOrder,
  { now, random, ids }: BatchTools & { readonly now: number },
): Promise<AppendedEntry[]> {
  const entries: AppendedEntry[] = [];
  const salt = drawnTogether(random, 32, 64);
  for (const one of waiting) {
    const { tenant_id: tenantId } = one;
    const log = logs.get(tenantId);
    const tenant = tenants.get(tenantId);
    if (!log || !tenant) throw new Error('an entry was claimed of a tenant that was not asked for');
    const { keys, isKnownAbsent } = tenant;
    try {
      if (!isReadable(keys, one.sealed)) await keys.ensureEpochs('audit', [one.sealed]).catch(tolerate);
      // Never before the entry that stands before it, whatever the clock does.
      const sequencedAt = Math.max(now, log.head.sequenced_at);
      const place = { index: log.head.size, sequenced_at: sequencedAt };
      const composed = compose(one, place, { keys, isKnownAbsent, salt, ids });
      const leafHash = log.frontier.append(composed.leaf);
      log.leaves.push(leafHash);
      log.head = { ...log.head, size: log.head.size + 1, sequenced_at: sequencedAt };
      entries.push({ ...composed, tenantId, leafHash: Buffer.from(leafHash) });
    } catch (cause) {
      throw new TenantFault(tenantId, cause);
    }
    if (entries.length % entriesPerTurn === 0) await turn();
  }
  for (const log of logs.values())
    log.head = { ...log.head, frontier: Buffer.from(log.frontier.serialise()) };
  return entries;
}

function isReadable(keys: ScopeKeys, sealed: Buffer): boolean {
  try {
    return keys.hasEpochs('audit', [sealed]);
  } catch {
    return false;
  }
}

/** What the ciphertext says about its key is judged when it is opened. */
function tolerate(error: unknown): void {
  const isOfCiphertext =
    error instanceof KeyringError && ['key_unknown_epoch', 'ciphertext_rejected'].includes(error.code);
  if (!isOfCiphertext) throw error;
}

/** At most one a second and tenant; a clock that went back does not make anybody wait for it. */
async function signDue(
  logs: ReadonlyMap<Uuid, Log>,
  signing: CheckpointSigning,
  now: number,
): Promise<SignedCheckpoint[]> {
  const checkpoints: SignedCheckpoint[] = [];
  for (const [tenantId, log] of logs) {
    const { origin, size, checkpoint_size, checkpoint_at } = log.head;
    const isDue = checkpoint_at <= now - checkpointEveryMs || checkpoint_at > now;
    if (!isDue || size === checkpoint_size) continue;
    const note = await signing.sign({ origin, size, root: log.frontier.root() });
    checkpoints.push({ tenantId, size, note, signedAt: now });
    log.head = { ...log.head, checkpoint_size: size, checkpoint_at: now };
  }
  return checkpoints;
}

interface Written {
  readonly entries: readonly AppendedEntry[];
  readonly tiles: readonly FullTile[];
  readonly checkpoints: readonly SignedCheckpoint[];
  readonly heads: readonly HeadRow[];
}

async function write(session: Session, { entries, tiles, checkpoints, heads }: Written): Promise<void> {
  const answers: Promise<unknown>[] = [];
  if (entries.length > 0) answers.push(session.send(appendEntries, entryValues(entries)));
  if (entries.length > 0) answers.push(session.send(addRollups, rollupValues(entries)));
  if (entries.some(({ openings }) => openings.length > 0))
    answers.push(session.send(appendOpenings, openingValues(entries)));
  if (tiles.length > 0) answers.push(session.send(appendTiles, tileValues(tiles)));
  if (checkpoints.length > 0) answers.push(session.send(appendCheckpoints, checkpointValues(checkpoints)));
  if (heads.length > 0) answers.push(session.send(writeHeads, headValues(heads)));
  await Promise.all(answers);
}
