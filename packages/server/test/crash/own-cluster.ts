/** A PostgreSQL that a test may end, starve of space and start again, at the same address. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/kernel/database/embedded/index.ts';
import { migrate } from '../../src/kernel/database/migrate/migrate.ts';
import { makeDatabaseSecrets } from '../../src/kernel/database/migrate/secrets.ts';
import { installQueue } from '../../src/kernel/jobs/install-queue.ts';
import { systemRandom } from '../../src/kernel/random.ts';
import { publishCluster, urlOf } from '../../src/testing/cluster.ts';

export interface OwnClusterOptions {
  /** A file system of its own with so much space, in memory. Needs root. */
  readonly megabytes?: number;
}

const settings = {
  ...{ max_connections: '60', shared_buffers: '16MB' },
  ...{ min_wal_size: '32MB', max_wal_size: '64MB' },
};

export class OwnCluster {
  readonly #base: string;
  readonly #isMounted: boolean;
  #running: EmbeddedPostgres | null = null;

  constructor({ megabytes }: OwnClusterOptions = {}) {
    this.#base = mkdtempSync(join(tmpdir(), 'wardroom-own-'));
    this.#isMounted = megabytes !== undefined;
    if (megabytes !== undefined)
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', this.#base]);
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Starts, migrates, and makes the harness use it. */
  async prepare(): Promise<void> {
    await this.start();
    const running = this.#running;
    if (running === null) throw new Error('PostgreSQL ended at once');
    const secrets = makeDatabaseSecrets(systemRandom);
    const template = 'wardroom_template';
    const client = new pg.Client({ connectionString: running.adminUrl });
    await client.connect();
    await client.query(`create database ${template}`);
    await client.end();
    const adminUrl = urlOf(running.adminUrl, template);
    await migrate({ adminUrl, secrets, random: systemRandom, installQueue });
    // A start behind this one gives it the same socket and passwords.
    publishCluster({ ...running, secrets });
  }

  async start(): Promise<void> {
    const directory = join(this.#base, 'postgres');
    const running = await startEmbeddedPostgres({
      ...{ directory, durability: 'durable', settings, log: () => {} },
    });
    this.#running = running;
    void running.exited.then(async () => {
      if (this.#running !== running) return;
      this.#running = null;
      await running.stop('immediate').catch(() => {});
    });
  }

  /** As a machine that loses power: nothing is written down any more. */
  async end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.stop('immediate');
  }

  /** Leaves no byte free. Gives the space back. */
  fill(): () => void {
    const filler = join(this.#base, 'filler');
    try {
      for (;;) writeFileSync(filler, Buffer.alloc(2 ** 16), { flag: 'a' });
    } catch (error) {
      if (Reflect.get(error as object, 'code') !== 'ENOSPC') throw error;
    }
    return () => rmSync(filler, { force: true });
  }

  async close(): Promise<void> {
    await this.end();
    if (this.#isMounted) execFileSync('umount', ['-l', this.#base]);
    rmSync(this.#base, { recursive: true, force: true });
  }
}
