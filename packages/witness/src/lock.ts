/** One process at a time in one directory: two would each believe their own records. */
import { open, readFile, rm } from 'node:fs/promises';

/** @returns what lets it go. Throws while another process that is alive holds it */
export async function lockDirectory(path: string, pid: number): Promise<() => Promise<void>> {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      if (error instanceof Error && Reflect.get(error, 'code') === 'EEXIST') return null;
      throw error;
    });
    if (file !== null) {
      await file.writeFile(`${pid}\n`);
      await file.close();
      return () => rm(path, { force: true });
    }
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    if (isAlive(holder)) throw new Error(`process ${holder} works in this directory (${path})`);
    await rm(path, { force: true });
  }
  throw new Error(`${path} cannot be taken`);
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}
