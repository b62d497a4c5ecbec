/** A PostgreSQL beside the server, for tests in which somebody who owns the database acts behind its back. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../kernel/database/embedded/index.ts';

export interface OutsideDatabase {
  /** For DATABASE_URL. */
  readonly url: string;
  /** As superuser, with every trigger and constraint of the tables switched off. */
  rewrite(sql: string, values?: readonly unknown[]): Promise<void>;
  /** As superuser, in order. */
  query<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** A copy of everything as it is now. Nobody may be connected: the server is down. */
  copy(): Promise<void>;
  /** Puts the copy in the place of what there is. */
  putBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startOutsideDatabase(): Promise<OutsideDatabase> {
  const root = await mkdtemp(join(tmpdir(), 'wardroom-outside-'));
  const postgres = await startEmbeddedPostgres({
    ...{ directory: join(root, 'database'), durability: 'unsafe-for-tests', log: () => {} },
  });
  const url = postgres.adminUrl.replace('/postgres?', '/chat?');
  const within = async <T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const administer = (...statements: readonly string[]) =>
    within(postgres.adminUrl, async (client) => {
      for (const statement of statements) await client.query(statement);
    });
  await administer('create database chat');
  return {
    url,
    rewrite: (sql, values = []) =>
      within(url, async (client) => {
        await client.query('set session_replication_role = replica');
        const { rowCount } = await client.query(sql, [...values]);
        if (!rowCount) throw new Error('nothing was rewritten');
      }),
    query: <Row extends object>(sql: string, values: readonly unknown[] = []) =>
      within(url, async (client) => (await client.query(sql, [...values])).rows as Row[]),
    copy: () => administer('create database copy template chat'),
    putBack: () => administer('drop database chat with (force)', 'alter database copy rename to chat'),
    async close() {
      await postgres.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
