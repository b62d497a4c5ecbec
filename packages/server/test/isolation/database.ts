/** A migrated database with two tenants in every table, and connections as the role of requests. */
import pg from 'pg';
import { createContextSigner } from '../../src/kernel/database/context-signature.ts';
import type { LoginRole } from '../../src/kernel/database/migrate/secrets.ts';
import { cloneTemplate, testCluster, urlOf } from '../../src/testing/cluster.ts';
import { insertWorld } from './rows.ts';
import { type WorldIds, worldIds } from './world.ts';

export interface TwoTenants {
  readonly name: string;
  readonly admin: pg.Pool;
  readonly acme: WorldIds;
  readonly globex: WorldIds;
  /** The tables of tenants, as the catalogue has them. */
  readonly tables: readonly string[];
  connect(role?: LoginRole): Promise<pg.Client>;
  /** A genuine context. */
  sign(tenantId: string, client: pg.Client, now?: number): string;
  close(): Promise<void>;
}

export async function openTwoTenants(): Promise<TwoTenants> {
  const name = await cloneTemplate();
  const { adminUrl, socketDirectory, port, secrets } = testCluster();
  const admin = new pg.Pool({ connectionString: urlOf(adminUrl, name), max: 2 });
  const [acme, globex] = [worldIds('a'), worldIds('b')];
  await insertWorld(admin, acme, 0x10);
  await insertWorld(admin, globex, 0x20);
  const { rows } = await admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_catalog.pg_class c
      where c.relnamespace = 'tenant'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  const clients: pg.Client[] = [];
  const connect = async (user: LoginRole = 'wardroom_app') => {
    const client = new pg.Client({
      host: socketDirectory,
      port,
      database: name,
      user,
      password: secrets.passwords[user],
    });
    client.on('error', () => {});
    await client.connect();
    clients.push(client);
    return client;
  };
  return {
    name,
    admin,
    acme,
    globex,
    tables: rows.map((row) => row.name),
    connect,
    sign: (tenantId, client, now = Date.now()) =>
      createContextSigner(Buffer.from(secrets.contextKey, 'base64url'), { now: () => now }).sign(
        tenantId as Parameters<ReturnType<typeof createContextSigner>['sign']>[0],
        pidOf(client),
      ),
    close: async () => {
      await Promise.all(clients.map((client) => client.end().catch(() => {})));
      await admin.end();
    },
  };
}

export function pidOf(client: pg.Client): number {
  const pid: unknown = Reflect.get(client, 'processID');
  if (typeof pid !== 'number') throw new Error('not connected');
  return pid;
}

/** Runs `work` in a transaction that is undone, under a context given as text or none. */
export async function within<T>(
  client: pg.Client,
  context: string | null,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('begin');
  try {
    if (context !== null) await client.query("select set_config('app.tenant', $1, true)", [context]);
    return await work();
  } finally {
    await client.query('rollback');
  }
}
