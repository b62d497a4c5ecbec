/** Where an export goes: into a file that somebody chose, or into memory until it is downloaded. */
import type { ExportSink } from '@wardroom/sdk';

export interface ExportTarget extends ExportSink {
  /** What it is called; null until it has a name. */
  readonly name: string;
  /** Everything is written. */
  finish(): Promise<void>;
  /** Nothing of it stays. */
  discard(): Promise<void>;
}

/** More than this is refused where the browser writes no files: the command line has no such bound. */
export const mostMemoryBytes = 256 * 1_048_576;

export class TooLargeForMemory extends Error {
  override readonly name = 'TooLargeForMemory';
}

interface Picker {
  /** File System Access API (WICG), of Chromium. */
  readonly showSaveFilePicker?: (options: {
    suggestedName: string;
    types: { description: string; accept: Record<string, string[]> }[];
  }) => Promise<FileSystemFileHandle>;
}

const picker = () => (globalThis as Picker).showSaveFilePicker;

/** Whether exports go straight into a file, however large. */
export const writesFiles = (): boolean => picker() !== undefined;

/** Has to follow a click. Null: somebody has chosen no file. */
export async function openTarget(suggestedName: string): Promise<ExportTarget | null> {
  const pick = picker();
  if (pick === undefined) return new MemoryTarget(suggestedName);
  try {
    const types = [{ description: 'tar', accept: { 'application/x-tar': ['.tar'] } }];
    const handle = await pick({ suggestedName, types });
    return new FileTarget(handle.name, await handle.createWritable());
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return null;
    throw thrown;
  }
}

/** The browser keeps what is written aside until it is finished: a broken export is no file. */
class FileTarget implements ExportTarget {
  readonly name: string;
  readonly #file: FileSystemWritableFileStream;

  constructor(name: string, file: FileSystemWritableFileStream) {
    this.name = name;
    this.#file = file;
  }

  async write(at: number, bytes: Uint8Array): Promise<void> {
    await this.#file.write({ type: 'write', position: at, data: bytes as Uint8Array<ArrayBuffer> });
  }

  finish = (): Promise<void> => this.#file.close();
  discard = (): Promise<void> => this.#file.abort();
}

export class MemoryTarget implements ExportTarget {
  readonly name: string;
  readonly #most: number;
  #parts: { readonly at: number; readonly bytes: Uint8Array }[] = [];
  #size = 0;

  constructor(name: string, most = mostMemoryBytes) {
    this.name = name;
    this.#most = most;
  }

  async write(at: number, bytes: Uint8Array): Promise<void> {
    const end = at + bytes.length;
    if (end > this.#most) throw new TooLargeForMemory();
    for (const part of this.#parts) {
      const from = Math.max(at, part.at);
      const to = Math.min(end, part.at + part.bytes.length);
      if (from < to) part.bytes.set(bytes.subarray(from - at, to - at), from - part.at);
    }
    if (end <= this.#size) return;
    this.#parts.push({ at: this.#size, bytes: bytes.slice(this.#size - at) });
    this.#size = end;
  }

  blob = (): Blob =>
    new Blob(this.#parts.map(({ bytes }) => bytes) as Uint8Array<ArrayBuffer>[], {
      type: 'application/x-tar',
    });

  async finish(): Promise<void> {
    const url = URL.createObjectURL(this.blob());
    const link = document.createElement('a');
    link.href = url;
    link.download = this.name;
    link.click();
    URL.revokeObjectURL(url);
    await this.discard();
  }

  async discard(): Promise<void> {
    this.#parts = [];
    this.#size = 0;
  }
}
