/** Notes by which a key names the key that follows it. Form: docs/audit-log-format.md. */
import type { Digest, Ed25519Verify } from '../crypto.ts';
import { SealError } from '../error.ts';
import { parseCount } from './checkpoint.ts';
import { keyLabel, parseVerifierKey, sameKey, type VerifierKey, verifierKeyText } from './key.ts';
import { openNote } from './open.ts';

export interface Rotation {
  /** Of the log; also the name of both keys. */
  readonly origin: string;
  /** The key that follows. */
  readonly next: VerifierKey;
  /** From when it signs, in seconds since 1970. */
  readonly fromSeconds: number;
}

const invalid = (reason: string): SealError => new SealError('rotation_invalid', reason);

/** The text to be signed by the key before. Throws `rotation_invalid`. */
export function formatRotation({ origin, next, fromSeconds }: Rotation): string {
  if (next.type !== 0x01 || next.name !== origin) throw invalid(`${keyLabel(next)} is no key of ${origin}`);
  if (parseCount(String(fromSeconds)) === null) throw invalid(`seconds ${fromSeconds}`);
  return `${origin}\nrotate\n${verifierKeyText(next)}\n${fromSeconds}\n`;
}

/** The text of a note as a rotation. Throws `rotation_invalid`, also for a key of another name or type. */
export async function parseRotation(digest: Digest, text: string): Promise<Rotation> {
  const [origin = '', word, keyText = '', time = '', ...rest] = text.split('\n');
  const fromSeconds = parseCount(time);
  if (word !== 'rotate' || fromSeconds === null || rest.length !== 1 || rest[0] !== '')
    throw invalid('origin, “rotate”, a key and seconds, each on a line');
  const next = await parseVerifierKey(digest, keyText).catch(() => null);
  if (next?.type !== 0x01 || next.name !== origin) throw invalid(`the key is none of ${origin}`);
  return { origin, next, fromSeconds };
}

/**
 * Every key of a log, from the pinned one to the newest: each note must be signed by the key before it.
 * Throws `rotation_invalid` with the place of the note, for a signature by another key, another origin, a time before
 * that of the note before, and a key that was there already.
 */
export async function followRotations(
  pinned: VerifierKey,
  notes: readonly (Uint8Array | string)[],
  using: { readonly digest: Digest; readonly verify: Ed25519Verify },
): Promise<{ readonly keys: readonly VerifierKey[]; readonly rotations: readonly Rotation[] }> {
  const keys: VerifierKey[] = [pinned];
  const rotations: Rotation[] = [];
  for (const [place, note] of notes.entries()) {
    const before = keys.at(-1) ?? pinned;
    const rotation = await openRotation(note, before, using).catch((cause: unknown) => {
      throw cause instanceof SealError ? invalid(`rotation ${place}: ${cause.message}`) : cause;
    });
    if (keys.some((key) => sameKey(key, rotation.next))) throw invalid(`rotation ${place}: a key of before`);
    if (rotation.fromSeconds < (rotations.at(-1)?.fromSeconds ?? 0))
      throw invalid(`rotation ${place}: a time before that of the one before`);
    keys.push(rotation.next);
    rotations.push(rotation);
  }
  return { keys, rotations };
}

async function openRotation(
  note: Uint8Array | string,
  before: VerifierKey,
  { digest, verify }: { readonly digest: Digest; readonly verify: Ed25519Verify },
): Promise<Rotation> {
  const { text } = await openNote(note, [before], verify);
  const rotation = await parseRotation(digest, text);
  if (rotation.origin !== before.name) throw invalid(`the origin is not ${before.name}`);
  return rotation;
}
