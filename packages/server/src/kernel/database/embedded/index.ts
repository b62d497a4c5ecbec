/** The embedded PostgreSQL: real PostgreSQL programs, run under a guard that lets nothing survive this process. */
import { chownSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, type AccountKind, chooseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { CLUSTER, dataDirectoryWord, prepareCluster, SUPERUSER } from './cluster.ts';
import { explainOutput, translateFailure } from './errors.ts';
import { type Guard, type GuardOptions, startGuard } from './guard.ts';
import { clearLeftovers } from './leftovers.ts';
import {
  acquire,
  claimByFile,
  forgetOwner,
  lockFileName,
  recordOwner,
  refuseLivingOwner,
  waitForDyingOwner,
} from './ownership.ts';
import { connectWhenReady, requireDurable } from './readiness.ts';
import { type Durability, PORT, settingWords } from './settings.ts';
import { makeSocketDirectory, removeSocketDirectory, type SocketDirectory } from './socket.ts';
import { type Stopper, stopper, waitForEnd } from './stop.ts';

export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './errors.ts';

export interface EmbeddedPostgresOptions {
  /** `<data directory>/postgres`; made when missing. */
  readonly directory: string;
  /** `unsafe-for-tests` switches off fsync, synchronous_commit and full_page_writes. */
  readonly durability: Durability;
  /** Further server settings, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** PostgreSQL's own lines. They carry no statements and no row values. */
  readonly log: (line: string) => void;
  /** For tests only: take the fallback although namespaces work, or programs from another place. */
  readonly forTests?: { readonly runAs?: AccountKind; readonly binaries?: Binaries };
}

export interface EmbeddedPostgres {
  /** URL of the superuser over the Unix socket, for `pg`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly socketDirectory: string;
  readonly postmasterPid: number;
  readonly runsAs: AccountKind;
  /** Resolves once when PostgreSQL has ended; `expected` is false when nobody called `stop`. The lock is held until `stop`. */
  readonly exited: Promise<{ expected: boolean; code: number | null }>;
  /** Resolves when nothing runs any more. `fast` disconnects clients and writes a checkpoint, `immediate` leaves recovery to the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

/** Enough to explain a failed start. */
const KEPT_LINES = 100;

interface Place {
  readonly directory: string;
  readonly cluster: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly socket: SocketDirectory;
}

/** Throws `EmbeddedPostgresError` and nothing else; when it throws, nothing runs and nothing is locked. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const wanted = resolve(options.directory);
  try {
    await waitForDyingOwner(wanted);
    const place = preparePlace(wanted, options);
    const lines: string[] = [];
    const guard = await lock(place, options, lines);
    const stopping = stopper(guard, () => {
      removeSocketDirectory(place.directory, place.socket.path);
      forgetOwner(place.directory);
    });
    try {
      return await startUnderLock(place, guard, stopping, options, lines);
    } catch (error) {
      await stopping.stop();
      throw error;
    }
  } catch (error) {
    throw translateFailure(error, wanted);
  }
}

function preparePlace(wanted: string, { forTests }: EmbeddedPostgresOptions): Place {
  const binaries = forTests?.binaries ?? findBinaries();
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const directory = realpathSync(wanted);
  const cluster = join(directory, CLUSTER);
  const account = chooseAccount(binaries, cluster, forTests?.runAs);
  if (account.identity !== undefined) {
    refuseLivingOwner(directory);
    for (const path of [directory, join(directory, 'lock'), join(directory, 'superuser-password')]) {
      if (existsSync(path)) chownSync(path, account.identity.uid, account.identity.gid);
    }
  }
  return { directory, cluster, binaries, account, socket: makeSocketDirectory(directory, account.identity) };
}

async function lock(place: Place, options: EmbeddedPostgresOptions, lines: string[]): Promise<Guard> {
  const { directory, account, cluster, socket } = place;
  const lockFile = lockFileName();
  if (lockFile === undefined) claimByFile(directory);
  const guardOptions: GuardOptions = {
    lockFile,
    directory,
    below: CLUSTER,
    command: [
      ...account.prefix,
      join(account.programs, 'postgres'),
      ...['-D', dataDirectoryWord(account, cluster)],
      ...settingWords(options.durability, socket.setting, options.settings),
    ],
    identity: account.identity,
    onLine(line) {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      options.log(line);
    },
  };
  try {
    return await acquire(directory, () => startGuard(guardOptions).catch(explain(lines, directory)));
  } catch (error) {
    if (lockFile === undefined) forgetOwner(directory);
    throw error;
  }
}

async function startUnderLock(
  place: Place,
  guard: Guard,
  stopping: Stopper,
  options: EmbeddedPostgresOptions,
  lines: readonly string[],
): Promise<EmbeddedPostgres> {
  const { directory, socket, cluster } = place;
  if (lockFileName() !== undefined) recordOwner(directory);
  await clearLeftovers(cluster, socket.path, options.log);
  const password = await prepareCluster({ ...options, ...place });
  const postmasterPid = await guard.run().catch(explain(lines, directory));
  const query = `host=${encodeURIComponent(socket.path)}&port=${PORT}`;
  const adminUrl = `postgres://${SUPERUSER}:${password}@/postgres?${query}`;
  const client = await connectWhenReady(adminUrl, () => !guard.running());
  if (client === undefined) {
    await guard.exited;
    throw explainOutput('postgres', lines, directory);
  }
  try {
    if (options.durability === 'durable') await requireDurable(client);
  } finally {
    await client.end();
  }
  return {
    adminUrl,
    port: PORT,
    socketDirectory: socket.path,
    postmasterPid,
    runsAs: place.account.kind,
    exited: stopping.exited,
    async stop(mode) {
      await stopping.stop(mode);
      await waitForEnd(postmasterPid);
    },
  };
}

/** The guard itself says little; what was printed before its end says why. */
function explain(lines: readonly string[], directory: string): (error: unknown) => never {
  return (error) => {
    throw lines.length > 0 ? explainOutput('postgres', lines, directory) : error;
  };
}
