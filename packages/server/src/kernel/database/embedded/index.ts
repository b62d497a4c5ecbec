/** The embedded PostgreSQL: real PostgreSQL programs, run under a guard that lets nothing survive this process. */
import { chownSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Account, type AccountKind, chooseAccount } from './account.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { CLUSTER, dataDirectoryWord, prepareCluster, SUPERUSER } from './cluster.ts';
import { explainOutput, translateFailure } from './errors.ts';
import { type Guard, startGuard } from './guard.ts';
import { clearLeftovers } from './leftovers.ts';
import {
  acquire,
  claimByFile,
  forgetOwner,
  lockFileName,
  recordOwner,
  refuseLivingOwner,
} from './ownership.ts';
import { connectWhenReady, requireDurable } from './readiness.ts';
import { type Durability, PORT, settingWords } from './settings.ts';
import { makeSocketDirectory, removeSocketDirectory, type SocketDirectory } from './socket.ts';
import { stopper } from './stop.ts';

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
  /** For tests of the fallback: run as another account although namespaces work. */
  readonly runAs?: AccountKind;
}

export interface EmbeddedPostgres {
  /** URL of the superuser over the Unix socket, for `pg`. */
  readonly adminUrl: string;
  readonly port: number;
  readonly socketDirectory: string;
  readonly postmasterPid: number;
  readonly runsAs: AccountKind;
  /** Resolves once when PostgreSQL has ended; `expected` is false when nobody called `stop`. */
  readonly exited: Promise<{ expected: boolean; code: number | null }>;
  /** Resolves when nothing runs any more. `fast` disconnects clients and writes a checkpoint, `immediate` leaves recovery to the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
}

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
    const place = preparePlace(wanted, options.runAs);
    const lines: string[] = [];
    const guard = await lock(place, options, (line) => {
      lines.push(line);
      if (lines.length > 100) lines.shift();
      options.log(line);
    });
    try {
      return await startUnderLock(place, guard, options, lines);
    } catch (error) {
      guard.release();
      await guard.exited;
      forgetOwner(place.directory);
      throw error;
    }
  } catch (error) {
    throw translateFailure(error, wanted);
  }
}

function preparePlace(wanted: string, runAs: AccountKind | undefined): Place {
  const binaries = findBinaries();
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  const directory = realpathSync(wanted);
  const cluster = join(directory, CLUSTER);
  const account = chooseAccount(binaries, cluster, runAs);
  if (account.identity !== undefined) {
    refuseLivingOwner(directory);
    for (const path of [directory, join(directory, 'lock'), join(directory, 'superuser-password')]) {
      if (existsSync(path)) chownSync(path, account.identity.uid, account.identity.gid);
    }
  }
  return { directory, cluster, binaries, account, socket: makeSocketDirectory(directory, account.identity) };
}

async function lock(
  place: Place,
  { durability, settings }: EmbeddedPostgresOptions,
  onLine: (line: string) => void,
): Promise<Guard> {
  const { directory, account, cluster, socket } = place;
  const lockFile = lockFileName();
  if (lockFile === undefined) claimByFile(directory);
  const guard = await acquire(directory, () =>
    startGuard({
      lockFile,
      directory,
      below: CLUSTER,
      command: [
        ...account.prefix,
        join(account.programs, 'postgres'),
        ...['-D', dataDirectoryWord(account, cluster)],
        ...settingWords(durability, socket.setting, settings),
      ],
      identity: account.identity,
      onLine,
    }),
  );
  recordOwner(directory);
  return guard;
}

async function startUnderLock(
  place: Place,
  guard: Guard,
  options: EmbeddedPostgresOptions,
  lines: readonly string[],
): Promise<EmbeddedPostgres> {
  const { directory, socket } = place;
  await clearLeftovers(place.cluster, socket.path, options.log);
  const password = await prepareCluster({ ...options, ...place });
  let ended = false;
  const code = guard.exited.then((value) => {
    ended = true;
    return value;
  });
  const postmasterPid = await guard.run();
  const query = `host=${encodeURIComponent(socket.path)}&port=${PORT}`;
  const adminUrl = `postgres://${SUPERUSER}:${password}@/postgres?${query}`;
  const client = await connectWhenReady(adminUrl, () => ended);
  if (client === undefined) throw explainOutput('postgres', lines, directory);
  try {
    if (options.durability === 'durable') await requireDurable(client);
  } finally {
    await client.end();
  }
  const { exited, stop } = stopper(guard, code, () => {
    removeSocketDirectory(directory, socket.path);
    forgetOwner(directory);
  });
  const runsAs = place.account.kind;
  return { adminUrl, port: PORT, socketDirectory: socket.path, postmasterPid, runsAs, exited, stop };
}
