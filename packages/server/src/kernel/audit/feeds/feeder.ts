/**
 * Brings the sealed log to where its feeds lead. A feed is taken under a lease by one node; its place moves after a
 * delivery, in one transaction with what the delivery said. What must never happen: a place moves past an entry that
 * neither arrived nor is named as refused; one feed waits for another; the sequencer waits for any.
 */
import type { Uuid } from '@wardroom/contract';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Pool } from '../../database/driver.ts';
import type { TenantDatabase } from '../../database/tenant-database.ts';
import type { ReadTransaction, WriteTransaction } from '../../database/transaction.ts';
import type { Ids } from '../../ids.ts';
import type { Keyring, ScopeKeys } from '../../keyring/index.ts';
import { issuePermit, type Permit } from '../../permit.ts';
import { createPulse, type Pulse } from '../../pulse.ts';
import type { Random } from '../../random.ts';
import { bring, type OutgoingEntry, type OutletParts, outletLimits } from '../outlets/index.ts';
import { type Delivered, deliver } from './deliver.ts';
import { readAskedLetters, settleLetters } from './letters.ts';
import { fitting, testEntry, toOutgoing } from './outgoing.ts';
import { openSecret, openSettings, type SinkSettings } from './sink.ts';
import { standingAfter, stoppedEntry } from './standing.ts';
import {
  addDeadLetters,
  type BacklogRow,
  findSink,
  holdSink,
  type LogExtentRow,
  type LogRow,
  letGo,
  moveOn,
  noteTest,
  readBacklog,
  readEntries,
  readExtent,
  readOpenings,
  type SinkRow,
  type TakenRow,
  takeDue,
} from './store.ts';

export interface FeederOptions extends OutletParts {
  /** Of the role wardroom_worker. */
  readonly pool: Pool;
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  /** Deliveries at the same time, in all and of one tenant. */
  readonly concurrency?: number;
  readonly perTenant?: number;
  readonly leaseMs?: number;
  readonly intervalMs?: number;
  /** What is wrong here, not at the destination. */
  readonly onFault: (tenantId: Uuid | null, error: unknown) => void;
}

/** What operators see: nothing of where feeds lead. */
export interface FeedBacklog {
  readonly failing: number;
  readonly entries: number;
  readonly lagMs: number;
}

interface Loaded {
  readonly sink: SinkRow;
  readonly extent: LogExtentRow;
  readonly rows: readonly LogRow[];
  /** Whether they are letters that somebody asked for again, not what stands at the place of the feed. */
  readonly areLetters: boolean;
  readonly entries: readonly OutgoingEntry[];
  readonly settings: SinkSettings;
  readonly secret: string;
}

/** Of entries in memory for one delivery. */
const mostReadBytes = 8 * 1024 * 1024;
const backlogEveryMs = 15_000;
const stopMs = 5_000;
const faultPauseMs = 60_000;

export class Feeder {
  readonly #options: FeederOptions;
  readonly #pulse: Pulse;
  readonly #holder: Uuid;
  readonly #running = new Set<Promise<void>>();
  #backlog: BacklogRow = { failing: 0, entries: 0, oldest_at: null };
  #countedAt = 0;

  constructor(options: FeederOptions) {
    this.#options = options;
    this.#holder = options.ids.next();
    this.#pulse = createPulse(options.intervalMs ?? 1_000, () => this.#beat());
  }

  start(): void {
    this.#pulse.start();
  }

  /** Takes nothing more and waits for what is under way, at most five seconds; the rest arrives again from elsewhere. */
  async stop(): Promise<void> {
    await this.#pulse.stop();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, stopMs);
    await Promise.race([promise, Promise.allSettled(this.#running)]);
    clearTimeout(timer);
  }

  get backlog(): FeedBacklog {
    const { failing, entries, oldest_at } = this.#backlog;
    return {
      failing,
      entries,
      lagMs: oldest_at === null ? 0 : Math.max(0, this.#options.clock.now() - oldest_at),
    };
  }

  async #beat(): Promise<boolean> {
    try {
      await this.#count();
      for (const taken of await this.#take()) this.#begin(taken);
    } catch (error) {
      this.#options.onFault(null, error);
    }
    return false;
  }

  /** Takes what is due and waits for all of it; how many it were. */
  async step(): Promise<number> {
    const all = await this.#take();
    for (const taken of all) this.#begin(taken);
    await Promise.all(this.#running);
    return all.length;
  }

  #begin(taken: TakenRow): void {
    const work = this.#feed(taken)
      .catch((error: unknown) => this.#giveBack(taken, error))
      .finally(() => {
        this.#running.delete(work);
        this.#pulse.poke();
      });
    this.#running.add(work);
  }

  async #take(): Promise<readonly TakenRow[]> {
    const { pool, clock, concurrency = 8, perTenant = 2, leaseMs = 60_000 } = this.#options;
    const free = concurrency - this.#running.size;
    if (free <= 0) return [];
    const values = [this.#holder, leaseMs, free, perTenant, instant(clock.now())];
    const { rows } = await pool.query<TakenRow>({ name: takeDue.name, text: takeDue.text, values });
    return rows;
  }

  async #count(): Promise<void> {
    const { pool, clock } = this.#options;
    if (Math.abs(clock.now() - this.#countedAt) < backlogEveryMs) return;
    this.#countedAt = clock.now();
    const { rows } = await pool.query<BacklogRow>({
      name: readBacklog.name,
      text: readBacklog.text,
      values: [],
    });
    if (rows[0]) this.#backlog = rows[0];
  }

  async #feed(taken: TakenRow): Promise<void> {
    const { keyring } = this.#options;
    const keys = await keyring.open({ kind: 'tenant', tenantId: taken.tenant_id });
    const loaded = await this.#load(taken, keys);
    if (loaded === null) return;
    if (loaded.sink.test_asked_at !== null) await this.#test(taken, keys, loaded);
    if (loaded.entries.length > 0 || loaded.areLetters) await this.#deliver(taken, keys, loaded);
    else await this.#write(taken, keys, (tx, permit) => this.#release(tx, permit, taken, 0));
  }

  async #load(taken: TakenRow, keys: ScopeKeys): Promise<Loaded | null> {
    const { database, clock } = this.#options;
    const found = await database.read(taken.tenant_id, (tx) => readFeed(tx, taken, clock.now()));
    if (found === null) return null;
    const { sink, extent, rows, areLetters } = found;
    const settings = await openSettings(keys, sink.sink_id, sink.sealed);
    const secret = await openSecret(keys, sink.sink_id, sink.sealed_secret);
    const openings =
      rows.length === 0 || !settings.includesPersonal
        ? []
        : await database.read(taken.tenant_id, (tx) =>
            tx.query(readOpenings, [tx.tenantId, rows.map(({ entry_id }) => entry_id)]),
          );
    const all = await toOutgoing(keys, rows, openings, { origin: extent.origin, kind: sink.kind });
    return { sink, extent, rows, areLetters, entries: fitting(all, sink.kind), settings, secret };
  }

  #bring(taken: TakenRow, { settings, secret }: Loaded, entries: readonly OutgoingEntry[]) {
    const { tenant_id: tenantId, sink_id: sinkId } = taken;
    const { destination } = settings;
    const now = this.#options.clock.now();
    return bring(this.#options, { tenantId, sinkId, destination, secret, entries, now });
  }

  async #test(taken: TakenRow, keys: ScopeKeys, loaded: Loaded): Promise<void> {
    const { clock } = this.#options;
    const answer = await this.#bring(taken, loaded, [testEntry(loaded.extent.origin, clock.now())]);
    const { test_asked_at: askedAt } = loaded.sink;
    const end = answer.isDelivered ? [null, null] : [answer.fault, answer.status];
    const values = [taken.sink_id, taken.fence, instant(askedAt ?? 0), instant(clock.now()), ...end];
    await this.#write(taken, keys, async (tx, permit) => {
      await tx.execute(permit, noteTest, [tx.tenantId, ...values]);
    });
  }

  async #deliver(taken: TakenRow, keys: ScopeKeys, loaded: Loaded): Promise<void> {
    const { clock, leaseMs = 60_000 } = this.#options;
    const startedAt = performance.now();
    const end = await deliver(loaded.entries, {
      bring: (entries) => this.#bring(taken, loaded, entries),
      probe: testEntry(loaded.extent.origin, clock.now()),
      // One more attempt must end within the lease.
      mayGoOn: () => performance.now() - startedAt < leaseMs / 2,
    });
    await this.#write(taken, keys, (tx, permit) => this.#note(tx, permit, loaded, end));
  }

  async #note(tx: WriteTransaction, permit: Permit, loaded: Loaded, end: Delivered): Promise<void> {
    const { clock, random, ids } = this.#options;
    const { sink_id: sinkId, fence, next_index: before } = loaded.sink;
    const [sink] = await tx.query(holdSink, [tx.tenantId, sinkId, fence]);
    // Somebody else has it: what arrived arrives again from there.
    if (sink === undefined) return;
    const now = clock.now();
    const { areLetters, entries } = loaded;
    if (areLetters) await settleLetters(tx, permit, sink, { entries, end, now });
    else if (end.refused.length > 0) await keepDeadLetters(tx, permit, loaded, end, now);
    if (entries.length === 0) return this.#release(tx, permit, loaded.sink, 0);
    const last = areLetters ? undefined : entries[end.done - 1];
    const nextIndex = last === undefined ? before : last.index + 1;
    const isAll = end.done === entries.length && nextIndex >= loaded.extent.size;
    const after = standingAfter(sink, end, {
      now,
      isAll,
      random,
      gatherMs: outletLimits[sink.kind].gatherMs,
    });
    const { dueAt, failures, failingSince, fault, faultStatus, faultAt, deliveredAt, state } = after;
    await tx.execute(permit, moveOn, [
      ...[tx.tenantId, sinkId, fence, before, nextIndex, instant(dueAt), failures, at(failingSince), fault],
      ...[faultStatus, at(faultAt), at(deliveredAt), state],
    ]);
    if (state === 'stopped' && sink.state === 'active')
      tx.record(
        stoppedEntry({ tenantId: tx.tenantId, sinkId, name: loaded.settings.name, kind: sink.kind }, after, {
          nextIndex,
          requestId: ids.next(),
        }),
      );
  }

  /** Something here failed, not the destination: after a while, from the same place. */
  async #giveBack(taken: TakenRow, error: unknown): Promise<void> {
    this.#options.onFault(taken.tenant_id, error);
    try {
      const keys = await this.#options.keyring.open({ kind: 'tenant', tenantId: taken.tenant_id });
      const dueAt = this.#options.clock.now() + faultPauseMs;
      await this.#write(taken, keys, (tx, permit) => this.#release(tx, permit, taken, dueAt));
    } catch {
      // Whoever cannot say so is followed all the same, when the lease has run out.
    }
  }

  async #release(
    tx: WriteTransaction,
    permit: Permit,
    taken: Pick<TakenRow, 'sink_id' | 'fence'>,
    dueAt: number,
  ): Promise<void> {
    await tx.execute(permit, letGo, [tx.tenantId, taken.sink_id, taken.fence, instant(dueAt)]);
  }

  #write(
    taken: TakenRow,
    keys: ScopeKeys,
    work: (tx: WriteTransaction, permit: Permit) => Promise<void>,
  ): Promise<void> {
    const { tenant_id: tenantId, sink_id: resourceId } = taken;
    return this.#options.database.writeAside(tenantId, keys, (tx) => {
      const facts = { operation: 'audit.feed', permission: 'system', resourceId };
      return work(tx, issuePermit({ transaction: tx, tenantId, ...facts }));
    });
  }
}

const at = (ms: number | null): string | null => (ms === null ? null : instant(ms));

/** Null: it is no longer ours, or no longer there. */
async function readFeed(
  tx: ReadTransaction,
  taken: TakenRow,
  now: number,
): Promise<Pick<Loaded, 'sink' | 'extent' | 'rows' | 'areLetters'> | null> {
  const [sink] = await tx.query(findSink, [tx.tenantId, taken.sink_id]);
  if (sink === undefined || sink.fence !== taken.fence) return null;
  const [extent = { origin: '', size: 0, lowest_index: 0 }] = await tx.query(readExtent, [tx.tenantId]);
  if (sink.state !== 'active' || sink.due_at > now) return { sink, extent, rows: [], areLetters: false };
  const { entries } = outletLimits[sink.kind];
  if (sink.letters_asked_at !== null)
    return {
      ...{ sink, extent, areLetters: true },
      rows: await readAskedLetters(tx, sink, { entries, bytes: mostReadBytes }),
    };
  const rows = await tx.query(readEntries, [tx.tenantId, sink.next_index, entries, mostReadBytes]);
  requireUnbroken(rows, Math.max(sink.next_index, extent.lowest_index));
  return { sink, extent, rows, areLetters: false };
}

/** Only what was removed after its time, behind a signed boundary, is missing; anything else must be seen, not passed over. */
function requireUnbroken(rows: readonly LogRow[], from: number): void {
  for (const [position, { index }] of rows.entries())
    if (index !== from + position) throw new Error('a log lacks entries that no boundary speaks of');
}

async function keepDeadLetters(
  tx: WriteTransaction,
  permit: Permit,
  { rows, sink }: Loaded,
  { refused }: Delivered,
  now: number,
): Promise<void> {
  const idOf = new Map(rows.map(({ index, entry_id }) => [index, entry_id]));
  await tx.execute(permit, addDeadLetters, [
    ...[tx.tenantId, sink.sink_id, refused.map(({ index }) => index)],
    ...[refused.map(({ index }) => idOf.get(index)), refused.map(({ status }) => status), instant(now)],
  ]);
}
