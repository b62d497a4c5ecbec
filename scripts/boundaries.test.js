import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { cruise } from './boundaries.js';
import { plant } from './planted.js';

const server = 'packages/server/src';
const door = 'export const planted = 1;\n';
const ground = {
  [`${server}/modules/tenants/index.ts`]: door,
  [`${server}/modules/tenants/store.ts`]: door,
  [`${server}/modules/channels/index.ts`]: door,
  [`${server}/modules/ghost/index.ts`]: door,
  [`${server}/edges/http/index.ts`]: door,
  [`${server}/edges/realtime/index.ts`]: door,
  [`${server}/kernel/clock.ts`]: door,
  [`${server}/kernel/egress/index.ts`]: door,
  [`${server}/kernel/egress/dial.ts`]: door,
  [`${server}/testing/index.ts`]: door,
  'packages/seal/src/index.ts': door,
};

/** file, what it imports, the rule that must name it (undefined: allowed) */
const cases = [
  ['packages/contract/src/a1.ts', 'node:fs', 'contract-is-pure'],
  ['packages/contract/src/a2.ts', 'zod', undefined],
  ['packages/markdown/src/a3.ts', '@wardroom/contract', 'markdown-is-pure'],
  ['packages/policy/src/a4.ts', 'zod', 'policy-is-pure'],
  ['packages/policy/src/a5.ts', '@wardroom/contract', undefined],
  ['packages/sdk/src/a6.ts', '@wardroom/server', 'only-server-imports-server'],
  ['packages/sdk/src/a7.ts', '@wardroom/markdown', 'sdk-stays-in-its-layer'],
  ['packages/cli/src/a8.ts', '@wardroom/server', 'cli-stays-in-its-layer'],
  ['packages/web/src/a9.ts', '@wardroom/policy', 'web-stays-in-its-layer'],
  ['packages/verifier/src/f1.ts', '../../seal/src/index.ts', 'verifier-knows-no-writer'],
  ['packages/verifier/test/f2.test.ts', '../../seal/src/index.ts', 'verifier-knows-no-writer'],
  ['packages/seal/src/f3.ts', '../../verifier/src/index.ts', 'writer-knows-no-verifier'],
  ['packages/seal/src/f4.test.ts', '../../verifier/src/index.ts', 'writer-knows-no-verifier'],
  ['packages/verifier/src/f5.ts', '@wardroom/contract', 'verifier-is-pure'],
  ['packages/verifier/src/f6.ts', 'node:net', 'verifier-is-pure'],
  ['packages/verifier/src/f7.ts', 'node:crypto', undefined],
  ['packages/cli/src/f8.ts', '@wardroom/verifier', undefined],
  ['packages/web/src/f9.ts', '../../verifier/src/index.ts', undefined],
  [`${server}/kernel/b1.ts`, '../modules/tenants/index.ts', 'kernel-knows-no-chat'],
  [`${server}/kernel/b2.ts`, '../edges/http/index.ts', 'kernel-knows-no-chat'],
  [`${server}/modules/channels/b3.ts`, '../tenants/index.ts', undefined],
  [`${server}/modules/channels/b4.ts`, '../tenants/store.ts', 'modules-through-their-door'],
  [`${server}/modules/tenants/b5.ts`, '../channels/index.ts', 'module-order-tenants'],
  [`${server}/modules/tenants/b6.test.ts`, '../channels/index.ts', undefined],
  [`${server}/modules/ghost/b7.ts`, '../tenants/index.ts', 'module-is-listed'],
  [`${server}/modules/tenants/b8.ts`, '../../edges/http/index.ts', 'modules-know-no-edge'],
  [`${server}/modules/tenants/b9.ts`, 'node:http', 'network-only-in-egress'],
  [`${server}/kernel/e1.ts`, 'node:net', 'network-only-in-egress'],
  [`${server}/kernel/e2.ts`, 'node:dns/promises', 'network-only-in-egress'],
  [`${server}/kernel/e3.ts`, 'undici', 'network-only-in-egress'],
  [`${server}/edges/http/e4.ts`, 'node:https', 'network-only-in-egress'],
  [`${server}/e5.ts`, 'tls', 'network-only-in-egress'],
  [`${server}/kernel/egress/e6.ts`, 'undici', undefined],
  [`${server}/kernel/egress/e7.ts`, 'node:tls', undefined],
  [`${server}/kernel/e8.ts`, './egress/dial.ts', 'egress-through-its-door'],
  [`${server}/kernel/e9.ts`, './egress/index.ts', undefined],
  [`${server}/modules/tenants/c1.ts`, 'pg', 'driver-only-in-kernel-database'],
  [`${server}/kernel/database/c2.ts`, 'pg', undefined],
  [`${server}/edges/http/c3.ts`, '../../modules/tenants/store.ts', 'edges-get-everything-injected'],
  [`${server}/edges/http/c4.ts`, '../realtime/index.ts', 'edges-know-no-other-edge'],
  [`${server}/edges/http/c5.ts`, '../../kernel/clock.ts', undefined],
  [`${server}/main.ts`, './modules/tenants/index.ts', 'only-app-knows-both'],
  [`${server}/app.ts`, './modules/tenants/index.ts', undefined],
  [`${server}/modules/tenants/c6.ts`, '../../testing/index.ts', 'production-knows-no-test'],
  [`${server}/kernel/c7.ts`, './missing.ts', 'imports-resolve'],
  [`${server}/kernel/c8.ts`, 'fast-check', 'production-needs-no-development-dependency'],
  [`${server}/kernel/c9.ts`, 'react', 'dependencies-are-declared'],
];

describe('dependency rules', () => {
  let planted;
  let result;
  before(() => {
    const files = Object.fromEntries(cases.map(([file, target]) => [file, `export * from '${target}';\n`]));
    planted = plant({
      ...ground,
      ...files,
      [`${server}/kernel/d1.ts`]:
        "import type { planted } from '../modules/tenants/index.ts';\nexport type A = typeof planted;\n",
      [`${server}/kernel/d2.ts`]: "export const late = import('../edges/http/index.ts');\n",
      [`${server}/kernel/d5.ts`]: "import type { Socket } from 'node:net';\nexport type A = Socket;\n",
      [`${server}/kernel/d6.ts`]: "export const late = import('node:tls');\n",
      [`${server}/kernel/d3.ts`]: "import { four } from './d4.ts';\nexport const three = four;\n",
      [`${server}/kernel/d4.ts`]:
        "import type { three } from './d3.ts';\nexport const four: typeof three = 1;\n",
    });
    result = cruise(planted.tree);
  });
  after(() => planted.remove());

  const rulesFor = (file) => result.violations.filter(({ from }) => from === file).map(({ rule }) => rule);

  for (const [file, target, rule] of cases) {
    test(`${file} importing ${target} ${rule ? `breaks ${rule}` : 'is allowed'}`, () => {
      if (rule) assert.ok(rulesFor(file).includes(rule), `found: ${rulesFor(file)}`);
      else assert.deepEqual(rulesFor(file), []);
    });
  }
  test('a type-only import is an import', () => {
    assert.ok(rulesFor(`${server}/kernel/d1.ts`).includes('kernel-knows-no-chat'));
  });
  test('a type of a network module opens nothing', () => {
    assert.deepEqual(rulesFor(`${server}/kernel/d5.ts`), []);
  });
  test('a dynamic import of a network module is one', () => {
    assert.ok(rulesFor(`${server}/kernel/d6.ts`).includes('network-only-in-egress'));
  });
  test('a dynamic import is an import', () => {
    assert.ok(rulesFor(`${server}/kernel/d2.ts`).includes('kernel-knows-no-chat'));
  });
  test('a cycle is found although one half is type-only', () => {
    assert.ok(rulesFor(`${server}/kernel/d3.ts`).includes('no-cycles'));
  });
  test('every source file was read', () => {
    assert.deepEqual(result.unread, []);
    assert.ok(result.cruised >= cases.length + Object.keys(ground).length);
  });
});
