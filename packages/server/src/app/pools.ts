/** One pool per database role: what a part may do is decided by the pool it was given. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../kernel/config/index.ts';
import { createPool } from '../kernel/database/connections.ts';
import type { DatabaseSecrets, LoginRole } from '../kernel/database/migrate/secrets.ts';
import type { AnnouncementConnection } from '../kernel/feed/index.ts';
import type { Log } from '../kernel/log/index.ts';
import type { DatabaseAddress } from '../kernel/process/index.ts';

export interface PoolsOptions {
  readonly address: DatabaseAddress;
  readonly secrets: DatabaseSecrets;
  readonly config: Pick<Config, 'readPoolSize' | 'writePoolSize' | 'directoryPoolSize' | 'platformPoolSize'>;
  readonly log: Log;
}

/** Jobs at once, and what moving them, waiting for news and finding feeds takes besides. */
export const jobConcurrency = 2;
const workerPoolSize = jobConcurrency + 4;
/** A batch, and a look beside it. */
const sealerPoolSize = 2;
/** One removal at a time; the connection is closed when it idles. */
const prunerPoolSize = 1;

const endMs = 3_000;

const poolRoles = {
  read: 'wardroom_app',
  write: 'wardroom_app',
  directory: 'wardroom_directory',
  platform: 'wardroom_platform',
  worker: 'wardroom_worker',
  sealer: 'wardroom_sealer',
  pruner: 'wardroom_pruner',
} as const satisfies Record<string, LoginRole>;
type PoolName = keyof typeof poolRoles;
type Pool = ReturnType<typeof createPool>;

export interface Pools extends Readonly<Record<PoolName, Pool>> {
  /** A connection of its own that hears what other nodes announce. */
  connectAnnouncements(): Promise<AnnouncementConnection>;
  end(): Promise<void>;
}

export function openPools({ address, secrets, config, log }: PoolsOptions): Pools {
  const sizes: Readonly<Record<PoolName, number>> = {
    read: config.readPoolSize,
    write: config.writePoolSize,
    directory: config.directoryPoolSize,
    platform: config.platformPoolSize,
    worker: workerPoolSize,
    sealer: sealerPoolSize,
    pruner: prunerPoolSize,
  };
  const life = { isEnding: false };
  const open = (name: PoolName | 'listener', role: LoginRole, max: number): Pool =>
    createPool(
      { ...address, user: role, password: secrets.passwords[role], max, applicationName: `wardroom ${name}` },
      // A pool has let its connections go before PostgreSQL hears of it; what it says meanwhile is no loss.
      (error) => life.isEnding || log.warn('database.connection_lost', { pool: name }, error),
    );
  const pools = Object.fromEntries(
    (Object.keys(poolRoles) as PoolName[]).map((name) => [name, open(name, poolRoles[name], sizes[name])]),
  ) as Record<PoolName, Pool>;
  const ended = new WeakSet<object>();
  const listener = open('listener', 'wardroom_directory', 1);
  return {
    ...pools,
    async connectAnnouncements() {
      const client = await listener.connect();
      const connection: AnnouncementConnection = {
        query: (text, values) => client.query(text, values),
        on: client.on.bind(client) as AnnouncementConnection['on'],
        // A connection that has listened is not given to anybody else; to release one twice is an error of the pool.
        end: async () => {
          if (ended.has(client)) return;
          ended.add(client);
          client.release(true);
        },
        processID: Number(Reflect.get(client, 'processID')),
      };
      return connection;
    },
    async end() {
      life.isEnding = true;
      // A connection that somebody still holds would make this wait for ever; PostgreSQL closes it when it stops.
      const ends = Promise.all([...Object.values(pools), listener].map((pool) => pool.end()));
      await Promise.race([ends, sleep(endMs)]);
    },
  };
}
