/** Asks the running server itself: does it answer, and does it keep what it acknowledges? */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError } from './errors.ts';

const NOT_YET = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', '57P03']);
const STEP_MS = 10;

/** Resolves with an open connection. Recovery after a crash may take minutes, so only the end of the server ends the wait. */
export async function connectWhenReady(url: string, ended: () => boolean): Promise<Client | undefined> {
  while (!ended()) {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (ended()) return undefined;
      if (!isNotYet(error)) throw error;
      await sleep(STEP_MS);
    }
  }
  return undefined;
}

function isNotYet(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && NOT_YET.has(String(error.code))) return true;
  return error.message.startsWith('Connection terminated');
}

/** Configuration files, roles and databases can all weaken durability; what counts is what a session sees. */
export async function requireDurable(client: Client): Promise<void> {
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'] as const) {
    const result = await client.query<Record<string, string>>(`SHOW ${name}`);
    const value = result.rows[0]?.[name];
    if (value === 'on') continue;
    throw new EmbeddedPostgresError(
      'not_durable',
      `PostgreSQL runs with ${name}=${value}, so a power cut could lose acknowledged messages; remove that setting.`,
    );
  }
}
