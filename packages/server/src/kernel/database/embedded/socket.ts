/** Chooses the directory of the Unix socket. The kernel limits a socket's path to 104–108 bytes. */
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './errors.ts';
import { PORT } from './settings.ts';

const LONGEST_DIRECTORY = 90;

export interface SocketDirectory {
  /** Path for clients. */
  readonly path: string;
  /** Value for `unix_socket_directories`; relative to the cluster where the account may not traverse the parents. */
  readonly setting: string;
}

type Identity = { readonly uid: number; readonly gid: number } | undefined;

export function makeSocketDirectory(directory: string, identity: Identity): SocketDirectory {
  const inside = join(directory, 's');
  if (Buffer.byteLength(inside) <= LONGEST_DIRECTORY) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    if (identity !== undefined) chownSync(inside, identity.uid, identity.gid);
    return { path: inside, setting: '../s' };
  }
  const name = `wardroom-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  const outside = [identity === undefined ? tmpdir() : '/tmp', '/tmp']
    .map((parent) => join(parent, name))
    .find((path) => Buffer.byteLength(path) <= LONGEST_DIRECTORY);
  const path = outside ?? join('/tmp', name);
  makePrivate(path, identity);
  return { path, setting: `"${path}"` };
}

/** The parent is shared with other accounts: an existing directory must be ours and closed to others. */
function makePrivate(path: string, identity: Identity): void {
  const uid = identity?.uid ?? process.getuid?.();
  try {
    mkdirSync(path, { mode: 0o700 });
    if (identity !== undefined) chownSync(path, identity.uid, identity.gid);
  } catch (error) {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) throw error;
    if (!found.isDirectory() || found.uid !== uid) {
      throw new EmbeddedPostgresError(
        'permission_denied',
        `The socket directory ${path} belongs to another account; remove it or use a data directory with a shorter path.`,
      );
    }
    chmodSync(path, 0o700);
  }
}

/** Call only when no process of the cluster lives: PostgreSQL refuses a lock file whose number belongs to any live process. */
export function removeSocketFiles(path: string): void {
  rmSync(join(path, `.s.PGSQL.${PORT}`), { force: true });
  rmSync(join(path, `.s.PGSQL.${PORT}.lock`), { force: true });
}

/** Leaves nothing in the shared temporary directory. */
export function removeSocketDirectory(directory: string, path: string): void {
  removeSocketFiles(path);
  if (path !== join(directory, 's')) rmSync(path, { recursive: true, force: true });
}
