import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { plant } from './planted.js';
import { breaches, literals } from './rules.js';

const server = 'packages/server/src';
const modules = `${server}/modules`;
const machine = ['/work', '/main'].join('');
const planted = {
  [`${modules}/tenants/long.ts`]: 'export const a = 1;\n'.repeat(401),
  [`${modules}/tenants/fits.ts`]: 'export const a = 1;\n'.repeat(400),
  [`${modules}/tenants/list.ts`]: 'export const q = `\n  select id\n  from app.tenant`;\n',
  [`${modules}/tenants/prose.ts`]:
    '// select one from many\nexport const say = "Choose a member from the list";\n',
  [`${modules}/tenants/store.ts`]: "export const q = 'delete from app.tenant';\n",
  'packages/server/src/edges/http/route.ts': "export const q = 'insert into app.tenant values (1)';\n",
  [`${modules}/unlisted/index.ts`]: 'export const a = 1;\n',
  [`${server}/kernel/config/settings.ts`]:
    "import { isIP, connect } from 'node:net';\nexport const a = [isIP, connect];\n",
  [`${server}/edges/http/server.ts`]:
    "import { createServer, type RequestListener } from 'node:http';\nexport const a = createServer;\n",
  [`${server}/edges/realtime/edge.ts`]:
    "import { WebSocket, WebSocketServer } from 'ws';\nexport const a = [WebSocket, WebSocketServer];\n",
  [`${server}/kernel/whole.ts`]: "import * as http from 'node:http';\nexport const a = http;\n",
  [`${server}/kernel/default.ts`]: "import tls from 'tls';\nexport const a = tls;\n",
  [`${server}/kernel/late.ts`]: "export const a = import('node:dgram');\n",
  [`${server}/kernel/computed.ts`]: "const b = 'net';\nexport const a = import(b);\n",
  [`${server}/kernel/builtin.ts`]: "export const a = process.getBuiltinModule('node:net');\n",
  [`${server}/kernel/passed-on.ts`]: "export { request } from 'undici';\n",
  [`${server}/kernel/require.ts`]:
    "import { createRequire } from 'node:module';\nexport const a = createRequire;\n",
  [`${server}/kernel/types.ts`]: "import type { Socket } from 'node:net';\nexport type A = Socket;\n",
  [`${server}/kernel/egress/dial.ts`]: "import { connect } from 'node:net';\nexport const a = connect;\n",
  'packages/web/src/chat/line.ts': "export const a = (person) => person.role === 'guest';\n",
  'packages/web/src/chat/turned.ts': "export const a = (person) => 'owner' !== person?.role;\n",
  'packages/web/src/chat/manager.ts': "export const a = (member) => member.role === 'manager';\n",
  'packages/web/src/chat/line.test.ts': "export const a = (person) => person.role === 'guest';\n",
  'packages/sdk/src/utils/a.ts': 'export const a = 1;\n',
  'packages/sdk/src/helpers.ts': 'export const a = 1;\n',
  'packages/sdk/src/where.ts': `// see ${machine}/notes\nexport const a = 1;\n`,
  'docs/page.md':
    '# A page\n\n[good](other.md#second-part) [bad](nowhere.md) [worse](other.md#third) [web](https://example.com)\n',
  'docs/other.md': '## Second part\n',
  'docs/dependencies.md': '- `zod`: schemas\n',
  'README.md': 'Run the tests with\n\n```sh\nnpm test\n```\n',
  '.ci/run': '#!/bin/sh\nnpm test\n',
};

describe('repository rules', () => {
  let tree;
  let found;
  before(() => {
    tree = plant(planted);
    found = breaches(tree.tree);
  });
  after(() => tree.remove());

  const named = (rule, words) =>
    found.filter((breach) => breach.startsWith(`${rule}: `) && breach.includes(words));

  test('a file of 401 lines is too long, one of 400 is not', () => {
    assert.equal(named('shortFiles', 'long.ts').length, 1);
    assert.equal(named('shortFiles', 'fits.ts').length, 0);
  });
  test('SQL in a use case or an edge is found, in a store or in prose it is not', () => {
    assert.equal(named('sqlInStores', 'tenants/list.ts').length, 1);
    assert.equal(named('sqlInStores', 'edges/http/route.ts').length, 1);
    assert.equal(named('sqlInStores', 'tenants/store.ts').length, 0);
    assert.equal(named('sqlInStores', 'prose.ts').length, 0);
  });
  test('folders and files that say nothing are found', () => {
    assert.equal(named('honestFolders', 'sdk/src/utils/a.ts').length, 1);
    assert.equal(named('honestFolders', 'sdk/src/helpers.ts').length, 1);
  });
  test('a path of the machine it was written on is found', () => {
    assert.ok(named('noMachinery', 'where.ts').length > 0);
  });
  test('links into nothing are found, pages and headings that exist are not', () => {
    assert.equal(named('linksResolve', 'nowhere.md').length, 1);
    assert.equal(named('linksResolve', '#third').length, 1);
    assert.equal(named('linksResolve', '#second-part').length, 0);
    assert.equal(named('linksResolve', 'example.com').length, 0);
  });
  test('a dependency without a reason is found', () => {
    assert.equal(named('dependenciesExplained', '`zod`').length, 0);
    assert.equal(named('dependenciesExplained', '`pg`').length, 1);
    assert.equal(named('dependenciesExplained', '`@biomejs/biome`').length, 1);
  });
  test('a module without a place in the order is found', () => {
    assert.equal(named('modulesAreListed', 'unlisted').length, 1);
  });
  test('asking for the name of a role in a client is found, the part in a channel and tests are no breach', () => {
    for (const file of ['chat/line.ts', 'chat/turned.ts'])
      assert.equal(named('rolesAreNoRights', file).length, 1, file);
    for (const file of ['manager.ts', 'line.test.ts'])
      assert.equal(named('rolesAreNoRights', file).length, 0, file);
  });
  test('whatever could open a connection outside the egress guard is found by name', () => {
    const rule = 'outwardThroughEgress';
    assert.equal(named(rule, 'settings.ts: takes connect of node:net').length, 1);
    assert.equal(named(rule, 'realtime/edge.ts: takes WebSocket of ws').length, 1);
    for (const file of ['whole', 'default', 'late', 'computed', 'builtin', 'passed-on', 'require'])
      assert.equal(named(rule, `kernel/${file}.ts`).length, 1, file);
  });
  test('the listener, plain functions, types and the guard itself are no breach', () => {
    for (const file of ['http/server.ts', 'kernel/types.ts', 'egress/dial.ts', 'isIP'])
      assert.equal(named('outwardThroughEgress', file).length, 0, file);
  });
  test('README and CI must name the same test command', () => {
    assert.equal(named('documentedTestCommand', '').length, 0);
    tree.write('README.md', 'Run `make test`.\n');
    assert.ok(breaches(tree.tree).some((breach) => breach.startsWith('documentedTestCommand')));
  });
  test('quotes inside comments do not open a literal', () => {
    assert.deepEqual(literals("// don't\nconst a = 'x'; /* it's */ const b = `y`;"), ['x', 'y']);
  });
});
