/** Where the database is, without the login that DATABASE_URL brings: the serving process has logins of its own. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly ssl: boolean;
}

/** Reads `postgres://login:password@host:5432/name?sslmode=require`; `host=` in the parameters names a socket directory. */
export function databaseAddress(url: string): DatabaseAddress {
  const parsed = new URL(url.replace('@/', '@localhost/'));
  const parameters = parsed.searchParams;
  const mode = parameters.get('sslmode') ?? parameters.get('ssl');
  return {
    host: parameters.get('host') ?? decodeURIComponent(parsed.hostname).replace(/^\[|\]$/g, ''),
    port: Number(parameters.get('port') ?? (parsed.port === '' ? 5432 : parsed.port)),
    database: decodeURIComponent(parsed.pathname.slice(1)) || 'postgres',
    ssl: mode !== null && !['disable', 'false', '0', 'allow', 'prefer'].includes(mode),
  };
}
