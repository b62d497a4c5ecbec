/**
 * The database of this process: the embedded PostgreSQL under its supervisor, or the one that DATABASE_URL names. The
 * administrative login goes to the migrating process and nowhere else.
 */
import type { Config } from '../kernel/config/index.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../kernel/database/embedded/index.ts';
import type { Log } from '../kernel/log/index.ts';
import { type DatabaseAddress, databaseAddress, StartupError } from '../kernel/process/index.ts';

export interface RunningDatabase {
  readonly adminUrl: string;
  readonly address: DatabaseAddress;
  /** False while the embedded PostgreSQL is down. */
  readonly isUp: () => boolean;
  /** Resolves with the reason when the database has ended and could not be brought back; otherwise never. */
  readonly lost: Promise<StartupError>;
  stop(): Promise<void>;
}

export interface DatabaseOptions {
  readonly config: Pick<Config, 'databaseUrl' | 'unsafeDurability' | 'readPoolSize' | 'writePoolSize'>;
  /** Of the embedded PostgreSQL. */
  readonly directory: string;
  readonly log: Log;
}

/** Restarts of an embedded PostgreSQL that ended by itself, per life of this process. */
const maxRestarts = 5;

export async function startDatabase(options: DatabaseOptions): Promise<RunningDatabase> {
  const { databaseUrl } = options.config;
  if (databaseUrl === undefined) return new EmbeddedDatabase(options).start();
  return {
    adminUrl: databaseUrl,
    address: databaseAddress(databaseUrl),
    isUp: () => true,
    lost: new Promise(() => {}),
    stop: async () => {},
  };
}

class EmbeddedDatabase {
  readonly #options: DatabaseOptions;
  readonly #lost = Promise.withResolvers<StartupError>();
  #postgres: EmbeddedPostgres | null = null;
  #isStopping = false;
  #restarts = 0;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  async start(): Promise<RunningDatabase> {
    const postgres = await this.#launch();
    return {
      adminUrl: postgres.adminUrl,
      address: { host: postgres.socketDirectory, port: postgres.port, database: 'postgres', ssl: false },
      isUp: () => this.#postgres !== null,
      lost: this.#lost.promise,
      stop: async () => {
        this.#isStopping = true;
        await this.#postgres?.stop();
      },
    };
  }

  async #launch(): Promise<EmbeddedPostgres> {
    const { directory, config, log } = this.#options;
    log.info('database.starting');
    const postgres = await startEmbeddedPostgres({
      directory,
      durability: config.unsafeDurability ? 'unsafe-for-tests' : 'durable',
      settings: { max_connections: String(config.readPoolSize + config.writePoolSize + 60) },
      log: (line) => log.debug('database.line', { severity: severityOf(line) }),
    });
    log.info('database.ready', { pid: postgres.postmasterPid });
    this.#postgres = postgres;
    void postgres.exited.then(({ expected, code }) => {
      if (expected || this.#isStopping) return;
      log.error('database.exited', { expected, exitCode: code });
      this.#postgres = null;
      void this.#revive(postgres);
    });
    return postgres;
  }

  /** Recovery is PostgreSQL's own work and safe; a database that keeps ending is not, so it is tried a few times only. */
  async #revive(dead: EmbeddedPostgres): Promise<void> {
    try {
      this.#restarts += 1;
      await dead.stop();
      if (this.#isStopping) return;
      if (this.#restarts > maxRestarts) throw new Error('too many restarts');
      await this.#launch();
      this.#options.log.warn('database.restarted', { count: this.#restarts });
    } catch (cause) {
      this.#lost.resolve(
        new StartupError(
          'database_lost',
          'The embedded PostgreSQL has ended and could not be started again; nothing that was acknowledged is lost. Start Wardroom again; the log says more.',
          { cause },
        ),
      );
    }
  }
}

/** Lines of PostgreSQL may quote names of tables and files; only how bad it is goes into our log. */
function severityOf(line: string): 'LOG' | 'WARNING' | 'ERROR' | 'FATAL' | 'PANIC' | 'other' {
  const found = /\b(LOG|WARNING|ERROR|FATAL|PANIC):/.exec(line)?.[1];
  return (found as 'LOG' | undefined) ?? 'other';
}
