/** Notes by which a log says that its oldest entries were removed after their time. Form: docs/audit-log-format.md. */
import { base64 } from '../bytes.ts';
import type { Ed25519Verify } from '../crypto.ts';
import { SealError } from '../error.ts';
import { requireHash } from '../tree/hash.ts';
import { tileWidth } from '../tree/tile.ts';
import { parseCount, parseRoot, requireOwner } from './checkpoint.ts';
import type { VerifierKey } from './key.ts';
import { noteTextBytes } from './note.ts';
import { openNote } from './open.ts';

export interface Boundary {
  readonly origin: string;
  /** The lowest entry that remains; a multiple of 256, so that whole bundles go. */
  readonly firstIndex: number;
  /** Root of the tree of the entries before it: 32 bytes. */
  readonly root: Uint8Array;
  /** The retention that was applied. */
  readonly retentionDays: number;
  /** Legal holds in force at the time. */
  readonly holds: number;
  /** When entries were removed, in seconds since 1970. */
  readonly atSeconds: number;
}

const invalid = (reason: string): SealError => new SealError('boundary_invalid', reason);

/** The text to be signed. Throws `boundary_invalid`, `out_of_range`. */
export function formatBoundary(boundary: Boundary): string {
  const { origin, firstIndex, root, retentionDays, holds, atSeconds } = boundary;
  const counts = [firstIndex, retentionDays, holds, atSeconds];
  if (counts.some((count) => parseCount(String(count)) === null)) throw invalid('a count is no count');
  if (firstIndex % tileWidth !== 0) throw invalid(`${firstIndex} is no multiple of ${tileWidth}`);
  if (origin === '' || origin.includes('\n')) throw invalid('an origin is one line');
  requireHash(root);
  const text = `${origin}\nboundary\n${firstIndex}\n${base64(root)}\n${retentionDays}\n${holds}\n${atSeconds}\n`;
  noteTextBytes(text);
  return text;
}

/** The text of a note as a boundary. Throws `boundary_invalid`. */
export function parseBoundary(text: string): Boundary {
  const [origin = '', word, first = '', root = '', days = '', held = '', time = '', ...rest] =
    text.split('\n');
  const [firstIndex, retentionDays, holds, atSeconds] = [first, days, held, time].map(parseCount);
  const hash = parseRoot(root);
  if (origin === '' || word !== 'boundary' || rest.length !== 1 || rest[0] !== '' || !hash)
    throw invalid('origin, “boundary”, index, root, days, holds and seconds, each on a line');
  if (firstIndex == null || retentionDays == null || holds == null || atSeconds == null)
    throw invalid('a count is decimal, without leading zeros');
  if (firstIndex % tileWidth !== 0) throw invalid(`${firstIndex} is no multiple of ${tileWidth}`);
  return { origin, firstIndex, root: hash, retentionDays, holds, atSeconds };
}

/** A boundary of the log `origin`, signed by one of its keys. Throws what `openNote` throws, `boundary_invalid`. */
export async function openBoundary(
  note: Uint8Array | string,
  expected: { readonly origin: string; readonly keys: readonly VerifierKey[] },
  verify: Ed25519Verify,
): Promise<Boundary> {
  const opened = await openNote(note, expected.keys, verify);
  requireOwner(opened, expected.origin);
  const boundary = parseBoundary(opened.text);
  if (boundary.origin !== expected.origin) throw invalid(`the origin is not ${expected.origin}`);
  return boundary;
}
