/**
 * One server per data directory. The lock is flock(2), held by the guard: the kernel drops it when guard and watcher are gone.
 * A small file beside it names the owner, for the sentence people read. Where flock(1) is missing, that file itself is the lock.
 */
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './errors.ts';
import { type Guard, programEnvironment } from './guard.ts';
import { isAlive, startToken, waitUntil } from './processes.ts';

/** A guard whose Node died needs up to five seconds to stop PostgreSQL, more on a machine with much to do. */
const WAIT_MS = 30_000;
/** A process that was killed is there a little longer: its threads end one by one. */
const DYING_MS = 2_000;

interface Owner {
  readonly pid: number;
  readonly startToken: string | undefined;
}

/** Relative to the data directory, where the guard starts. */
export function lockFileName(): string | undefined {
  const places = programEnvironment()['PATH']?.split(delimiter) ?? [];
  return places.some((place) => existsSync(join(place, 'flock'))) ? 'lock' : undefined;
}

/** Starts a guard that holds the directory. An owner that lives is refused at once; one that died gets time to clear away. */
export async function acquire(directory: string, start: () => Promise<Guard | 'busy'>): Promise<Guard> {
  const end = performance.now() + WAIT_MS;
  for (;;) {
    const guard = await start();
    if (guard !== 'busy') return guard;
    refuseLivingOwner(directory);
    if (performance.now() > end) throw inUse(directory, readOwner(directory));
    await sleep(50);
  }
}

/** Call first: an owner that has just been killed is taken for dead, not refused as a living one. */
export async function waitForDyingOwner(directory: string): Promise<void> {
  const owner = readOwner(directory);
  if (owner !== undefined) await waitUntil(() => !lives(owner), DYING_MS);
}

export function refuseLivingOwner(directory: string): void {
  const owner = readOwner(directory);
  if (owner !== undefined && lives(owner)) throw inUse(directory, owner);
}

/** Call under the lock. A rename, because an old file may belong to another account. */
export function recordOwner(directory: string): void {
  const draft = `${ownerFile(directory)}.${process.pid}`;
  writeFileSync(draft, ownWords(), { mode: 0o600 });
  renameSync(draft, ownerFile(directory));
}

/** The lock where flock(1) is missing: link(2) makes the file or fails, in one step. */
export function claimByFile(directory: string): void {
  const draft = `${ownerFile(directory)}.${process.pid}`;
  writeFileSync(draft, ownWords(), { mode: 0o600 });
  try {
    if (link(draft, ownerFile(directory))) return;
    refuseLivingOwner(directory);
    const stale = `${draft}.stale`;
    renameSync(ownerFile(directory), stale);
    const removed = parseOwner(readFileSync(stale, 'utf8'));
    rmSync(stale);
    // Between look and rename somebody else may have claimed it.
    if (removed !== undefined && lives(removed)) throw inUse(directory, removed);
    if (!link(draft, ownerFile(directory))) throw inUse(directory, readOwner(directory));
  } finally {
    rmSync(draft, { force: true });
  }
}

export function forgetOwner(directory: string): void {
  rmSync(ownerFile(directory), { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function ownerFile(directory: string): string {
  return join(directory, 'owner.json');
}

function ownWords(): string {
  return JSON.stringify({ pid: process.pid, startToken: startToken(process.pid) } satisfies Owner);
}

function readOwner(directory: string): Owner | undefined {
  try {
    return parseOwner(readFileSync(ownerFile(directory), 'utf8'));
  } catch {
    return undefined;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    const read = JSON.parse(text) as Partial<Owner>;
    return typeof read.pid === 'number' ? { pid: read.pid, startToken: read.startToken } : undefined;
  } catch {
    return undefined;
  }
}

/** The number alone is no proof: it may belong to another process by now. */
function lives(owner: Owner): boolean {
  return isAlive(owner.pid) && startToken(owner.pid) === owner.startToken;
}

function inUse(directory: string, owner: Owner | undefined): EmbeddedPostgresError {
  const who = owner === undefined ? '' : ` (process ${owner.pid})`;
  return new EmbeddedPostgresError(
    'data_directory_in_use',
    `The data directory ${directory} is in use by another Wardroom${who}; stop that one or choose another data directory.`,
  );
}
