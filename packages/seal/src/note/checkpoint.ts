/** Checkpoints: size and root of a log at one moment (C2SP tlog-checkpoint). */
import { base64, base64Bytes } from '../bytes.ts';
import { type Ed25519Verify, hashBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import { requireHash, requireSize } from '../tree/hash.ts';
import { keyLabel, type VerifierKey } from './key.ts';
import { noteTextBytes } from './note.ts';
import { type OpenNote, openNote } from './open.ts';

export interface Checkpoint {
  /** `<host>/audit/<tenant id>`, or `<host>/audit` for the directory. */
  readonly origin: string;
  /** Entries. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Lines behind the root. Our logs write none; a witness may read those of others. */
  readonly extensions: readonly string[];
}

export interface OpenCheckpoint extends Checkpoint {
  readonly note: OpenNote;
}

const malformed = (reason: string): SealError => new SealError('checkpoint_malformed', reason);

/** The text to be signed: origin, size, root. Throws `checkpoint_malformed`, `out_of_range`. */
export function formatCheckpoint({ origin, size, root }: Omit<Checkpoint, 'extensions'>): string {
  if (origin === '' || origin.includes('\n')) throw malformed('an origin is one line');
  requireSize(size, 'size');
  requireHash(root);
  const text = `${origin}\n${size}\n${base64(root)}\n`;
  noteTextBytes(text);
  return text;
}

/** The text of a note as a checkpoint; its signatures are another matter. Throws `checkpoint_malformed`. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split('\n');
  const [origin = '', size = '', root = '', ...extensions] = lines.slice(0, -1);
  if (lines.at(-1) !== '' || origin === '') throw malformed('an origin, a size and a root, each on a line');
  return {
    origin,
    size: parseCount(size) ?? refuse('a size is decimal, without leading zeros, at most 2^53-1'),
    root: parseRoot(root) ?? refuse('a root is the base64 of 32 bytes'),
    extensions: extensions.every((line) => line !== '') ? extensions : refuse('an extension line is empty'),
  };
}

function refuse(reason: string): never {
  throw malformed(reason);
}

/** Decimal without leading zeros, at most 2^53-1; else null. */
export function parseCount(text: string): number | null {
  const count = /^(0|[1-9][0-9]{0,15})$/.test(text) ? Number(text) : null;
  return count !== null && Number.isSafeInteger(count) ? count : null;
}

/** Standard base64 of 32 bytes; else null. */
export function parseRoot(text: string): Uint8Array | null {
  const root = base64Bytes(text);
  return root?.length === hashBytes ? root : null;
}

/**
 * A checkpoint of the log `origin`, signed by one of its own keys; cosignatures of other known keys are verified, too.
 * Throws what `openNote` and `parseCheckpoint` throw; `checkpoint_malformed` for another origin; `note_unsigned` when
 * only witnesses signed.
 */
export async function openCheckpoint(
  note: Uint8Array | string,
  expected: { readonly origin: string; readonly keys: readonly VerifierKey[] },
  verify: Ed25519Verify,
): Promise<OpenCheckpoint> {
  const opened = await openNote(note, expected.keys, verify);
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint.origin !== expected.origin) throw malformed(`the origin is not ${expected.origin}`);
  requireOwner(opened, expected.origin);
  return { ...checkpoint, note: opened };
}

/** Throws `note_unsigned` unless a key of type 1 whose name is the origin signed. */
export function requireOwner(note: OpenNote, origin: string): void {
  const byOwner = note.verified.some(({ key }) => key.type === 0x01 && key.name === origin);
  if (!byOwner) {
    const others = note.verified.map(({ key }) => keyLabel(key)).join(', ');
    throw new SealError('note_unsigned', `${origin} has not signed; only ${others}`);
  }
}
