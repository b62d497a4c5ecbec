/**
 * What a kill may have left in the data directory. A live postmaster is stopped, never adopted: its settings, its guard and
 * its durability are unknown. Call only under the lock of the data directory.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { findClusterProcesses, waitUntil } from './processes.ts';
import { removeSocketFiles } from './socket.ts';

const FAST_MS = 5_000;
const IMMEDIATE_MS = 5_000;

export async function clearLeftovers(
  cluster: string,
  socketDirectory: string,
  log: (line: string) => void,
): Promise<void> {
  const recorded = readPostmasterPid(cluster);
  if (recorded === null) return;
  const alive = () => findClusterProcesses(cluster, recorded);
  if (alive().length > 0) {
    log(`stopping PostgreSQL processes left in ${cluster}: ${alive().join(' ')}`);
    await stopAll(alive, recorded);
  }
  // Nothing of this cluster lives, so the recorded number is stale or belongs to a stranger, whom PostgreSQL would take for itself.
  rmSync(join(cluster, 'postmaster.pid'), { force: true });
  removeSocketFiles(socketDirectory);
}

/** null: no file. undefined: a file without a number. */
function readPostmasterPid(cluster: string): number | undefined | null {
  try {
    const number = Number.parseInt(readFileSync(join(cluster, 'postmaster.pid'), 'utf8'), 10);
    return Number.isInteger(number) && number > 1 ? number : undefined;
  } catch {
    return null;
  }
}

async function stopAll(alive: () => number[], postmasterPid: number | undefined): Promise<void> {
  const gone = () => alive().length === 0;
  // Orphans of a dead postmaster notice its death and leave by themselves.
  if (postmasterPid !== undefined && alive().includes(postmasterPid)) signal([postmasterPid], 'SIGINT');
  if (await waitUntil(gone, FAST_MS)) return;
  signal(alive(), 'SIGQUIT');
  if (await waitUntil(gone, IMMEDIATE_MS)) return;
  signal(alive(), 'SIGKILL');
  if (await waitUntil(gone, IMMEDIATE_MS)) return;
  throw new EmbeddedPostgresError(
    'data_directory_in_use',
    `PostgreSQL processes of an earlier run cannot be stopped (${alive().join(' ')}); stop them and start again.`,
  );
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ESRCH') continue;
      throw error;
    }
  }
}
