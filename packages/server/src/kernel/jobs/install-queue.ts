/**
 * Makes or updates the queue's own schema. Runs in the migrating process only: at run time the worker's role owns
 * nothing and can change no structure.
 */
import { Logger, runMigrations } from 'graphile-worker';
import pg from 'pg';
import { confineQueue } from './queue/store.ts';

/** Idempotent. `admin` is the administrative connection of the migrating process. */
export async function installQueue(admin: pg.Client): Promise<void> {
  const { host, port, user, password, database, ssl } = admin;
  const pool = new pg.Pool({
    host,
    port,
    ssl,
    max: 1,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  });
  // The queue asks for both listeners; a failed connection rejects the call that waits on it.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) });
  } finally {
    await pool.end();
  }
  await admin.query(confineQueue);
}
