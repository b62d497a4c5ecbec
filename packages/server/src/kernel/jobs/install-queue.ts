/**
 * Makes or updates the queue's own schema. Runs in the migrating process only: at run time the worker's role owns
 * nothing and can change no structure.
 */
import { Logger, runMigrations } from 'graphile-worker';
import { type Client, poolLike } from '../database/driver.ts';
import { confineQueue } from './queue/store.ts';

/** Idempotent. `admin` is the administrative connection of the migrating process. */
export async function installQueue(admin: Client): Promise<void> {
  const pgPool = poolLike(admin);
  try {
    await runMigrations({ pgPool, logger: new Logger(() => () => {}) });
  } finally {
    await pgPool.end();
  }
  await admin.query(confineQueue);
}
