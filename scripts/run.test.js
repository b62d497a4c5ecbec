import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { root } from './tree.js';

const child = `
let signals = 0;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {
  signals += 1;
  setTimeout(() => { console.log('drained after ' + signals + ' ' + signal); process.exit(7); }, 200);
});
console.log('pid ' + process.pid + ' ' + JSON.stringify(process.argv.slice(2)));
setTimeout(() => process.exit(9), 10_000);
`;

/** Both ways of starting: becoming the script, and standing before it where the platform cannot replace a process. */
const ways = [
  ['by becoming the script', []],
  ['by standing before the script', ['--import', 'data:text/javascript,delete process.execve']],
];

describe('scripts/run.js', () => {
  let directory;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'wardroom-run-'));
    writeFileSync(join(directory, 'child.mjs'), child);
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  for (const [way, flags] of ways) {
    for (const signal of ['SIGINT', 'SIGTERM']) {
      test(`${signal} drains the script once, ${way}, and nothing is left behind`, async () => {
        const args = [
          ...flags,
          join(root, 'scripts/run.js'),
          join(directory, 'child.mjs'),
          'one',
          'two words',
        ];
        const { code, output } = await runUntil(args, (parent) => parent.kill(signal));
        assert.match(output, /\["one","two words"\]/);
        assert.match(output, new RegExp(`drained after 1 ${signal}`));
        assert.equal(code, 7);
        const pid = Number(/pid (\d+)/.exec(output)?.[1]);
        assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
      });
    }
  }
});

/** Starts Node, acts once it has printed something, and waits for its end. */
function runUntil(args, act) {
  return new Promise((done, refuse) => {
    const parent = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    parent.stdout.once('data', () => act(parent));
    for (const stream of [parent.stdout, parent.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    parent.on('error', refuse);
    parent.on('close', (code) => done({ code, output }));
  });
}
