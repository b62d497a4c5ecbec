// Everything that can be said about the tree without running it. All steps run, so one round shows all there is to do.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './tree.js';

const node = process.execPath;
const typescript = 'node_modules/typescript-7/bin/tsc';
const goldens = 'packages/server/src/testing/write-goldens.ts';

const steps = [
  { name: 'format and lint', args: ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '.'] },
  { name: 'boundaries', args: ['scripts/boundaries.js'] },
  { name: 'types', args: [typescript, '-p', 'tsconfig.json'] },
  { name: 'types of the web app', args: [typescript, '-p', 'packages/web/tsconfig.json'] },
  { name: 'rules', args: ['scripts/rules.js'] },
  { name: 'goldens', args: [goldens, '--check'], needs: goldens },
];

let failed = 0;
for (const { name, args, needs } of steps) {
  if (needs && !existsSync(join(root, needs))) {
    console.log(`- ${name}: ${needs} does not exist`);
    failed += 1;
    continue;
  }
  const startedAt = Date.now();
  const run = spawnSync(node, args, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
  if (run.status === 0) {
    console.log(`✓ ${name} (${seconds} s)`);
    continue;
  }
  failed += 1;
  console.log(`✗ ${name} (${seconds} s)\n${`${run.stdout}${run.stderr}`.trimEnd().replace(/^/gm, '    ')}`);
}

console.log(failed === 0 ? 'all checks passed' : `${failed} of ${steps.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
