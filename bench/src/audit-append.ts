/**
 * Audit entries through outbox and sequencer: committed beside nothing else (32 to a transaction, as lanes commit them),
 * given their place on the sequencer's own thread, and signed. First as fast as they can be written, then at the bar's rate
 * for the time from commit to signed checkpoint. The baseline is the outbox alone. 10 ×: ten times as many entries.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Uuid } from '@wardroom/contract';
import pg from 'pg';
import { openPools, type Pools } from '../../packages/server/src/app/pools.ts';
import { type SequencerDoor, startSequencer } from '../../packages/server/src/app/sequencer.ts';
import { systemClock } from '../../packages/server/src/kernel/clock.ts';
import { loadConfig } from '../../packages/server/src/kernel/config/index.ts';
import { createContextSigner } from '../../packages/server/src/kernel/database/context-signature.ts';
import { createKeyStore } from '../../packages/server/src/kernel/database/key-store/index.ts';
import { TenantDatabase } from '../../packages/server/src/kernel/database/tenant-database.ts';
import { createIds } from '../../packages/server/src/kernel/ids.ts';
import {
  Keyring,
  openLocalProvider,
  type ScopeKeys,
} from '../../packages/server/src/kernel/keyring/index.ts';
import { createLog } from '../../packages/server/src/kernel/log/index.ts';
import { createStopStack, databaseAddress } from '../../packages/server/src/kernel/process/index.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';
import { startBenchDatabase } from './database.ts';
import { ms, percentile, perSecond, type Row, sortedNumbers } from './table.ts';

const perCommit = 32;
const writers = 4;
const entries = [50_000, 500_000];
const steady = { perSecond: 5_000, seconds: 20 };
const ids = createIds(systemClock, systemRandom);

interface Stage {
  readonly admin: pg.Client;
  readonly pools: Pools;
  readonly database: TenantDatabase;
  readonly keyring: Keyring;
  startSequencer(): { readonly door: SequencerDoor; stop(): Promise<unknown> };
  close(): Promise<void>;
}

export async function auditAppend(): Promise<Row[]> {
  const stage = await openStage();
  try {
    const outbox = await outboxAlone(stage, entries[0] ?? 0);
    const sequencer = stage.startSequencer();
    const poking = setInterval(() => sequencer.door.poke(), 20);
    const rows: Row[] = [];
    for (const count of entries) {
      const rate = await throughBoth(stage, count);
      rows.push({
        measure: `${count.toLocaleString('en')} entries, as fast as they can be written`,
        figure: `${perSecond(count, rate.sealedMs)} (written at ${perSecond(count, rate.writtenMs)})`,
        baseline: `${outbox} outbox alone`,
        bar: '5,000/s',
        aim: '10,000/s',
      });
    }
    const waits = sortedNumbers(await atRate(stage));
    rows.push({
      measure: `${steady.perSecond.toLocaleString('en')}/s for ${steady.seconds} s, commit → signed checkpoint`,
      figure: `p50 ${ms(percentile(waits, 0.5))}, p99 ${ms(percentile(waits, 0.99))}`,
      baseline: '–',
      bar: 'p99 ≤ 2 s',
      aim: '–',
    });
    clearInterval(poking);
    await sequencer.stop();
    return rows;
  } finally {
    await stage.close();
  }
}

async function openStage(): Promise<Stage> {
  const bench = await startBenchDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-bench-keys-'));
  const log = createLog({ level: 'warn', clock: systemClock, destination: process.stderr });
  const config = loadConfig({ WARDROOM_DATA_DIRECTORY: folder });
  const address = databaseAddress(bench.postgres.adminUrl);
  const pools = openPools({ address, secrets: bench.secrets, config, log });
  const signer = createContextSigner(Buffer.from(bench.secrets.contextKey, 'base64url'), systemClock);
  const common = { clock: systemClock, random: systemRandom };
  const keyring = new Keyring({
    ...common,
    provider: await openLocalProvider({ directory: folder, create: true, random: systemRandom }),
    store: createKeyStore({
      platformPool: pools.platform,
      writePool: pools.write,
      signer,
      clock: systemClock,
    }),
  });
  const admin = new pg.Client({ connectionString: bench.postgres.adminUrl });
  await admin.connect();
  return {
    ...{ admin, pools, keyring },
    database: new TenantDatabase({
      ...{ readPool: pools.read, writePool: pools.write, signer, clock: systemClock, ids },
      onCommitted: () => {},
    }),
    startSequencer() {
      const stack = createStopStack((error) => log.error('process.failed', {}, error));
      const door = startSequencer({
        ...{ config, address, secrets: bench.secrets, log, stack },
        metrics: { sealed: () => {} },
      });
      return { door, stop: () => stack.stop() };
    },
    async close() {
      await admin.end();
      await pools.end();
      await bench.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

interface Writer {
  readonly tenantId: Uuid;
  readonly keys: ScopeKeys;
}

async function writerFor({ keyring }: Stage): Promise<Writer> {
  const tenantId = ids.next();
  return { tenantId, keys: await keyring.open({ kind: 'tenant', tenantId }) };
}

const actor = ids.next();
const place = ids.next();

const commitSome = ({ database }: Stage, { tenantId, keys }: Writer): Promise<void> =>
  database.writeAside(tenantId, keys, async (tx) => {
    for (let at = 0; at < perCommit; at += 1)
      tx.record({
        ...{ type: 'message.sent', outcome: 'success', actorType: 'person', actorId: actor },
        ...{ action: 'messages.send', resourceKind: 'Channel', resourceId: place },
        ...{ credentialId: actor, credentialKind: 'session' },
        ...{ address: '192.0.2.7', requestId: ids.next() },
      });
  });

async function writeAll(stage: Stage, writer: Writer, count: number): Promise<number> {
  const from = performance.now();
  let left = count;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (left > 0) {
        left -= perCommit;
        await commitSome(stage, writer);
      }
    }),
  );
  return performance.now() - from;
}

async function outboxAlone(stage: Stage, count: number): Promise<string> {
  const elapsedMs = await writeAll(stage, await writerFor(stage), count);
  await stage.admin.query('delete from tenant.audit_outbox');
  return perSecond(count, elapsedMs);
}

async function throughBoth(
  stage: Stage,
  count: number,
): Promise<{ readonly writtenMs: number; readonly sealedMs: number }> {
  const writer = await writerFor(stage);
  const from = performance.now();
  const writtenMs = await writeAll(stage, writer, count);
  while ((await placed(stage, writer)) < count) await pause(20);
  return { writtenMs, sealedMs: performance.now() - from };
}

async function placed({ admin }: Stage, { tenantId }: Writer): Promise<number> {
  const sql = 'select size from tenant.audit_heads where tenant_id = $1';
  const { rows } = await admin.query<{ size: string }>(sql, [tenantId]);
  return Number(rows[0]?.size ?? 0);
}

/** Milliseconds from each commit to the first sight of a checkpoint that covers it. */
async function atRate(stage: Stage): Promise<number[]> {
  const writer = await writerFor(stage);
  const waiting: { readonly upTo: number; readonly at: number }[] = [];
  const waits: number[] = [];
  let written = 0;
  let isOver = false;
  const watching = (async () => {
    const sql = 'select max(size) as size from tenant.audit_checkpoints where tenant_id = $1';
    while (!isOver || waiting.length > 0) {
      const { rows } = await stage.admin.query<{ size: string | null }>(sql, [writer.tenantId]);
      const size = Number(rows[0]?.size ?? 0);
      for (let first = waiting[0]; first !== undefined && first.upTo <= size; first = waiting[0]) {
        waits.push(performance.now() - first.at);
        waiting.shift();
      }
      await pause(10);
    }
  })();
  const from = performance.now();
  const everyMs = (perCommit * 1_000) / steady.perSecond;
  for (let turn = 0; turn * everyMs < steady.seconds * 1_000; turn += 1) {
    await pause(Math.max(0, from + turn * everyMs - performance.now()));
    await commitSome(stage, writer);
    written += perCommit;
    waiting.push({ upTo: written, at: performance.now() });
  }
  isOver = true;
  await watching;
  return waits;
}
