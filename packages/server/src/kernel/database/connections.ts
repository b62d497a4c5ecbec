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
// text[] and uuid[], of which each row of authority has three: the parser of the driver looks at every character.
const parseAnyTexts = pg.types.getTypeParser(1009 as never) as (text: string) => (string | null)[];
for (const type of [1009, 2951]) types.setTypeParser(type, parseTexts);

const instantForm = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?\+00$/;

/**
 * Reads `2026-11-22 02:17:09.123+00`; sessions run in UTC. PostgreSQL leaves trailing zeros of the fraction out, and the
 * point with them. NaN for anything else, infinity included.
 */
export function parseInstant(text: string): number {
  const parts = instantForm.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  return Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    ms,
  );
}

/** Reads `{one,two}`. What is quoted, null or nested goes to the parser of the driver. */
export function parseTexts(text: string): (string | null)[] {
  if (text === '{}') return [];
  const inner = text.slice(1, -1);
  return text.startsWith('{') && text.endsWith('}') && !needsParser.test(inner)
    ? inner.split(',')
    : parseAnyTexts(text);
}

const needsParser = /["\\{}]|NULL/;

/** A time as a statement parameter. */
export const instant = (ms: number): string => new Date(ms).toISOString();

/**
 * For a free connection or a new one. Where there is no PostgreSQL it is refused at once; a machine that starts everything
 * together, on a core it shares, needs more than five seconds.
 */
export const connectMs = 20_000;

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
    connectionTimeoutMillis: connectMs,
    idleTimeoutMillis: 0,
    // Whatever a connection may have picked up ends with it.
    maxLifetimeSeconds: 1_800,
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
