/**
 * Lines at the end of a file in the directory that the operator has set aside. Every name in its path is made here from
 * ids: nothing that a tenant gives is part of it. What must never happen: half a line stays between two others.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uuid } from '@wardroom/contract';
import { type Delivery, delivered, faulty } from './delivery.ts';

export type OpenFile = (path: string, flags: number, mode: number) => Promise<FileHandle>;

export interface LineFile {
  readonly directory: string;
  readonly tenantId: Uuid;
  readonly sinkId: Uuid;
  /** For tests of a disk that fails. */
  readonly openFile?: OpenFile;
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** A symbolic link in the place of the file is refused; so is what is not a file. */
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW;
const backwards = 65_536;
const newline = 0x0a;

export async function appendLines(
  { directory, tenantId, sinkId, openFile = open }: LineFile,
  lines: readonly string[],
): Promise<Delivery> {
  if (!uuidForm.test(tenantId) || !uuidForm.test(sinkId)) throw new Error('a file is named by ids');
  try {
    // The directory itself is the operator's to make: where it is missing, a disk is not mounted.
    const folder = join(directory, tenantId);
    await mkdir(folder, { mode: 0o700 }).catch(existing);
    const file = await openFile(join(folder, `${sinkId}.jsonl`), flags, 0o600);
    try {
      await append(file, Buffer.from(lines.map((line) => `${line}\n`).join('')));
    } finally {
      await file.close();
    }
    return delivered;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return faulty('unwritable');
  }
}

function existing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
}

async function append(file: FileHandle, bytes: Buffer): Promise<void> {
  const end = await endOfLines(file);
  try {
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await file.write(bytes, written, bytes.length - written, end + written);
      written += bytesWritten;
    }
    await file.datasync();
  } catch (error) {
    // What a full disk took of it is taken back; a process that dies here leaves it to the next one.
    await file.truncate(end);
    throw error;
  }
}

/** Where the last whole line ends; what lies behind it was cut off by the end of a process. */
async function endOfLines(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  for (let until = size; until > 0; ) {
    const from = Math.max(0, until - backwards);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(until - from), 0, until - from, from);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(newline);
    if (at >= 0) {
      const end = from + at + 1;
      if (end < size) await file.truncate(end);
      return end;
    }
    until = from;
  }
  if (size > 0) await file.truncate(0);
  return 0;
}
