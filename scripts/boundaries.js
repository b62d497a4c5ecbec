// Runs the dependency rules and proves that every source file was read: a cruiser that cannot parse TypeScript
// reports no violation at all.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { listFiles, root } from './tree.js';

const cruiser = join(root, 'node_modules/.bin/depcruise');

/**
 * @param {string} tree directory that holds packages/, bench/ and the rule file
 * @returns {{ cruised: number, unread: string[], violations: { rule: string, from: string, to: string, comment: string }[] }}
 */
export function cruise(tree = root) {
  const roots = ['packages', 'bench'].filter((name) => existsSync(join(tree, name)));
  const run = spawnSync(
    process.execPath,
    [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...roots],
    { cwd: tree, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stderr || run.stdout}`);
  const report = JSON.parse(run.stdout);
  const read = new Set(report.modules.map((module) => module.source));
  const expected = listFiles(tree).filter((file) => isCruised(file) && existsSync(join(tree, file)));
  return {
    cruised: expected.filter((file) => read.has(file)).length,
    unread: expected.filter((file) => !read.has(file)),
    violations: report.summary.violations
      .filter((violation) => violation.rule.severity === 'error')
      .map((violation) => ({
        rule: violation.rule.name,
        from: violation.from,
        to: violation.cycle ? violation.cycle.map((step) => step.name).join(' → ') : violation.to,
        comment: violation.comment ?? '',
      })),
  };
}

function isCruised(file) {
  return (
    /^(packages|bench)\/.*\.tsx?$/.test(file) &&
    !file.endsWith('.d.ts') &&
    !/(^|\/)(dist|golden|vectors|test-results)\//.test(file)
  );
}

function main() {
  const { cruised, unread, violations } = cruise();
  for (const { rule, from, to, comment } of violations) {
    console.error(`${rule}: ${from} → ${to}${comment ? `\n    ${comment}` : ''}`);
  }
  for (const file of unread) console.error(`not read by the cruiser: ${file}`);
  console.log(`boundaries: ${cruised} files read, ${violations.length} violations`);
  // Three packages exist from the first commit on; fewer files mean that the cruiser saw nothing.
  if (violations.length > 0 || unread.length > 0 || cruised < 3) process.exitCode = 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) main();
