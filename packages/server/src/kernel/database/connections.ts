/**
 * Connection pools. One per database role, so that what a caller may do is decided by which pool it was given.
 * Clients pipeline: statements that do not wait for one another travel together.
 */
import pg from 'pg';

export interface PoolOptions {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly max: number;
  readonly applicationName: string;
  readonly ssl?: boolean;
}

// int8 as number: sequence numbers stay below 2^53 by far, and a bigint would leak into JSON.
const types = new pg.TypeOverrides();
types.setTypeParser(20, Number);
// timestamptz as milliseconds since 1970: one representation of time everywhere.
types.setTypeParser(1184, parseInstant);

/** Reads `2026-11-22 02:17:09.123+00`; sessions run in UTC. NaN for anything else, infinity included. */
export function parseInstant(text: string): number {
  const plain = text.endsWith('+00') ? text.slice(0, -3) : '';
  return Date.parse(`${plain.slice(0, 10)}T${plain.slice(11, 23).padEnd(19, '0')}Z`);
}

/** A time as a statement parameter. */
export const instant = (ms: number): string => new Date(ms).toISOString();

export function createPool(options: PoolOptions, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    host: options.host,
    port: options.port,
    database: options.database,
    user: options.user,
    password: options.password,
    max: options.max,
    application_name: options.applicationName,
    ssl: options.ssl ? { rejectUnauthorized: true } : false,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 0,
    keepAlive: true,
    types,
    pipeline: true,
    options: '-c TimeZone=UTC',
  });
  // Without a listener an idle connection that PostgreSQL closes would end the process.
  pool.on('error', onError);
  // The pool listens to idle clients only; one that is in use and dies would end the process, too. Its query fails anyway.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
