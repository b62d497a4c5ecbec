/** What this machine says about running processes. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that has ended but was not collected by its parent is dead: in a container nobody may ever collect it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return statusFields(pid)?.[0] !== 'Z';
}

/** Tells two processes with the same number apart: the start time in the kernel's own words, or undefined when it is gone. */
export function startToken(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return (
        execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined
      );
    }
    return statusFields(pid)?.[19];
  } catch {
    return undefined;
  }
}

/** proc(5): the second field, in parentheses, may hold spaces; the third is the state, the 22nd the start time. */
function statusFields(pid: number): string[] | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return status.slice(status.lastIndexOf(')') + 2).split(' ');
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
