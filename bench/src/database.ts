/** A durable embedded PostgreSQL with our schema, in a temporary directory. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../packages/server/src/kernel/database/embedded/index.ts';
import { migrate } from '../../packages/server/src/kernel/database/migrate/migrate.ts';
import {
  type DatabaseSecrets,
  makeDatabaseSecrets,
} from '../../packages/server/src/kernel/database/migrate/secrets.ts';
import { installQueue } from '../../packages/server/src/kernel/jobs/install-queue.ts';
import { systemRandom } from '../../packages/server/src/kernel/random.ts';

export interface BenchDatabase {
  readonly postgres: EmbeddedPostgres;
  readonly secrets: DatabaseSecrets;
  stop(): Promise<void>;
}

export async function startBenchDatabase(): Promise<BenchDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-bench-'));
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    durability: 'durable',
    log: () => {},
  });
  const secrets = makeDatabaseSecrets(systemRandom);
  await migrate({ adminUrl: postgres.adminUrl, secrets, random: systemRandom, installQueue });
  const stop = async () => {
    await postgres.stop('immediate');
    rmSync(directory, { recursive: true, force: true });
  };
  return { postgres, secrets, stop };
}
