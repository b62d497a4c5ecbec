/** Notes signed by several keys, and cosigned (C2SP signed-note, tlog-cosignature). */
import { type Ed25519Sign, signatureBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import { parseCheckpoint } from './checkpoint.ts';
import { cosignatureBytes, cosignatureMessage } from './cosignature.ts';
import { keyLabel, type SignatureType, type VerifierKey } from './key.ts';
import { formatNote, type NoteSignature, noteTextBytes, parseNote } from './note.ts';

export interface NoteSigner {
  readonly key: VerifierKey;
  readonly sign: Ed25519Sign;
}

/**
 * Text, then the signatures given, then those of the signers in their order. A signature given is left out when its
 * key signs anew. Throws `note_malformed`, and `key_malformed` for a signer of another type than 1 or a signature
 * that has not 64 bytes. What the signers throw passes through.
 */
export async function signNote(
  text: string,
  signers: readonly NoteSigner[],
  existing: readonly NoteSignature[] = [],
): Promise<string> {
  const bytes = noteTextBytes(text);
  const added: NoteSignature[] = [];
  for (const signer of signers) {
    const signature = await signatureOf(signer, 0x01, bytes);
    added.push({ name: signer.key.name, id: signer.key.id, signature });
  }
  return formatNote({ text, signatures: [...without(existing, added), ...added] });
}

/**
 * The checkpoint with one cosignature more, or with this witness's one renewed; `atSeconds` since 1970.
 * That the checkpoint continues the last one seen must be settled before.
 * Throws `note_malformed`, `checkpoint_malformed`, `out_of_range`, `key_malformed`.
 */
export async function cosign(
  note: Uint8Array | string,
  witness: NoteSigner,
  atSeconds: number,
): Promise<string> {
  const { text, signatures } = parseNote(note);
  parseCheckpoint(text);
  const message = cosignatureMessage(noteTextBytes(text), atSeconds);
  const signature = cosignatureBytes(await signatureOf(witness, 0x04, message), atSeconds);
  const added: NoteSignature = { name: witness.key.name, id: witness.key.id, signature };
  return formatNote({ text, signatures: [...without(signatures, [added]), added] });
}

/** A key serves one type of signature, or a cosignature could pass for a statement of a log. */
async function signatureOf(signer: NoteSigner, type: SignatureType, message: Uint8Array) {
  if (signer.key.type !== type)
    throw new SealError('key_malformed', `${keyLabel(signer.key)} is not of type ${type}`);
  const signature = await signer.sign(message);
  if (signature.length !== signatureBytes)
    throw new SealError('key_malformed', `${keyLabel(signer.key)} gave ${signature.length} bytes`);
  return signature;
}

const without = (signatures: readonly NoteSignature[], replaced: readonly NoteSignature[]): NoteSignature[] =>
  signatures.filter(({ name, id }) => !replaced.some((other) => other.name === name && other.id === id));
