/**
 * PostgreSQL refuses to run as root. This file decides as whom it runs:
 * an ordinary person runs it directly; root runs it in a user namespace in which root's files belong to `nobody`; where
 * namespaces are forbidden, root runs it as the account that owns the cluster, or `nobody`.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './errors.ts';
import { programEnvironment } from './guard.ts';

export type AccountKind = 'direct' | 'user-namespace' | 'other-account';

export interface Account {
  readonly kind: AccountKind;
  /** Words put before a program's own command line. */
  readonly prefix: readonly string[];
  /** Set when the guard and PostgreSQL change to another account. */
  readonly identity: { readonly uid: number; readonly gid: number } | undefined;
  /** Directory with programs that the account can reach. */
  readonly programs: string;
}

const NOBODY = 65_534;
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, '--'];

/** `forced` exists for tests of the fallback on machines where namespaces work. */
export function chooseAccount(binaries: Binaries, cluster: string, forced?: AccountKind): Account {
  const direct = {
    kind: 'direct',
    prefix: [],
    identity: undefined,
    programs: join(binaries.root, 'bin'),
  } as const;
  if (process.getuid?.() !== 0) return direct;
  if (process.platform !== 'linux') {
    throw new EmbeddedPostgresError(
      'permission_denied',
      'The embedded PostgreSQL cannot run as root on this system; start Wardroom from an ordinary account.',
    );
  }
  const owner = statSync(cluster, { throwIfNoEntry: false });
  const ownedByRoot = owner === undefined || owner.uid === 0;
  if (ownedByRoot && forced !== 'other-account' && namespaceReaches(direct.programs, dirname(cluster))) {
    return { ...direct, kind: 'user-namespace', prefix: NAMESPACE };
  }
  const identity = ownedByRoot ? { uid: NOBODY, gid: NOBODY } : { uid: owner.uid, gid: owner.gid };
  return { kind: 'other-account', prefix: [], identity, programs: join(reachableCopy(binaries), 'bin') };
}

/** In the namespace root keeps its files but loses its privileges: a clone in the closed home of somebody else is out of reach. */
function namespaceReaches(programs: string, directory: string): boolean {
  const [program = '', ...words] = NAMESPACE;
  const probe = ['sh', '-c', 'test -x "$1" && test -w "$2"', 'sh', join(programs, 'postgres'), directory];
  return (
    spawnSync(program, [...words, ...probe], { env: programEnvironment(), stdio: 'ignore' }).status === 0
  );
}

/** The programs themselves, or a copy of them when they lie below a directory that only root may traverse. */
export function reachableCopy(binaries: Binaries): string {
  if (everybodyMayTraverse(binaries.root)) return binaries.root;
  for (const parent of ['/var/cache', '/var/lib', tmpdir(), '/tmp']) {
    const target = join(parent, `wardroom-postgresql-${binaries.version}`);
    if (everybodyMayTraverse(parent) && mayWrite(parent) && copyOnce(binaries.root, target)) return target;
  }
  throw new EmbeddedPostgresError(
    'permission_denied',
    `Root cannot start PostgreSQL from ${binaries.root}, which other accounts may not read; move Wardroom to a readable directory or run it from an ordinary account.`,
  );
}

function everybodyMayTraverse(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    const found = statSync(at, { throwIfNoEntry: false });
    if (found === undefined || (found.mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The name is predictable, so a copy counts only when root owns it and nobody else can write to it. */
function copyOnce(source: string, target: string): boolean {
  const found = lstatSync(target, { throwIfNoEntry: false });
  if (found !== undefined) return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
  const draft = `${target}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o755 });
  try {
    cpSync(source, draft, { recursive: true, verbatimSymlinks: true });
    renameSync(draft, target);
    return true;
  } catch {
    rmSync(draft, { recursive: true, force: true });
    return lstatSync(target, { throwIfNoEntry: false })?.uid === 0;
  }
}
