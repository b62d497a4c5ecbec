// Installs dependencies when they differ from what node_modules was made from. Runs on any Node >= 20, before
// anything is installed, and therefore imports nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.wardroom-installed');
const lock = join(modules, '.wardroom-installing');
const lockTimeoutMs = 10 * 60_000;

/** What the installed tree depends on: the lock file, every workspace's manifest and the platform. */
function wanted() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const files = ['package.json', 'package-lock.json', '.npmrc'];
  for (const workspace of manifest.workspaces) files.push(`${workspace}/package.json`);
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) {
    const path = join(root, file);
    hash.update(`${file}\n`).update(existsSync(path) ? readFileSync(path) : 'absent');
  }
  return hash.digest('hex');
}

function installed() {
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
}

/** True when this process took the lock; false when another one holds it. A lock whose holder is gone is broken. */
function takeLock() {
  mkdirSync(modules, { recursive: true });
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  breakStaleLock();
  return false;
}

/** Moves a dead holder's lock aside; two waiters may try, and the slower one must not take away a fresh lock. */
function breakStaleLock() {
  const holder = readHolder(lock);
  if (holder === undefined || lives(holder)) return;
  const aside = `${lock}-${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readHolder(aside) === holder) rmSync(aside, { recursive: true, force: true });
    else renameSync(aside, lock);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

/** The holder's process id; 0 for a lock that stayed nameless for five seconds; undefined while it is being made. */
function readHolder(path) {
  const made = statSync(path, { throwIfNoEntry: false });
  if (made === undefined) return undefined;
  const file = join(path, 'pid');
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return pid > 0 || Date.now() - made.mtimeMs > 5_000 ? pid : undefined;
}

function lives(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function sleep(durationMs) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

/** A failure whose message is the whole explanation. */
class InstallError extends Error {}

function install(hash) {
  console.error('wardroom: installing dependencies (once, about ten seconds) …');
  const run = spawnSync(
    'npm',
    [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      '--include=dev',
      '--include=optional',
    ],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_ENV: 'development' },
      shell: process.platform === 'win32',
    },
  );
  if (run.error) {
    throw new InstallError(`npm could not be started (${run.error.message}). Install npm, then try again.`);
  }
  if (run.status !== 0) {
    throw new InstallError(
      'dependencies could not be installed; npm says why above. Is the npm registry reachable? Then try again.',
    );
  }
  writeFileSync(stamp, hash);
}

function ensureInstalled() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new InstallError(
      `Node ${process.versions.node} is too old; install Node 20 or newer, then try again.`,
    );
  }
  const hash = wanted();
  if (installed() === hash) return;
  const deadlineAt = Date.now() + lockTimeoutMs;
  while (!takeLock()) {
    sleep(100);
    if (Date.now() > deadlineAt) {
      throw new InstallError(
        `another installation has held ${lock} for ten minutes; remove it and try again.`,
      );
    }
  }
  try {
    if (installed() !== hash) install(hash);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

try {
  ensureInstalled();
} catch (error) {
  console.error(
    `wardroom: ${error instanceof InstallError ? error.message : `installation failed: ${error.message}`}`,
  );
  process.exitCode = 1;
}
