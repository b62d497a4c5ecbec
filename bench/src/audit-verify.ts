/**
 * What it takes to verify an exported audit log offline: a million entries, and a hundred thousand to see that the time grows
 * with the log and the memory does not. Each in a process of its own, which also takes SHA-256 of the same bytes.
 */
import { execFile } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportFiles, keys, plainLog } from '../../packages/verifier/test/writer/export.ts';
import { tarEnd, tarFile } from '../../packages/verifier/test/writer/tar.ts';
import type { Measured } from './audit-verify-once.ts';
import type { Row } from './table.ts';

const sizes = [1_000_000, 100_000];
const once = fileURLToPath(new URL('./audit-verify-once.ts', import.meta.url));

export async function auditVerify(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-audit-verify-'));
  try {
    const rows: Row[] = [];
    for (const size of sizes) rows.push(await rowOf(join(folder, `${size}.tar`), size));
    return rows;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function rowOf(path: string, size: number): Promise<Row> {
  write(path, size);
  const { stdout } = await promisify(execFile)(process.execPath, [once, path, keys.log.vkey]);
  const { verdict, entries, verifyMs, hashMs, peakBytes } = JSON.parse(stdout) as Measured;
  if (verdict !== 'intact' || entries !== size) throw new Error(`verified ${entries} entries: ${verdict}`);
  const isBar = size === sizes[0];
  const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
  return {
    measure: `${size.toLocaleString('en')} entries, ${megabytes(statSync(path).size)}`,
    figure: `${seconds(verifyMs)}, peak ${megabytes(peakBytes)}`,
    baseline: `${seconds(hashMs)} SHA-256 of the same bytes`,
    bar: isBar ? '≤ 30 s, ≤ 256 MiB' : '–',
    aim: isBar ? '10 s' : '–',
  };
}

function write(path: string, size: number): void {
  const file = openSync(path, 'w');
  for (const named of exportFiles(plainLog(size))) writeSync(file, tarFile(named));
  writeSync(file, tarEnd);
  closeSync(file);
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
