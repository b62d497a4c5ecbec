import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { plant } from './planted.js';
import { root } from './tree.js';

/** A breach and the words of the rule that must name it. */
const breaches = [
  ['Date.now()', 'export const a = Date.now();', 'Take the clock'],
  ['a reference to Date.now', 'export const a = Date.now;', 'Take the clock'],
  ['new Date() without arguments', 'export const a = new Date();', 'Take the clock'],
  ['performance.now()', 'export const a = performance.now();', 'Take the clock'],
  ['Math.random()', 'export const a = Math.random();', 'Take randomness'],
  [
    'randomUUID()',
    "import { randomUUID } from 'node:crypto';\n\nexport const a = randomUUID();",
    'Take randomness',
  ],
  [
    'crypto.getRandomValues',
    'export const a = crypto.getRandomValues(new Uint8Array(1));',
    'Take randomness',
  ],
  ['process.env', "export const a = process.env['HOME'];", 'noProcessEnv'],
  ['console', "console.log('here');", 'noConsole'],
  ['any', 'export const a = (b: any) => b;', 'noExplicitAny'],
  ['a non-null assertion', 'export const a = (b: { c?: number }) => b.c!;', 'noNonNullAssertion'],
];
const allowed = [
  ['new Date(atMs)', 'export const a = new Date(5);'],
  ['an injected fetch', 'export const a = (fetch: (url: string) => Promise<Response>) => fetch("/");'],
  ['the type of fetch', 'export type Fetch = typeof globalThis.fetch;'],
];
const everywhere = [
  ['fetch()', "export const a = fetch('http://peer');", 'noRestrictedGlobals'],
  ['globalThis.fetch', 'export const a = globalThis.fetch;', 'Take fetch'],
  ['a WebSocket of the runtime', "export const a = new WebSocket('ws://peer');", 'noRestrictedGlobals'],
  ['globalThis.WebSocket', 'export const a = globalThis.WebSocket;', 'Take fetch'],
  ['an EventSource', "export const a = new EventSource('http://peer');", 'noRestrictedGlobals'],
  [
    'a floating promise',
    'async function b(): Promise<void> {}\nexport function a(): void {\n  b();\n}',
    'noFloatingPromises',
  ],
  [
    'a function of more than 50 lines',
    `export function a(): number {\n${'  b();\n'.repeat(51)}  return 1;\n}\nfunction b(): void {}`,
    'noExcessiveLinesPerFunction',
  ],
  ['an enum', 'export enum A {\n  B,\n}', 'noEnum'],
];
const inTests = [
  [
    'an assertion nobody awaits',
    "import assert from 'node:assert/strict';\n\nassert.rejects(async () => {});",
    'Await this',
  ],
];

const module_ = (index) => `packages/server/src/modules/tenants/breach-${index}.ts`;
const kernel = (index) => `packages/server/src/kernel/breach-${index}.ts`;

describe('lint rules', () => {
  let planted;
  let found;
  before(() => {
    planted = plant({});
    breaches.forEach(([, code], index) => planted.write(module_(index), `${code}\n`));
    breaches.slice(0, -2).forEach(([, code], index) => planted.write(kernel(index), `${code}\n`));
    allowed.forEach(([, code], index) => planted.write(module_(`allowed-${index}`), `${code}\n`));
    for (const place of [kernel, module_])
      everywhere.forEach(([, code], index) => planted.write(place(`everywhere-${index}`), `${code}\n`));
    inTests.forEach(([, code], index) =>
      planted.write(`packages/server/src/modules/tenants/b${index}.test.ts`, `${code}\n`),
    );
    found = lint(planted.tree);
  });
  after(() => planted.remove());

  const about = (file) =>
    found.filter(
      (line) => line.includes(`file=${join(planted.tree, file)},`) || line.includes(`file=${file},`),
    );

  breaches.forEach(([name, , words], index) => {
    test(`${name} is refused in a module`, () => {
      assert.ok(
        about(module_(index)).some((line) => line.includes(words)),
        about(module_(index)).join('\n'),
      );
    });
  });
  breaches.slice(0, -2).forEach(([name], index) => {
    test(`${name} is allowed in the kernel`, () => assert.deepEqual(about(kernel(index)), []));
  });
  allowed.forEach(([name], index) => {
    test(`${name} is allowed in a module`, () => assert.deepEqual(about(module_(`allowed-${index}`)), []));
  });
  everywhere.forEach(([name, , words], index) => {
    for (const place of [kernel, module_])
      test(`${name} is refused everywhere: ${place('…')}`, () => {
        assert.ok(about(place(`everywhere-${index}`)).some((line) => line.includes(words)));
      });
  });
  inTests.forEach(([name, , words], index) => {
    test(`${name} is refused in a test`, () => {
      const lines = about(`packages/server/src/modules/tenants/b${index}.test.ts`);
      assert.ok(
        lines.some((line) => line.includes(words)),
        lines.join('\n'),
      );
    });
  });
});

function lint(tree) {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const args = [
    biome,
    'lint',
    '--vcs-enabled=false',
    '--reporter=github',
    '--max-diagnostics=none',
    'packages',
  ];
  const run = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  return run.stdout.split('\n').filter((line) => line.startsWith('::error'));
}
