// Builds the web app when its sources differ from what packages/web/dist was made from.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { listFiles, root } from './tree.js';

const web = join(root, 'packages/web');
const stamp = join(web, 'dist/.stamp');
const sources = /^packages\/(web|contract|markdown|sdk|seal)\/|^package-lock\.json$/;

/** @returns {boolean} false when the build failed; a tree without a web app has nothing to build. */
export function buildWeb() {
  const config = ['vite.config.ts', 'vite.config.js', 'vite.config.mjs'].find((name) =>
    existsSync(join(web, name)),
  );
  if (config === undefined) return true;
  const hash = hashOfSources();
  const built =
    existsSync(join(web, 'dist/index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
  if (built) return true;
  console.error('wardroom: building the web app …');
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn', '--config', config], {
    cwd: web,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (run.status !== 0) return false;
  writeFileSync(stamp, hash);
  return true;
}

function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of listFiles().filter((path) => sources.test(path) && !/\.test\.tsx?$/.test(path))) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(`${file}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  process.exitCode = buildWeb() ? 0 : 1;
}
