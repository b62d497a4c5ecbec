// Reporter of `node --test`: a mark per test, failures in full with the output of their file, skips with reasons,
// what tests have counted and which seed replays them, the slowest tests. Leaves a machine-readable summary in WARDROOM_TEST_SUMMARY for the script that started it.
import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { inspect } from 'node:util';

const marksPerLine = 100;
const slowestShown = 5;
const notesOfFile = 12;
const longestNote = 300;
/** What the runner itself counts, for each file and for all. */
const ownCounts = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /;

export default async function* report(events) {
  const run = {
    passed: [],
    failed: [],
    skipped: [],
    notes: new Map(),
    output: new Map(),
    reported: new Map(),
  };
  let marks = 0;
  for await (const event of events) {
    const mark = take(run, event);
    if (mark === undefined) continue;
    marks += 1;
    // At once, in a line of its own: a run may be cut off, and what it prints too.
    if (mark === 'F') yield failedLine(run.failed.at(-1));
    yield marks % marksPerLine === 0 ? `${mark} ${marks}\n` : mark;
  }
  yield '\n';
  yield* failures(run);
  for (const test of run.skipped) yield `skipped: ${test.name} (${test.file}): ${test.reason}\n`;
  yield* notes(run);
  yield* slowest(run);
  const path = process.env.WARDROOM_TEST_SUMMARY;
  if (path) writeFileSync(path, JSON.stringify(summary(run)));
}

/** Notes one event; returns the mark to print when a test has ended. */
function take(run, { type, data }) {
  if (type === 'test:stdout' || type === 'test:stderr') {
    const file = nameOf(data.file);
    run.output.set(file, (run.output.get(file) ?? '') + data.message);
    return undefined;
  }
  if (type === 'test:diagnostic' && !ownCounts.test(data.message)) {
    const file = nameOf(data.file);
    run.notes.set(file, [...(run.notes.get(file) ?? []), data.message]);
    return undefined;
  }
  // A test may be declared by a function of another file; the runner's own count says which file ran how many.
  if (type === 'test:summary' && data.file !== undefined && data.counts.tests > 0)
    run.reported.set(nameOf(data.file), data.counts.failed + data.counts.cancelled);
  if (type !== 'test:pass' && type !== 'test:fail') return undefined;
  const test = { name: data.name, file: nameOf(data.file), durationMs: data.details?.duration_ms ?? 0 };
  const whole = isWholeFile(data);
  if (whole) test.file = nameOf(data.name);
  if (type === 'test:fail' && data.todo === undefined)
    return fail(run, { ...test, whole, error: data.details?.error });
  if (data.skip !== undefined || data.todo !== undefined) {
    const given = data.skip ?? data.todo;
    run.skipped.push({
      ...test,
      reason: typeof given === 'string' && given !== '' ? given : 'no reason given',
    });
    return 's';
  }
  if (data.details?.type === 'suite') return undefined;
  if (whole) return fail(run, { ...test, whole, error: new Error('this file contains no test') });
  run.passed.push(test);
  return '.';
}

function fail(run, test) {
  // A suite or a parent fails because a test in it did; only the cause counts.
  if (test.error?.failureType === 'subtestsFailed') return undefined;
  run.failed.push(test);
  return 'F';
}

const failedLine = ({ file, name }) => `\nFAILED ${file}: ${name}\n`;

/** The runner reports a file under its own path when it did not start, exited early, or holds no test. */
function isWholeFile(data) {
  return data.nesting === 0 && data.file !== undefined && resolve(data.name) === resolve(data.file);
}

function nameOf(file) {
  return file === undefined ? '' : relative(process.cwd(), file);
}

function* failures(run) {
  for (const test of run.failed) {
    const cause = test.error?.cause ?? test.error;
    yield `\n${test.name}\n  ${test.file}\n`;
    yield `${indent(cause instanceof Error || typeof cause === 'object' ? inspect(cause, { depth: 4 }) : String(cause))}\n`;
  }
  for (const file of new Set(run.failed.map((test) => test.file))) {
    const output = run.output.get(file);
    if (output) yield `\noutput of ${file}\n${indent(output.trimEnd())}\n`;
  }
  if (run.failed.length > 0) yield '\n';
}

/** Statements and kills, rounds, seeds: what `diagnostic` was told. */
function* notes(run) {
  for (const [file, messages] of [...run.notes].sort(([a], [b]) => a.localeCompare(b))) {
    for (const message of messages.slice(0, notesOfFile))
      yield `noted: ${message.slice(0, longestNote)} (${file})\n`;
    const more = messages.length - notesOfFile;
    if (more > 0) yield `noted: ${more} more (${file})\n`;
  }
}

function* slowest(run) {
  const tests = [...run.passed].sort((a, b) => b.durationMs - a.durationMs).slice(0, slowestShown);
  for (const test of tests.filter((slow) => slow.durationMs > 1_000)) {
    yield `${(test.durationMs / 1_000).toFixed(1)} s  ${test.name} (${test.file})\n`;
  }
}

function indent(text) {
  return text.replace(/^/gm, '    ');
}

function summary(run) {
  return {
    passed: run.passed.length,
    failed: run.failed.length,
    skipped: run.skipped.length,
    skips: run.skipped.map((test) => test.reason),
    failedIn: Object.fromEntries([...run.reported].filter(([, count]) => count > 0)),
    failures: run.failed.map((test) => ({ name: test.name, file: test.file, wholeFile: test.whole })),
    files: [
      ...new Set([
        ...run.reported.keys(),
        ...[...run.passed, ...run.failed, ...run.skipped].map((test) => test.file),
      ]),
    ],
  };
}
