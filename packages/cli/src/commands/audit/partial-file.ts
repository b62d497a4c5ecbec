/** An archive that grows beside the place where it belongs, with a note of where it stands: `<file>.part`, `<file>.part.json`. */
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises';
import type { ExportSink, ExportState } from '@wardroom/sdk';
import { CommandFailure } from '../../failure.ts';
import { writePrivate } from '../../terminal/private-file.ts';

/** What was asked for, so that nobody goes on with another export than the one they want. */
export interface Wanted {
  readonly server: string;
  readonly from: number | null;
  readonly to: number | null;
}
export interface Partial {
  readonly wanted: Wanted;
  readonly state: ExportState;
}

const partOf = (path: string): string => `${path}.part`;
const noteOf = (path: string): string => `${path}.part.json`;

/** Null when there is nothing to go on with. */
export async function readPartial(path: string): Promise<Partial | null> {
  try {
    const partial = JSON.parse(await readFile(noteOf(path), 'utf8')) as Partial;
    const file = await open(partOf(path), 'r');
    try {
      const { size } = await file.stat();
      return partial.state.v === 1 && size >= partial.state.bytes ? partial : null;
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}

export class PartialFile implements ExportSink {
  readonly #path: string;
  readonly #file: FileHandle;

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /** What stands behind the first `bytes` bytes goes. An export names people: nobody else may read it. */
  static async open(path: string, bytes: number): Promise<PartialFile> {
    try {
      const file = await open(partOf(path), bytes === 0 ? 'w' : 'r+', 0o600);
      await file.truncate(bytes);
      return new PartialFile(path, file);
    } catch (cause) {
      throw unwritable(path, cause);
    }
  }

  async write(at: number, bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(bytes, done, bytes.length - done, at + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw unwritable(this.#path, cause);
    }
  }

  /** From here on it goes on from this state, whatever happens to this machine. */
  async keep(partial: Partial): Promise<void> {
    await this.#file.datasync();
    await writePrivate(noteOf(this.#path), JSON.stringify(partial));
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  /** Puts the closed archive in its place. */
  async finish(): Promise<void> {
    await this.#file.sync();
    await this.#file.close();
    await rename(partOf(this.#path), this.#path);
    await rm(noteOf(this.#path), { force: true });
  }
}

const unwritable = (path: string, cause: unknown) =>
  new CommandFailure('not_written', `The file ${path} cannot be written.`, cause);
