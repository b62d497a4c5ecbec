/** What the two types of signature say about a text (C2SP signed-note; tlog-cosignature, Ed25519). */
import { ascii, concat, uint, uintOf } from '../bytes.ts';
import { signatureBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import type { SignatureType } from './key.ts';

const timeBytes = 8;

export interface SignedMessage {
  /** What the Ed25519 signature covers. */
  readonly message: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** When a witness cosigned, in seconds since 1970; null for a signature without a time. */
  readonly atSeconds: number | null;
}

/** `cosignature/v1`, the time in seconds, and the text of the checkpoint. Throws `out_of_range` before 1970. */
export function cosignatureMessage(text: Uint8Array, atSeconds: number): Uint8Array {
  if (!Number.isSafeInteger(atSeconds) || atSeconds < 0)
    throw new SealError('out_of_range', `seconds ${atSeconds}`);
  return concat([ascii(`cosignature/v1\ntime ${atSeconds}\n`), text]);
}

/** The bytes of a cosignature: time (uint64, big-endian), signature. */
export const cosignatureBytes = (signature: Uint8Array, atSeconds: number): Uint8Array =>
  concat([uint(atSeconds, timeBytes), signature]);

/** Takes a signature of a note apart. Null for another length, and for a time above 2^53-1 seconds. */
export function signedMessage(
  type: SignatureType,
  text: Uint8Array,
  bytes: Uint8Array,
): SignedMessage | null {
  if (type === 0x01)
    return bytes.length === signatureBytes ? { message: text, signature: bytes, atSeconds: null } : null;
  const atSeconds = uintOf(bytes.subarray(0, timeBytes));
  if (bytes.length !== timeBytes + signatureBytes || atSeconds === null) return null;
  return { message: cosignatureMessage(text, atSeconds), signature: bytes.slice(timeBytes), atSeconds };
}
