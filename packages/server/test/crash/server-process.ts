/**
 * The product as people run it: `main.ts serve` as a process of its own, on durable embedded PostgreSQL, under a
 * supervisor that starts it again whenever it ends, as systemd would.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findClusterProcesses, isAlive } from '../../src/kernel/database/embedded/processes.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Ended before it was ready: a start that failed. */
  readonly early: boolean;
  readonly lastWords: string;
}

/** What is killed: the server, the postmaster, one of PostgreSQL's other processes, or server and postmaster at once. */
export const killKinds = ['server', 'postmaster', 'backend', 'both'] as const;
export type KillKind = (typeof killKinds)[number];

const entry = new URL('../../src/main.ts', import.meta.url);
const readyMs = 60_000;
const unlimited = '99999999';

export class ServerProcess {
  readonly directory: string;
  readonly port: number;
  readonly exits: Exit[] = [];
  setupLink: string | null = null;
  #child: ChildProcess | null = null;
  #isStopping = false;
  #lives = 0;
  #ready = Promise.withResolvers<void>();
  #onReady: () => void = () => {};

  constructor(directory: string, port: number) {
    this.directory = directory;
    this.port = port;
  }

  /** Ready times so far; grows by one with each start that succeeded. */
  get lives(): number {
    return this.#lives;
  }

  whenReady(work: () => void): void {
    this.#onReady = work;
  }

  async start(): Promise<void> {
    this.#launch();
    await this.ready();
  }

  /** Resolves when the server of now, or the next one, is ready. */
  async ready(): Promise<void> {
    const late = sleep(readyMs, 'late', { ref: false });
    if ((await Promise.race([this.#ready.promise, late])) === 'late')
      assert.fail(`the server was not ready in time: ${JSON.stringify(this.exits.at(-1))}`);
  }

  #launch(): void {
    const child = fork(entry, ['serve'], {
      silent: true,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {
        PATH: process.env['PATH'] ?? '',
        WARDROOM_DATA_DIRECTORY: this.directory,
        WARDROOM_PORT: String(this.port),
        WARDROOM_LOG_LEVEL: 'warn',
        WARDROOM_LIMIT_GLOBAL: unlimited,
        WARDROOM_LIMIT_TENANT: unlimited,
        WARDROOM_LIMIT_PRINCIPAL: unlimited,
        WARDROOM_LIMIT_ADDRESS: unlimited,
        WARDROOM_LIMIT_OPERATION: unlimited,
      },
    });
    this.#child = child;
    let words = '';
    let isReady = false;
    const keep = (chunk: Buffer): void => {
      words = `${words}${chunk}`.slice(-8_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.once('message', (message: { setupLink: string | null }) => {
      isReady = true;
      this.#lives += 1;
      this.setupLink ??= message.setupLink;
      this.#ready.resolve();
      this.#onReady();
    });
    child.once('exit', (code, signal) => {
      this.#child = null;
      if (this.#isStopping) return;
      this.exits.push({ code, signal, early: !isReady, lastWords: words });
      this.#ready = isReady ? Promise.withResolvers<void>() : this.#ready;
      setTimeout(() => this.#isStopping || this.#launch(), 50);
    });
  }

  /** SIGKILL, to what is named. Gives false when there was nothing of it to kill just now. */
  kill(kind: KillKind, chooseOne: (count: number) => number): boolean {
    const postmaster = this.#postmaster();
    const victims: (number | undefined)[] = [];
    if (kind === 'postmaster' || kind === 'both') victims.push(postmaster);
    if (kind === 'server' || kind === 'both') victims.push(this.#child?.pid);
    if (kind === 'backend') {
      const others = this.#database().filter((pid) => pid !== postmaster);
      victims.push(others[chooseOne(others.length)]);
    }
    for (const pid of victims) if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL');
    return victims.every((pid) => pid !== undefined);
  }

  #postmaster(): number | undefined {
    try {
      const file = join(this.directory, 'postgres/cluster/postmaster.pid');
      return Number(readFileSync(file, 'utf8').split('\n')[0]);
    } catch {
      return undefined;
    }
  }

  #database(): number[] {
    return findClusterProcesses(join(this.directory, 'postgres/cluster'), undefined);
  }

  /** An orderly end; what is left of it afterwards: its exit code and processes of its database. */
  async stop(): Promise<{ code: number | null; left: number[] }> {
    this.#isStopping = true;
    const child = this.#child;
    if (!child) return { code: null, left: this.#database() };
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const code = await ended;
    return { code, left: this.#database() };
  }

  /** Nothing may stay behind, whatever the test did. The guard stops PostgreSQL when its server is gone. */
  async abandon(): Promise<void> {
    this.#isStopping = true;
    this.#child?.kill('SIGKILL');
    for (let turn = 0; turn < 200 && this.#left().length > 0; turn += 1) await sleep(50);
    assert.deepEqual(this.#left(), [], 'processes are left behind');
  }

  #left(): number[] {
    try {
      return this.#database();
    } catch {
      return [];
    }
  }
}

/** A port that was free a moment ago. It stays the same over restarts, as people’s browsers expect. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
