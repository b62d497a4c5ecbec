// What the repository consists of: files that git tracks or would track.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Paths relative to `tree`, with forward slashes, sorted; ignored files and dependencies are absent. */
export function listFiles(tree = root) {
  const git = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: tree,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (git.status === 0 && git.stdout) return git.stdout.split('\0').filter(Boolean).sort();
  return walk(tree, tree).sort();
}

/** For a tree without git (a source archive, an image): everything but dependencies and build output. */
function walk(tree, directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (
      ['node_modules', 'dist', '.git', 'data', '.wardroom', 'coverage', 'test-results'].includes(entry.name)
    )
      return [];
    const path = join(directory, entry.name);
    return entry.isDirectory() ? walk(tree, path) : [relative(tree, path).split(sep).join('/')];
  });
}
