/**
 * The newest checkpoint that was cosigned, of each log: one file each, replaced as a whole. What must never happen: a
 * record goes back, is half written, or is taken for “never seen” because it cannot be read.
 */
import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Checkpoint, formatCheckpoint, parseCheckpoint } from '@wardroom/seal';

export type Seen = Pick<Checkpoint, 'origin' | 'size' | 'root'>;

export class Records {
  readonly #directory: string;
  readonly #known = new Map<string, Seen>();

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Throws for a record that is there and cannot be read: to begin anew would forget what was seen. */
  static async open(directory: string, origins: readonly string[]): Promise<Records> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const records = new Records(directory);
    for (const origin of origins) {
      const text = await readFile(records.#pathOf(origin), 'utf8').catch((error: unknown) => {
        if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return null;
        throw error;
      });
      if (text === null) continue;
      const seen = parseCheckpoint(text);
      if (seen.origin !== origin) throw new Error(`the record of ${origin} is of ${seen.origin}`);
      records.#known.set(origin, seen);
    }
    return records;
  }

  of(origin: string): Seen | null {
    return this.#known.get(origin) ?? null;
  }

  /** Resolves when it would outlive a power cut. Known only then. */
  async replace(seen: Seen): Promise<void> {
    const path = this.#pathOf(seen.origin);
    const draft = `${path}.new`;
    await rm(draft, { force: true });
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(formatCheckpoint(seen));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    const directory = await open(this.#directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
    this.#known.set(seen.origin, seen);
  }

  #pathOf(origin: string): string {
    return join(this.#directory, `${createHash('sha256').update(origin).digest('hex')}.checkpoint`);
  }
}
