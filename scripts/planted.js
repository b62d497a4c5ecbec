// A small tree with the repository's own rule files and whatever a test plants in it.
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { root } from './tree.js';

const packages = ['contract', 'policy', 'markdown', 'seal', 'verifier', 'server', 'sdk', 'cli', 'web'];

/** @param {Record<string, string>} files path → content */
export function plant(files) {
  const tree = mkdtempSync(join(tmpdir(), 'wardroom-planted-'));
  for (const file of [
    '.dependency-cruiser.cjs',
    'biome.json',
    'package.json',
    'tsconfig.json',
    '.gitignore',
  ]) {
    copyFileSync(join(root, file), join(tree, file));
  }
  cpSync(join(root, 'lint'), join(tree, 'lint'), { recursive: true });
  mkdirSync(join(tree, 'scripts'));
  copyFileSync(join(root, 'scripts/outward.json'), join(tree, 'scripts/outward.json'));
  mkdirSync(join(tree, 'node_modules/@wardroom'), { recursive: true });
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry !== '@wardroom')
      symlinkSync(join(root, 'node_modules', entry), join(tree, 'node_modules', entry));
  }
  for (const name of packages) {
    write(tree, `packages/${name}/src/index.ts`, 'export const planted = 1;\n');
    copyFileSync(join(root, `packages/${name}/package.json`), join(tree, `packages/${name}/package.json`));
    symlinkSync(`../../packages/${name}`, join(tree, 'node_modules/@wardroom', name));
  }
  const order = 'packages/server/src/modules/order.json';
  mkdirSync(dirname(join(tree, order)), { recursive: true });
  copyFileSync(join(root, order), join(tree, order));
  for (const [path, content] of Object.entries(files)) write(tree, path, content);
  return {
    tree,
    write: (path, content) => write(tree, path, content),
    remove: () => rmSync(tree, { recursive: true }),
  };
}

function write(tree, path, content) {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), content);
}
