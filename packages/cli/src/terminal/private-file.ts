/** Secrets in files. Arguments are seen by every process of a machine; files with the right mode are not. */
import { chmod, mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandFailure, UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';

const maxSecretBytes = 8_192;

/**
 * First line of a file, or of standard input for `-`.
 * @throws UsageError when it is absent, empty, or readable by everybody
 */
export async function readSecret(surroundings: Surroundings, path: string, what: string): Promise<string> {
  const content = path === '-' ? await readAll(surroundings.stdin) : await readPrivate(path, what);
  const secret = content.split(/\r?\n/, 1)[0] ?? '';
  if (secret === '' || secret.length > maxSecretBytes)
    throw new UsageError(`The ${what} in ${path} is empty.`);
  return secret;
}

async function readPrivate(path: string, what: string): Promise<string> {
  const about = await stat(path).catch(() => {
    throw new UsageError(`The file ${path} for the ${what} cannot be read.`);
  });
  if (!about.isFile() && !about.isFIFO() && !about.isCharacterDevice())
    throw new UsageError(`${path} is not a file.`);
  if (about.isFile() && (about.mode & 0o007) !== 0)
    throw new UsageError(`Everybody on this machine can read ${path}. Run: chmod 600 ${path}`);
  return await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`The file ${path} for the ${what} cannot be read.`);
  });
}

export async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes at once or not at all, mode 0600 from its first byte on. */
export async function writePrivate(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await chmod(draft, 0o600);
    await rename(draft, path);
  } catch (cause) {
    throw new CommandFailure('not_written', `The file ${path} cannot be written.`, cause);
  }
}
