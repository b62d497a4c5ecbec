/**
 * Writes an export of the audit log (docs/audit-log-format.md) from what the server gives piece by piece. Nothing is kept
 * but where it stands: whoever stores that beside the file goes on after any break.
 */
import type { ExportPiece, ExportProblem } from '@wardroom/contract';
import type { InputFor, OutputFor } from '../operations.ts';
import { paddingOf, tarEndBytes, tarHeader } from './tar.ts';

/** Where the archive goes. Bytes behind the newest state are to be written over. */
export interface ExportSink {
  /** Headers of files whose size is known at their end only are written a second time. */
  write(at: number, bytes: Uint8Array): Promise<void>;
}

/** `client.call`, and whatever else asks these two. */
export interface ExportCall {
  (
    name: 'audit.exports.begin',
    input: InputFor<'audit.exports.begin'>,
  ): Promise<OutputFor<'audit.exports.begin'>>;
  (
    name: 'audit.exports.read',
    input: InputFor<'audit.exports.read'>,
  ): Promise<OutputFor<'audit.exports.read'>>;
}

/** A file of the archive that is not through. */
interface OpenFile {
  readonly path: string;
  readonly headerAt: number;
  readonly bytes: number;
  /** As its header says; null when its end says it. */
  readonly size: number | null;
}

/** Where an export stands, as JSON. */
export interface ExportState {
  readonly v: 1;
  /** Where to go on; null when everything is written. */
  readonly cursor: string | null;
  readonly origin: string;
  /** Entries `from ≤ index < to`. */
  readonly from: number;
  readonly to: number;
  readonly expiresAt: number;
  /** Bytes of the archive that hold. */
  readonly bytes: number;
  readonly open: OpenFile | null;
  readonly entries: number;
  /** Entries and tiles that do not fit what was sealed. */
  readonly problems: number;
  /** The first of them. */
  readonly firstProblems: readonly ExportProblem[];
}

export interface ExportOptions {
  /** After each answer, once its bytes are written. To be stored by whoever wants to go on later. */
  readonly onState?: (state: ExportState) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /**
   * Asked when a read has failed: whether to read again, once it has waited as long as it wants to.
   * @param failures in a row, 1 or more
   */
  readonly onFailure?: (error: unknown, failures: number) => Promise<boolean>;
}

const problemsKept = 20;

/** Settles what will be in it. It is on record from here on. */
export async function beginAuditExport(
  call: ExportCall,
  input: InputFor<'audit.exports.begin'> = {},
): Promise<ExportState> {
  const { cursor, origin, from, to, expiresAt } = await call('audit.exports.begin', input);
  const nothing = { bytes: 0, open: null, entries: 0, problems: 0, firstProblems: [] };
  return { v: 1, cursor, origin, from, to, expiresAt, ...nothing };
}

/**
 * Reads from where `state` stands to the end. Breaks with whatever the call, the sink or the signal throws, and can be
 * called again with the last state.
 */
export async function writeAuditExport(
  call: ExportCall,
  state: ExportState,
  sink: ExportSink,
  { onState, signal, onFailure }: ExportOptions = {},
): Promise<ExportState> {
  let now = state;
  while (now.cursor !== null) {
    signal?.throwIfAborted();
    const { pieces, next, entries, problems } = await readOn(call, now.cursor, onFailure);
    signal?.throwIfAborted();
    const archive = new Archive(now);
    for (const piece of pieces) archive.add(piece);
    if (next === null) archive.end();
    for (const { at, bytes } of archive.writes()) await sink.write(at, bytes);
    now = {
      ...now,
      ...{ cursor: next, bytes: archive.at, open: archive.open, entries },
      problems: now.problems + problems.length,
      firstProblems: [...now.firstProblems, ...problems].slice(0, problemsKept),
    };
    await onState?.(now);
  }
  return now;
}

async function readOn(call: ExportCall, cursor: string, onFailure: ExportOptions['onFailure']) {
  for (let failures = 1; ; failures += 1) {
    try {
      return await call('audit.exports.read', { cursor });
    } catch (error) {
      if (!(await onFailure?.(error, failures))) throw error;
    }
  }
}

interface Write {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** What one answer adds to the archive. */
class Archive {
  readonly #from: number;
  readonly #parts: Uint8Array[] = [];
  readonly #again: Write[] = [];
  at: number;
  open: OpenFile | null;

  constructor({ bytes, open }: ExportState) {
    this.#from = bytes;
    this.at = bytes;
    this.open = open;
  }

  add({ path, size, offset, bytes: text, isLast }: ExportPiece): void {
    const file = this.open ?? { path, headerAt: this.at, bytes: 0, size };
    if (file.path !== path || file.bytes !== offset)
      throw new Error(`the server sent ${path} from ${offset} where ${file.path} from ${file.bytes} follows`);
    if (file.size !== size)
      throw new Error(`the server now sends ${size} bytes of ${path}, not ${file.size} as it said before`);
    if (this.open === null) this.#push(tarHeader(path, size ?? 0));
    const bytes = fromBase64(text);
    this.#push(bytes);
    const through = file.bytes + bytes.length;
    if (!isLast) {
      this.open = { ...file, bytes: through };
      return;
    }
    if (size !== null && size !== through)
      throw new Error(`the server sent ${through} bytes of ${path}, not ${size}`);
    if (size === null) this.#again.push({ at: file.headerAt, bytes: tarHeader(path, through) });
    this.#push(new Uint8Array(paddingOf(through)));
    this.open = null;
  }

  end(): void {
    if (this.open !== null) throw new Error(`the server ended inside ${this.open.path}`);
    this.#push(new Uint8Array(tarEndBytes));
  }

  /** One write for what is new, so that a file is not asked for every block. */
  writes(): Write[] {
    const bytes = new Uint8Array(this.at - this.#from);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return [{ at: this.#from, bytes }, ...this.#again];
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.at += bytes.length;
  }
}

/** Node and browsers have `atob`; `Uint8Array.fromBase64` is not in all of them yet. */
function fromBase64(text: string): Uint8Array {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
