// Runs every suite: `npm test`, `npm test -- packages/contract`, `npm run test:soak`.
// The last line is `N passed, N failed, N skipped`; the exit code is 0 only when nothing failed, and in CI only when
// nothing was skipped either, but for one reason (scripts/rsyslog.js), which is printed and counted. A few files that
// failed are looked at once more (scripts/second-look.js), which is printed and counted, too.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { findChromium, provideChromium } from './chromium.js';
import { findRsyslog, provideRsyslog, toleratedSkip } from './rsyslog.js';
import { secondLook } from './second-look.js';
import { root } from './tree.js';
import { buildWeb } from './web.js';

const globs = ['packages/*/{src,test}/**/*.test.ts', 'bench/**/*.test.ts', 'scripts/**/*.test.js'];
const globalSetup = 'packages/server/src/testing/global-setup.ts';
/** Packages whose tests need neither a database nor a browser. */
const light = /^(packages\/(contract|policy|markdown|seal|verifier)|scripts)\//;
/** For what hangs, not for what is slow: some files take minutes on two cores of their own. */
const fileTimeoutMs = 20 * 60_000;
const soakFileTimeoutMs = 6 * 60 * 60_000;

const { values: options, positionals: filters } = parseArgs({
  allowPositionals: true,
  options: {
    soak: { type: 'boolean', default: false },
    concurrency: { type: 'string', default: '4' },
    'timeout-ms': { type: 'string' },
  },
});

/** Test files matching the filters; a filter that matches nothing is a mistake. */
function selectFiles() {
  const all = globs
    .flatMap((pattern) => globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }))
    .sort();
  const files = all.filter((file) => options.soak || !file.endsWith('.soak.test.ts'));
  if (filters.length > 0) {
    const selected = files.filter((file) => filters.some((filter) => file.startsWith(trim(filter))));
    for (const filter of filters) {
      if (!selected.some((file) => file.startsWith(trim(filter)))) stop(`no test file matches ${filter}`);
    }
    return selected;
  }
  return files;
}

/** Sources in a package without a single test are a mistake, not an empty success. */
function untestedPlaces(files) {
  if (filters.length > 0) return [];
  return [...placesWithSources()].filter((place) => !files.some((file) => file.startsWith(place)));
}

function placesWithSources() {
  const sources = globSync('packages/*/src/**/*.ts', { cwd: root, exclude: ['**/node_modules/**'] });
  return new Set(['scripts/', ...sources.map((file) => file.split('/').slice(0, 2).join('/').concat('/'))]);
}

function trim(filter) {
  return filter.replace(/^\.\//, '');
}

function stop(sentence) {
  console.error(`wardroom: ${sentence}`);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

async function environment(files) {
  const env = { ...process.env, NODE_ENV: 'test' };
  delete env.NODE_TEST_CONTEXT;
  if (options.soak) env.WARDROOM_SOAK = '1';
  if (files.every((file) => light.test(file))) return env;
  if (!buildWeb()) stop('the web app could not be built');
  const chromium = filters.length > 0 ? findChromium() : await provideChromium();
  if (chromium === undefined) {
    console.log('no Chromium here and none could be installed; browser suites are skipped');
    delete env.WARDROOM_CHROMIUM;
  } else {
    env.WARDROOM_CHROMIUM = chromium;
  }
  const rsyslog = filters.length > 0 ? findRsyslog() : provideRsyslog();
  if (rsyslog === undefined) delete env.WARDROOM_RSYSLOG;
  else env.WARDROOM_RSYSLOG = rsyslog;
  return env;
}

function runNode(files, env) {
  const args = [
    '--disable-warning=ExperimentalWarning',
    '--test',
    `--test-concurrency=${options.concurrency}`,
    `--test-timeout=${options['timeout-ms'] ?? (options.soak ? soakFileTimeoutMs : fileTimeoutMs)}`,
    `--test-reporter=${join(root, 'scripts/reporter.js')}`,
    '--test-reporter-destination=stdout',
  ];
  const heavy = files.some((file) => !light.test(file));
  if (heavy && existsSync(join(root, globalSetup)))
    args.push(`--test-global-setup=${join(root, globalSetup)}`);
  // Ctrl-C reaches the runner from the terminal; it stops its files and tears the database down.
  process.on('SIGINT', () => {});
  return new Promise((done, refuse) => {
    const child = spawn(process.execPath, [...args, ...files], { cwd: root, env, stdio: 'inherit' });
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', refuse);
    child.on('exit', (code) => done(code ?? 1));
  });
}

/** @param kept where the summary stays; otherwise nothing stays */
async function summaryOf(files, env, kept) {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-test-'));
  const path = kept ?? join(directory, 'summary.json');
  const code = await runNode(files, { ...env, WARDROOM_TEST_SUMMARY: path });
  const summary = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
  rmSync(directory, { recursive: true, force: true });
  return { code, summary };
}

async function main() {
  const files = selectFiles();
  const env = await environment(files);
  const { code, summary } = await summaryOf(files, env, env.WARDROOM_TEST_SUMMARY);
  if (summary === undefined) stop('the test runner ended before it could report');

  const alone = async (file) => (await summaryOf([file], env)).summary?.failed;
  const unsteady = await secondLook(summary.failedIn, alone);
  const passed = summary.passed + unsteady;
  let failed = summary.failed - unsteady;
  for (const file of files.filter((name) => !summary.files.includes(name))) {
    console.log(`FAILED ${file} reported no test`);
    failed += 1;
  }
  for (const place of untestedPlaces(files)) {
    console.log(`FAILED ${place} has sources and no test`);
    failed += 1;
  }
  if (code !== 0 && summary.failed === 0) {
    console.log('FAILED the test runner exited with an error although no test failed');
    failed += 1;
  }
  const tolerated = summary.skips.filter((reason) => reason === toleratedSkip).length;
  if (tolerated > 0) console.log(`${tolerated} tolerated: ${toleratedSkip}`);
  const skipsFail = process.env.CI === 'true' && summary.skipped > tolerated;
  if (skipsFail) console.log('in CI a skipped test is a failure');
  if (unsteady > 0) console.log(`${unsteady} passed only when run once more`);
  console.log(`${passed} passed, ${failed} failed, ${summary.skipped} skipped`);
  process.exitCode = failed > 0 || skipsFail ? 1 : 0;
}

await main();
