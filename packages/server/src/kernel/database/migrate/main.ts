/**
 * The migrating process: reads one JSON object from standard input, migrates, prints one JSON line, exits. Secrets travel
 * over the pipe only, never in arguments or the environment.
 */
import { text } from 'node:stream/consumers';
import { installQueue } from '../../jobs/install-queue.ts';
import { systemRandom } from '../../random.ts';
import { MigrationError, migrate } from './migrate.ts';
import type { DatabaseSecrets } from './secrets.ts';

interface Order {
  readonly adminUrl: string;
  readonly secrets: DatabaseSecrets;
}

const order = JSON.parse(await text(process.stdin)) as Order;
try {
  const applied = await migrate({ ...order, random: systemRandom, installQueue });
  process.stdout.write(`${JSON.stringify({ ok: true, applied })}\n`);
} catch (error) {
  const known = error instanceof MigrationError;
  const sentence = known ? error.message : 'The database could not be made ready. See the log of PostgreSQL.';
  process.stdout.write(`${JSON.stringify({ ok: false, code: known ? error.code : 'failed', sentence })}\n`);
  process.exitCode = 1;
}
