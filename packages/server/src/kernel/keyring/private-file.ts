// Files that hold secrets: mode 0600, never followed through a link, never half written.
import { constants } from 'node:fs';
import { link, open, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyringError } from '../crypto/index.ts';
import type { Random } from '../random.ts';

const largestFile = 1024 * 1024;

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** The content, or null where no file is. Throws `root_key_permissions` when others than the owner could have read it. */
export async function readPrivateFile(path: string): Promise<Buffer | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    (error: unknown) => {
      if (hasCode(error, 'ENOENT')) return null;
      if (hasCode(error, 'ELOOP'))
        throw new KeyringError('root_key_permissions', `${path} is a symbolic link; a plain file is needed`);
      throw error;
    },
  );
  if (file === null) return null;
  try {
    // Asked of the open file, not of the path: it cannot be exchanged in between.
    const { mode, size, isFile } = await file.stat().then((stat) => ({ ...stat, isFile: stat.isFile() }));
    if (!isFile) throw new KeyringError('root_key_permissions', `${path} is not a plain file`);
    if ((mode & 0o077) !== 0) {
      throw new KeyringError('root_key_permissions', `${path} can be read by others; run: chmod 600 ${path}`);
    }
    if (size > largestFile)
      throw new KeyringError('root_key_malformed', `${path} is too large to be a file of ours`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Creates a file with this content, whole or not at all; false where one exists already. */
export async function createPrivateFile(path: string, content: Buffer, random: Random): Promise<boolean> {
  const temporary = await writeTemporary(path, content, random);
  try {
    await link(temporary, path);
    await syncDirectory(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // File systems without hard links: exclusive, but a crash in this moment leaves a short file, refused at the next start.
    if (hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'))
      return await createExclusively(path, content);
    throw error;
  } finally {
    await unlink(temporary);
  }
}

/** Replaces a file atomically: after a crash the old or the new content is there. */
export async function replacePrivateFile(path: string, content: Buffer, random: Random): Promise<void> {
  const temporary = await writeTemporary(path, content, random);
  try {
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary);
    throw error;
  }
  await syncDirectory(path);
}

async function writeTemporary(path: string, content: Buffer, random: Random): Promise<string> {
  const temporary = `${path}.${random.bytes(8).toString('hex')}.new`;
  await writeSynced(temporary, content);
  return temporary;
}

async function createExclusively(path: string, content: Buffer): Promise<boolean> {
  try {
    await writeSynced(path, content);
    await syncDirectory(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function writeSynced(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(dirname(path), 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
