/**
 * A set of policies on disk: a directory with one `<id>.cedar` for each, its title in a comment at the top, and perhaps
 * `tests.json`; or one JSON file as `wardroom policy show --json` prints it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type PolicySet, policySet } from '@wardroom/contract';
import { UsageError } from '../../failure.ts';

export async function readSet(path: string): Promise<PolicySet> {
  const read = path.endsWith('.json') ? await readJson(path) : await readDirectory(path);
  const result = policySet.safeParse(read);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: `/${issue.path.join('/')}`,
    message: issue.message,
  }));
  throw new UsageError(`${path} holds no set of policies.`, problems.slice(0, 20));
}

async function readDirectory(path: string): Promise<unknown> {
  const names = await readdir(path).catch(() => {
    throw new UsageError(`The directory ${path} cannot be read.`);
  });
  const cedar = names.filter((name) => name.endsWith('.cedar')).sort();
  const policies = await Promise.all(
    cedar.map(async (name) => {
      const text = await readFile(join(path, name), 'utf8');
      const id = basename(name, '.cedar');
      return { id, title: titleOf(text) ?? id, text };
    }),
  );
  const tests = names.includes('tests.json') ? await readJson(join(path, 'tests.json')) : [];
  return { policies, tests };
}

const titleOf = (text: string): string | undefined =>
  /^\s*\/\/\s*(.{1,120})$/m.exec(text.split('\n', 1)[0] ?? '')?.[1]?.trim();

async function readJson(path: string): Promise<unknown> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return typeof value === 'object' && value !== null && 'set' in value ? value.set : value;
  } catch {
    throw new UsageError(`The file ${path} cannot be read as JSON.`);
  }
}
