/** Makes the cluster on first use and refuses one that these programs cannot run. Call only under the lock. */
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, explainOutput } from './errors.ts';
import { startGuard } from './guard.ts';
import type { Durability } from './settings.ts';

export const SUPERUSER = 'postgres';
export const CLUSTER = 'cluster';
const PASSWORD_FILE = 'superuser-password';
const DRAFT = 'cluster.new-';

export interface ClusterOptions {
  readonly directory: string;
  readonly binaries: Binaries;
  readonly account: Account;
  readonly durability: Durability;
  readonly log: (line: string) => void;
}

/** Gives the superuser's password. */
export async function prepareCluster(options: ClusterOptions): Promise<string> {
  const { directory, account } = options;
  const cluster = join(directory, CLUSTER);
  // A draft is what a kill during initdb leaves; it never became the cluster.
  for (const name of readdirSync(directory)) {
    if (name.startsWith(DRAFT)) rmSync(join(directory, name), { recursive: true, force: true });
  }
  if (existsSync(cluster)) {
    requireVersion(options, cluster);
    giveTo(account, cluster);
    return readPassword(directory);
  }
  return await createCluster(options, cluster);
}

function requireVersion({ binaries }: ClusterOptions, cluster: string): void {
  const file = join(cluster, 'PG_VERSION');
  const found = existsSync(file) ? readFileSync(file, 'utf8').trim() : 'an unknown version of';
  if (found === String(binaries.major)) return;
  throw new EmbeddedPostgresError(
    'postgres_wrong_version',
    `The data in ${cluster} was written by PostgreSQL ${found}, but this Wardroom brings PostgreSQL ${binaries.major}; start the release that wrote it, or choose another data directory.`,
  );
}

/** The cluster may have been made when another way of running was possible. Symbolic links are not followed. */
function giveTo(account: Account, path: string): void {
  if (account.identity === undefined || statSync(path).uid === account.identity.uid) return;
  const { uid, gid } = account.identity;
  for (const entry of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    lchownSync(join(path, entry), uid, gid);
  chownSync(path, uid, gid);
}

function readPassword(directory: string): string {
  const file = join(directory, PASSWORD_FILE);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  throw new EmbeddedPostgresError(
    'postgres_start_failed',
    `The file ${file} with the database password is missing; restore it from a backup of the data directory.`,
  );
}

async function createCluster(options: ClusterOptions, cluster: string): Promise<string> {
  const { directory, account, durability } = options;
  const password = randomBytes(24).toString('base64url');
  writePassword(join(directory, PASSWORD_FILE), password, account);
  const draft = `${DRAFT}${randomBytes(6).toString('hex')}`;
  mkdirSync(join(directory, draft), { mode: 0o700 });
  if (account.identity !== undefined)
    chownSync(join(directory, draft), account.identity.uid, account.identity.gid);
  try {
    await initialise(options, draft);
    renameSync(join(directory, draft), cluster);
    if (durability === 'durable') syncDirectory(directory);
  } catch (error) {
    rmSync(join(directory, draft), { recursive: true, force: true });
    throw error;
  }
  return password;
}

async function initialise(
  { directory, account, durability, log }: ClusterOptions,
  draft: string,
): Promise<void> {
  const lines: string[] = [];
  const words = [
    ...['--username', SUPERUSER, '--auth', 'scram-sha-256', '--pwfile', `../${PASSWORD_FILE}`],
    ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ...[
      '--data-checksums',
      '--no-instructions',
      '--pgdata',
      dataDirectoryWord(account, join(directory, draft)),
    ],
    ...(durability === 'durable' ? [] : ['--no-sync']),
  ];
  const guard = await startGuard({
    lockFile: undefined,
    directory,
    below: draft,
    command: [...account.prefix, join(account.programs, 'initdb'), ...words],
    identity: account.identity,
    onLine: (line) => lines.push(line),
  });
  if (guard === 'busy') throw new Error('a guard without a lock cannot be busy');
  await guard.run().catch(() => undefined);
  const code = await guard.exited;
  await guard.release();
  if (code === 0) return;
  for (const line of lines) log(line);
  throw explainOutput('initdb', lines, directory);
}

/** Another account may be unable to traverse the parents, but every process may enter its own working directory. */
export function dataDirectoryWord(account: Account, path: string): string {
  return account.kind === 'other-account' ? '/proc/self/cwd' : path;
}

function writePassword(file: string, password: string, account: Account): void {
  rmSync(file, { force: true });
  writeFileSync(file, `${password}\n`, { mode: 0o600, flush: true });
  if (account.identity !== undefined) chownSync(file, account.identity.uid, account.identity.gid);
}

function syncDirectory(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
