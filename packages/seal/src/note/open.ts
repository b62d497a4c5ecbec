/** Notes verified with the keys that the reader trusts (C2SP signed-note, “Signatures”; Go's sumdb/note, Open). */
import { equal } from '../bytes.ts';
import type { Ed25519Verify } from '../crypto.ts';
import { SealError } from '../error.ts';
import { signedMessage } from './cosignature.ts';
import { keyLabel, type VerifierKey } from './key.ts';
import { type NoteSignature, noteTextBytes, parseNote } from './note.ts';

export interface VerifiedSignature extends NoteSignature {
  readonly key: VerifierKey;
  /** When a witness cosigned, in seconds since 1970; null for a signature of type 1. */
  readonly atSeconds: number | null;
}

export interface OpenNote {
  readonly text: string;
  /** One for each known key that signed, in the order of the note. */
  readonly verified: readonly VerifiedSignature[];
  /** By keys that are not known; each once. They say nothing. */
  readonly unknown: readonly NoteSignature[];
}

/**
 * Text and signatures of a note that at least one known key signed.
 * Throws `note_malformed`; `signature_invalid` when a signature that names a known key is not by it, even if others
 * are (`cosignature_invalid` for a witness); `note_unsigned` when no known key signed; `key_ambiguous`.
 */
export async function openNote(
  note: Uint8Array | string,
  known: readonly VerifierKey[],
  verify: Ed25519Verify,
): Promise<OpenNote> {
  const { text, signatures } = parseNote(note);
  const bytes = noteTextBytes(text);
  const verified: VerifiedSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const signature of signatures) {
    const key = findKey(known, signature);
    if (!key) {
      if (!unknown.some((other) => sameSignature(other, signature))) unknown.push(signature);
    } else if (!verified.some((other) => other.key === key)) {
      verified.push(await verifyOne({ key, signature, text: bytes }, verify));
    }
  }
  if (verified.length === 0) throw new SealError('note_unsigned', 'no signature by a known key');
  return { text, verified, unknown };
}

function findKey(known: readonly VerifierKey[], { name, id }: NoteSignature): VerifierKey | null {
  const [key = null, other] = known.filter((candidate) => candidate.name === name && candidate.id === id);
  if (other) throw new SealError('key_ambiguous', keyLabel(other));
  return key;
}

async function verifyOne(
  found: { key: VerifierKey; signature: NoteSignature; text: Uint8Array },
  verify: Ed25519Verify,
): Promise<VerifiedSignature> {
  const { key, signature, text } = found;
  const signed = signedMessage(key.type, text, signature.signature);
  if (!signed || !(await verify(key.publicKey, signed.signature, signed.message)))
    throw new SealError(key.type === 0x04 ? 'cosignature_invalid' : 'signature_invalid', keyLabel(key));
  return { ...signature, key, atSeconds: signed.atSeconds };
}

const sameSignature = (left: NoteSignature, right: NoteSignature): boolean =>
  left.name === right.name && left.id === right.id && equal(left.signature, right.signature);
