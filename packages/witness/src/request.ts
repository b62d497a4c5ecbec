/** The body of `add-checkpoint` (C2SP tlog-witness): an old size, a consistency proof, an empty line, a checkpoint. */
import {
  base64Bytes,
  type Checkpoint,
  hashBytes,
  parseCheckpoint,
  parseNote,
  SealError,
} from '@wardroom/seal';

export interface Submission {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note. Nothing of it is believed yet. */
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

const mostHashes = 63;
/** What a body may have at most: 63 hashes, and a note with more signatures than any log of ours makes. */
export const mostBodyBytes = 65_536;

/** Null for whatever is not exactly of this form. */
export function parseSubmission(body: Uint8Array): Submission | null {
  const text = textOf(body);
  const end = text?.indexOf('\n\n') ?? -1;
  if (text === null || end < 0) return null;
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const [, digits] = /^old (0|[1-9][0-9]{0,15})$/.exec(first) ?? [];
  const oldSize = Number(digits);
  const proof = lines.map((line) => base64Bytes(line));
  if (digits === undefined || !Number.isSafeInteger(oldSize) || lines.length > mostHashes) return null;
  if (!proof.every((hash) => hash?.length === hashBytes)) return null;
  const note = text.slice(end + 2);
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    return { oldSize, proof: proof.filter((hash) => hash !== null), note, checkpoint };
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | null {
  try {
    return bytes.length > mostBodyBytes ? null : decoder.decode(bytes);
  } catch {
    return null;
  }
}
