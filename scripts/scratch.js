// A throw-away copy of the tree: what breaks things on purpose must never touch the working tree.
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { listFiles, root } from './tree.js';

/**
 * Copies the tracked and trackable files and links the dependencies. The repository's own packages are linked to the
 * copy: a link to the whole of node_modules would lead back into the working tree.
 */
export function makeScratch() {
  const scratch = mkdtempSync(join(tmpdir(), 'wardroom-scratch-'));
  for (const file of listFiles()) {
    if (!existsSync(join(root, file))) continue;
    mkdirSync(dirname(join(scratch, file)), { recursive: true });
    copyFileSync(join(root, file), join(scratch, file));
  }
  linkDependencies(scratch);
  if (existsSync(join(root, 'packages/web/dist'))) {
    cpSync(join(root, 'packages/web/dist'), join(scratch, 'packages/web/dist'), { recursive: true });
  }
  return scratch;
}

function linkDependencies(scratch) {
  const own = join(scratch, 'node_modules/@wardroom');
  mkdirSync(own, { recursive: true });
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry === '@wardroom') continue;
    symlinkSync(join(root, 'node_modules', entry), join(scratch, 'node_modules', entry));
  }
  for (const name of readdirSync(join(root, 'packages'))) {
    if (!existsSync(join(scratch, 'packages', name))) continue;
    symlinkSync(join('../../packages', name), join(own, name));
    const nested = join(root, 'packages', name, 'node_modules');
    if (existsSync(nested)) symlinkSync(nested, join(scratch, 'packages', name, 'node_modules'));
  }
  if (existsSync(join(scratch, 'bench'))) symlinkSync('../../bench', join(own, 'bench'));
}

export function removeScratch(scratch) {
  rmSync(scratch, { recursive: true, force: true });
}
