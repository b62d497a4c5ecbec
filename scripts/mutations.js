// Breaks the product on purpose, one defence at a time, in a copy of the tree; a defence whose loss no test notices
// is not proved. `npm run test:mutations`, `npm run test:mutations -- <id> …`, `-- --list`.
//
// scripts/mutations/*.json (an array) or *.js (default export): { id, title, file, find, replace, suites }.
// `find` must occur exactly once in `file`; `suites` are test paths as `npm test --` takes them.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { makeScratch, removeScratch } from './scratch.js';
import { root } from './tree.js';

const fileTimeoutMs = 120_000;
const { values: options, positionals: ids } = parseArgs({
  allowPositionals: true,
  options: {
    list: { type: 'boolean', default: false },
    from: { type: 'string', default: 'scripts/mutations' },
  },
});

async function readMutations() {
  const all = [];
  for (const file of globSync(`${options.from}/*.{json,js}`, { cwd: root }).sort()) {
    const path = join(root, file);
    const list = file.endsWith('.json')
      ? JSON.parse(readFileSync(path, 'utf8'))
      : (await import(pathToFileURL(path).href)).default;
    for (const mutation of list) all.push({ ...mutation, source: file });
  }
  return all;
}

/** What is wrong with the list itself: a mutation that does not apply proves nothing. */
function listErrors(mutations) {
  const seen = new Set();
  return mutations.flatMap((mutation) => {
    const { id, title, file, find, replace, suites, source } = mutation;
    const missing = ['id', 'title', 'file', 'find'].filter((key) => !mutation[key]);
    if (missing.length > 0 || typeof replace !== 'string' || !Array.isArray(suites) || suites.length === 0) {
      return [`${source}: ${id ?? title ?? 'entry'} needs id, title, file, find, replace and suites`];
    }
    if (seen.has(id)) return [`${id}: listed twice`];
    seen.add(id);
    if (!existsSync(join(root, file))) return [`${id}: ${file} does not exist`];
    const count = readFileSync(join(root, file), 'utf8').split(find).length - 1;
    if (count !== 1) return [`${id}: “${find.slice(0, 60)}” occurs ${count} times in ${file}, not once`];
    return find === replace ? [`${id}: changes nothing`] : [];
  });
}

/** Runs suites in the copy; undefined when the runner could not even report. */
function runSuites(scratch, suites) {
  const report = join(scratch, 'summary.json');
  rmSync(report, { force: true });
  const env = { ...process.env, WARDROOM_TEST_SUMMARY: report };
  delete env.CI;
  const args = ['scripts/test.js', `--timeout-ms=${fileTimeoutMs}`, ...suites];
  const run = spawnSync(process.execPath, args, {
    cwd: scratch,
    env,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (run.signal === 'SIGINT') process.exit(130);
  const summary = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
  return { code: run.status ?? 1, summary, output: `${run.stdout}${run.stderr}` };
}

/** Red by a named test is a kill; a file that did not start says only that the edit was clumsy. */
function judge({ code, summary, output }) {
  const named = summary?.failures.filter((failure) => !failure.wholeFile) ?? [];
  if (code !== 0 && named[0]) return { verdict: 'killed', by: `${named[0].name} (${named[0].file})` };
  if (code === 0) return { verdict: 'SURVIVED', by: '' };
  return {
    verdict: 'BROKEN',
    by: `no test failed by name: ${output.trim().split('\n').slice(-4).join(' | ').slice(0, 300)}`,
  };
}

function mutate(scratch, mutation) {
  const path = join(scratch, mutation.file);
  const original = readFileSync(path, 'utf8');
  const [before, after] = original.split(mutation.find);
  writeFileSync(path, `${before}${mutation.replace}${after}`);
  const startedAt = Date.now();
  const result = judge(runSuites(scratch, mutation.suites));
  writeFileSync(path, original);
  return { ...mutation, ...result, durationMs: Date.now() - startedAt };
}

function prove(mutations) {
  const scratch = makeScratch();
  const leave = () => removeScratch(scratch);
  process.on('exit', leave);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
  const suites = [...new Set(mutations.flatMap((mutation) => mutation.suites))].sort();
  console.log(`${mutations.length} mutations, ${suites.length} suites; first without any mutation …`);
  const baseline = runSuites(scratch, suites);
  if (baseline.code !== 0 || baseline.summary === undefined || baseline.summary.passed === 0) {
    console.error(`${baseline.output}\nthe suites are not green without a mutation`);
    return 1;
  }
  const width = Math.max(...mutations.map((mutation) => mutation.id.length));
  const results = mutations.map((mutation) => {
    const result = mutate(scratch, mutation);
    const seconds = (result.durationMs / 1_000).toFixed(1).padStart(6);
    console.log(`${result.id.padEnd(width)}  ${result.verdict.padEnd(8)}  ${seconds} s  ${result.by}`);
    return result;
  });
  const alive = results.filter((result) => result.verdict !== 'killed');
  for (const { id, title, verdict, file } of alive) console.log(`${verdict} ${id}: ${title} (${file})`);
  console.log(`${results.length - alive.length} of ${results.length} mutations killed`);
  return alive.length === 0 ? 0 : 1;
}

async function main() {
  const all = await readMutations();
  const mutations = ids.length > 0 ? all.filter((mutation) => ids.includes(mutation.id)) : all;
  if (options.list) {
    for (const { id, title, suites } of mutations) console.log(`${id}: ${title} [${suites.join(', ')}]`);
    return 0;
  }
  const errors = listErrors(mutations);
  for (const error of errors) console.error(error);
  for (const id of ids.filter((wanted) => !all.some((mutation) => mutation.id === wanted))) errors.push(id);
  if (mutations.length === 0 || errors.length > 0) {
    console.error(mutations.length === 0 ? 'no mutation selected' : `${errors.length} entries do not apply`);
    return 1;
  }
  return prove(mutations);
}

process.exit(await main());
