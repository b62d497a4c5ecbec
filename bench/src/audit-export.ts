/**
 * Taking an audit log along: 100,000 entries through the pipeline, piece by piece, into a file, as the SDK writes it; each
 * entry is opened, made to bytes and compared with its hash, each opening is opened. The network is left out. The baseline
 * reads the same rows from PostgreSQL and does nothing with them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beginAuditExport, type ExportSink, writeAuditExport } from '@wardroom/sdk';
import { startTestCluster } from '../../packages/server/src/testing/cluster.ts';
import { openWorld, type World } from '../../packages/server/test/audit-export/world.ts';
import { perSecond, type Row, sortedNumbers } from './table.ts';

const entries = 100_000;
const turns = 3;
const pageSize = 1_024;

export async function auditExport(): Promise<readonly Row[]> {
  const stop = await startTestCluster();
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-audit-export-'));
  const world = await openWorld();
  try {
    await world.grow(entries);
    const [exported, bare]: [number[], number[]] = [[], []];
    let bytes = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      bare.push(await timed(() => readBare(world)));
      exported.push(
        await timed(async () => {
          bytes = await exportTo(world, join(folder, `${turn}.tar`));
        }),
      );
    }
    const [figure = Number.NaN] = sortedNumbers(exported).slice(1);
    const [baseline = Number.NaN] = sortedNumbers(bare).slice(1);
    return [
      {
        measure: `${entries.toLocaleString('en')} entries, ${Math.round(bytes / 2 ** 20)} MiB, median of ${turns}`,
        figure: `${perSecond(entries, figure)}, ${(figure / 1_000).toFixed(1)} s`,
        baseline: `${perSecond(entries, baseline)} rows and openings read and thrown away`,
        bar: '–',
        aim: '–',
      },
    ];
  } finally {
    await world.close();
    await stop();
    rmSync(folder, { recursive: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

class FileSink implements ExportSink {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async write(at: number, bytes: Uint8Array): Promise<void> {
    await this.#file.write(bytes, 0, bytes.length, at);
  }
}

async function exportTo(world: World, path: string): Promise<number> {
  const file = await open(path, 'w');
  try {
    const call = world.callAs('auditor');
    const begun = await beginAuditExport(call, { to: entries });
    const { bytes, problems } = await writeAuditExport(call, begun, new FileSink(file));
    if (problems > 0) throw new Error(`${problems} entries do not fit`);
    return bytes;
  } finally {
    await file.close();
  }
}

async function readBare({ harness: { admin, acme } }: World): Promise<void> {
  for (let from = 0; from < entries; from += pageSize) {
    const values = [acme.tenant.id, from, Math.min(entries, from + pageSize)];
    const { rows } = await admin.query({
      name: 'bare.rows',
      text: 'select * from tenant.audit_log where tenant_id = $1 and index >= $2 and index < $3 order by index',
      values,
    });
    if (rows.length === 0) throw new Error('there are fewer entries');
    await admin.query({
      name: 'bare.openings',
      text: `select o.* from tenant.audit_openings o join tenant.audit_log l on l.tenant_id = $1 and l.entry_id = o.entry_id
              where o.tenant_id = $1 and l.index >= $2 and l.index < $3`,
      values,
    });
  }
}
