/**
 * The PostgreSQL cluster of one test run: started once, with roles and a migrated template database. Test files find it
 * through one environment variable and clone the template.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../kernel/database/embedded/index.ts';
import { migrate } from '../kernel/database/migrate/migrate.ts';
import { type DatabaseSecrets, makeDatabaseSecrets } from '../kernel/database/migrate/secrets.ts';
import { installQueue } from '../kernel/jobs/install-queue.ts';
import { systemRandom } from '../kernel/random.ts';

const variable = 'WARDROOM_TEST_CLUSTER';
const template = 'wardroom_template';

export interface TestCluster {
  readonly adminUrl: string;
  readonly socketDirectory: string;
  readonly port: number;
  readonly secrets: DatabaseSecrets;
}

/** The address of one database of the cluster, with the superuser. */
export const urlOf = (adminUrl: string, database: string): string =>
  adminUrl.replace('@/postgres?', `@/${database}?`);

/** Starts a cluster and publishes it. Returns how to stop it. */
export async function startTestCluster(): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-test-'));
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    durability: 'unsafe-for-tests',
    settings: { max_connections: '400' },
    log: () => {},
  });
  const secrets = makeDatabaseSecrets(systemRandom);
  const cluster: TestCluster = {
    adminUrl: postgres.adminUrl,
    socketDirectory: postgres.socketDirectory,
    port: postgres.port,
    secrets,
  };
  await run(postgres.adminUrl, `create database ${template}`);
  await migrate({
    adminUrl: urlOf(postgres.adminUrl, template),
    secrets,
    random: systemRandom,
    installQueue,
  });
  publishCluster(cluster);
  return async () => {
    await postgres.stop('immediate');
    rmSync(directory, { recursive: true, force: true });
  };
}

/** What is made from now on in this process, and in those that it starts, is made there. */
export function publishCluster(cluster: TestCluster): void {
  process.env[variable] = JSON.stringify(cluster);
}

/** The cluster of this run. Throws when the file was started without the global setup. */
export function testCluster(): TestCluster {
  const published = process.env[variable];
  if (published === undefined)
    throw new Error('run tests with `npm test -- <path>`: the PostgreSQL cluster is started once per run');
  return JSON.parse(published) as TestCluster;
}

let clones = 0;

/** A fresh migrated database. Its name; it lives until the cluster ends. */
export async function cloneTemplate(): Promise<string> {
  clones += 1;
  // Of a file that has ended the process number comes again; its databases are still there.
  const name = `t_${process.pid}_${clones}_${randomBytes(4).toString('hex')}`;
  const { adminUrl } = testCluster();
  await run(adminUrl, `create database ${name} template ${template} strategy file_copy`);
  // Rights on a database do not travel with a template.
  await run(adminUrl, `revoke all on database ${name} from public`);
  await run(
    adminUrl,
    `grant connect on database ${name} to wardroom_app, wardroom_directory, wardroom_platform, wardroom_worker, wardroom_sealer, wardroom_pruner`,
  );
  return name;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
