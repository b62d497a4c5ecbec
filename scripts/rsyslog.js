// Provides a real rsyslog with TLS for the suite of feeds: unpacked from Debian's packages beside the dependencies, never
// installed, so nothing of the machine changes. Undefined where it cannot be had.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './tree.js';

/** The one reason for which a suite may be skipped in CI: scripts/test.js and .ci/run know it by these words. */
export const toleratedSkip = 'rsyslog cannot be installed here';

const packages = ['rsyslog', 'rsyslog-openssl', 'libestr0', 'libfastjson4', 'liblognorm5'];
const cache = join(root, 'node_modules/.cache/rsyslog');
const daemon = 'usr/sbin/rsyslogd';
const driver = 'usr/lib/*/rsyslog/lmnsd_ossl.so';

/** Folder with an unpacked rsyslog that starts. */
export function findRsyslog() {
  return starts(cache) ? cache : undefined;
}

export function provideRsyslog() {
  return findRsyslog() ?? unpack();
}

function starts(folder) {
  const [module] = globSync(driver, { cwd: folder });
  if (module === undefined || !existsSync(join(folder, daemon))) return false;
  const libraries = globSync('usr/lib/*-linux-*', { cwd: folder }).map((path) => join(folder, path));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(':') };
  return run(join(folder, daemon), ['-v'], { env });
}

function unpack() {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg-deb')) return undefined;
  console.log('unpacking rsyslog for the suite of feeds (apt-get download, some seconds) …');
  mkdirSync(cache, { recursive: true });
  const download = () => run('apt-get', ['download', '-qq', ...packages], { cwd: cache });
  if (!download()) {
    // A machine that has never asked for a list of packages.
    if (process.getuid?.() !== 0 || !run('apt-get', ['update', '-qq']) || !download()) return undefined;
  }
  for (const file of globSync('*.deb', { cwd: cache }))
    if (!run('dpkg-deb', ['-x', join(cache, file), cache])) return undefined;
  return findRsyslog();
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 120_000, ...options }).status === 0;
}
