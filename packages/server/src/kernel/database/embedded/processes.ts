/** What this machine says about running processes. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Tells two processes with the same number apart: the start time in the kernel's own words, or undefined when it is gone. */
export function startToken(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    // proc(5): the name in parentheses may hold spaces; starttime is field 22, the 20th after it.
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Every live PostgreSQL process that works in this cluster. `postmasterPid` is a hint, never believed by its number alone. */
export function findClusterProcesses(cluster: string, postmasterPid: number | undefined): number[] {
  if (process.platform === 'linux') {
    const here = statSync(cluster);
    const numbers = readdirSync('/proc').map(Number);
    return numbers.filter((pid) => pid > 0 && runsPostgres(pid) && worksIn(pid, here));
  }
  if (postmasterPid === undefined) return [];
  try {
    const line = execFileSync('ps', ['-o', 'command=', '-p', String(postmasterPid)], { encoding: 'utf8' });
    return line.includes('postgres') && line.includes(cluster) ? [postmasterPid] : [];
  } catch {
    return [];
  }
}

function runsPostgres(pid: number): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`)).startsWith('postgres');
  } catch {
    return false;
  }
}

/** All processes of a cluster have its directory as their working directory (`ChangeToDataDir`). */
function worksIn(pid: number, directory: { dev: number; ino: number }): boolean {
  try {
    const found = statSync(`/proc/${pid}/cwd`);
    return found.dev === directory.dev && found.ino === directory.ino;
  } catch {
    return false;
  }
}

/** Waits until `ready` gives true; false when the time ran out. */
export async function waitUntil(ready: () => boolean, timeoutMs: number, stepMs = 25): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!ready()) {
    if (performance.now() > end) return false;
    await sleep(stepMs);
  }
  return true;
}
