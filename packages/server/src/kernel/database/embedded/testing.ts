/** Arrangements shared by the tests of this folder. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { Client } from 'pg';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './index.ts';
import { waitUntil } from './processes.ts';

const runningAsRoot = process.getuid?.() === 0;
export const needsRoot = runningAsRoot ? false : 'needs root';

const endings = new WeakMap<TestContext, (() => unknown)[]>();

/** Like `context.after`, but last in, first out: a server stops before its directory goes. */
export function atEnd(context: TestContext, action: () => unknown): void {
  const known = endings.get(context);
  if (known !== undefined) {
    known.push(action);
    return;
  }
  const actions = [action];
  endings.set(context, actions);
  context.after(async () => {
    for (const next of actions.toReversed()) await next();
  });
}

/** A data directory below a directory that only its owner may enter, as `mktemp -d` makes it. */
export function temporaryDirectory(context: TestContext): string {
  const parent = mkdtempSync('/tmp/wardroom-embedded-');
  atEnd(context, () => rmSync(parent, { recursive: true, force: true }));
  return join(parent, 'postgres');
}

/** Starts and, whatever the test does, stops. */
export async function start(
  context: TestContext,
  options: Partial<EmbeddedPostgresOptions> & { directory: string },
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    durability: 'unsafe-for-tests',
    log: () => undefined,
    ...options,
  });
  atEnd(context, () => postgres.stop('immediate'));
  return postgres;
}

export async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Numbers of all live processes whose program or command line belongs to this directory. */
export function processesOf(directory: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && belongsTo(pid, directory));
}

/** Fails unless nothing of PostgreSQL runs there; a process that has just ended may be listed for a moment. */
export async function nothingRunsIn(directory: string): Promise<void> {
  await waitUntil(() => processesOf(directory).length === 0, 10_000);
  assert.deepEqual(processesOf(directory), []);
}

function belongsTo(pid: number, directory: string): boolean {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const program = basename(readlinkSync(`/proc/${pid}/exe`));
    const isOurs = program.startsWith('postgres') || command.includes('wardroom-guard');
    return isOurs && (command.includes(directory) || readlinkSync(`/proc/${pid}/cwd`).startsWith(directory));
  } catch {
    return false;
  }
}

export interface Owner {
  readonly process: ChildProcess;
  readonly adminUrl: string;
  readonly postmasterPid: number;
}

/** Another Node process that starts PostgreSQL and then waits to be killed. `before` runs in it first. */
export function launchOwner(context: TestContext, directory: string, before = '') {
  const door = new URL('./index.ts', import.meta.url).href;
  const code = `
    import { startEmbeddedPostgres } from '${door}';
    ${before}
    const postgres = await startEmbeddedPostgres({
      directory: ${JSON.stringify(directory)}, durability: 'durable', log() {},
      forTests: { binaries: globalThis.binaries },
    });
    console.log(JSON.stringify({ adminUrl: postgres.adminUrl, postmasterPid: postgres.postmasterPid }));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(context, async () => {
    child.kill('SIGKILL');
    await waitUntil(() => processesOf(directory).length === 0, 10_000);
  });
  return child;
}

/** Resolves when its PostgreSQL answers. */
export async function startOwner(context: TestContext, directory: string, before = ''): Promise<Owner> {
  const child = launchOwner(context, directory, before);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { process: child, ...(JSON.parse(line) as { adminUrl: string; postmasterPid: number }) };
}
