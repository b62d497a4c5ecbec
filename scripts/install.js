// Installs dependencies when they differ from what node_modules was made from. Runs on any Node >= 20, before
// anything is installed, and therefore imports nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const stamp = join(modules, '.wardroom-installed');
const lock = join(root, '.wardroom-install.lock');
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
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!holderLives()) rmSync(lock, { recursive: true, force: true });
  return false;
}

function holderLives() {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error.code === 'EPERM') return true;
    if (error.code === 'ESRCH') return false;
  }
  // The holder has made the directory but not yet written its number; give it five seconds.
  const made = statSync(lock, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs < 5_000;
}

function sleep(durationMs) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

function fail(sentence) {
  console.error(`wardroom: ${sentence}`);
  process.exit(1);
}

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
  if (run.error) fail(`npm could not be started (${run.error.message}). Install npm, then try again.`);
  if (run.status !== 0) {
    fail(
      'dependencies could not be installed; npm says why above. Is the npm registry reachable? Then try again.',
    );
  }
  writeFileSync(stamp, hash);
}

function main() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    fail(`Node ${process.versions.node} is too old; Wardroom needs Node 20 or newer to install itself.`);
  const hash = wanted();
  if (installed() === hash) return;
  const deadlineAt = Date.now() + lockTimeoutMs;
  while (!takeLock()) {
    sleep(100);
    if (installed() === hash && !existsSync(lock)) return;
    if (Date.now() > deadlineAt)
      fail(`another installation has held ${lock} for ten minutes; remove it and try again.`);
  }
  try {
    if (installed() !== hash) install(hash);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

main();
