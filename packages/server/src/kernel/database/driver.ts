/** The driver's types for those who are given a pool and must not reach for the driver itself. */
import pg from 'pg';

export type Pool = pg.Pool;
export type Client = pg.Client;

/** One connection to where `client` is connected, for a library that asks for a pool. */
export function poolLike({ host, port, user, password, database, ssl }: Client): Pool {
  const pool = new pg.Pool({
    host,
    port,
    ssl,
    max: 1,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
  });
  // A failed connection rejects the call that waits on it; without listeners it would end the process.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
