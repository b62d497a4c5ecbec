import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { plant } from './planted.js';
import { breaches, literals } from './rules.js';

const modules = 'packages/server/src/modules';
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
  test('README and CI must name the same test command', () => {
    assert.equal(named('documentedTestCommand', '').length, 0);
    tree.write('README.md', 'Run `make test`.\n');
    assert.ok(breaches(tree.tree).some((breach) => breach.startsWith('documentedTestCommand')));
  });
  test('quotes inside comments do not open a literal', () => {
    assert.deepEqual(literals("// don't\nconst a = 'x'; /* it's */ const b = `y`;"), ['x', 'y']);
  });
});
