// Encrypted columns. A ciphertext is bound to the place it was written to: moved to another tenant, table, column, row or
// epoch it does not open. What must never happen: a tag shorter than 16 bytes is accepted (node:crypto takes 4 bytes
// unless `authTagLength` is given), or plaintext is returned before its tag was verified.
//
//   version 1 | algorithm 1 | epoch 4 (big endian) | nonce 12 | ciphertext | tag 16
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Random } from '../random.ts';
import { KeyringError } from './keyring-error.ts';

/** The place of a value. Names are printable ASCII of at most 256 characters; logical names never change once used. */
export interface SealedPlace {
  /** Tenant id, or the name of a scope that is no tenant. */
  tenant: string;
  table: string;
  column: string;
  row: string;
}

const version = 1;
const aes256Gcm = 1;
const nonceAt = 6;
const textAt = 18;
const tagLength = 16;
const gcm = { authTagLength: tagLength } as const;

/** Bytes that sealing adds to a plaintext. */
export const sealedOverhead = textAt + tagLength;
/** Larger values are streamed, not encrypted in the request path. */
export const largestPlaintext = 192 * 1024;
const longestName = 256;

// One buffer for all associated data: it is filled and consumed within one synchronous call.
const scratch = Buffer.alloc(2 + 4 + 2 * 4 + 4 * longestName + 2);

/** Length (2 bytes) and text. Anything but printable ASCII is refused, so that two names never share an encoding. */
function writeName(at: number, name: string): number {
  const length = name.length;
  if (length === 0 || length > longestName)
    throw new KeyringError('identifier_malformed', 'a name is empty or too long');
  scratch[at] = length >>> 8;
  scratch[at + 1] = length & 0xff;
  for (let i = 0; i < length; i++) {
    const code = name.charCodeAt(i);
    if (code < 0x20 || code > 0x7e)
      throw new KeyringError('identifier_malformed', 'a name is not printable ASCII');
    scratch[at + 2 + i] = code;
  }
  return at + 2 + length;
}

/** Version and epoch have fixed lengths, everything else carries its own: no two places share an encoding. */
function associatedData(place: SealedPlace, epoch: number): Buffer {
  scratch[0] = version;
  scratch[1] = aes256Gcm;
  scratch.writeUInt32BE(epoch, 2);
  let at = writeName(6, place.tenant);
  at = writeName(at, place.table);
  at = writeName(at, place.column);
  at = writeName(at, place.row);
  return scratch.subarray(0, at);
}

/** Encrypts under a 256-bit key; `epoch` says which one and is part of the result. Text is written as UTF-8. */
export function sealField(
  key: { secret: KeyObject; epoch: number },
  place: SealedPlace,
  plaintext: string | Buffer,
  random: Random,
): Buffer {
  if (plaintext.length > largestPlaintext)
    throw new KeyringError('plaintext_too_large', 'the value exceeds 192 KiB');
  const nonce = random.bytes(12);
  const cipher = createCipheriv('aes-256-gcm', key.secret, nonce, gcm);
  cipher.setAAD(associatedData(place, key.epoch));
  const text = typeof plaintext === 'string' ? cipher.update(plaintext, 'utf8') : cipher.update(plaintext);
  if (text.length > largestPlaintext)
    throw new KeyringError('plaintext_too_large', 'the value exceeds 192 KiB');
  cipher.final();
  const sealed = Buffer.allocUnsafe(sealedOverhead + text.length);
  sealed[0] = version;
  sealed[1] = aes256Gcm;
  sealed.writeUInt32BE(key.epoch, 2);
  nonce.copy(sealed, nonceAt);
  text.copy(sealed, textAt);
  cipher.getAuthTag().copy(sealed, textAt + text.length);
  return sealed;
}

/** The epoch of the key that opens a ciphertext; unauthenticated until the ciphertext has been opened. */
export function epochOf(sealed: Buffer): number {
  if (sealed.length < sealedOverhead || sealed[0] !== version || sealed[1] !== aes256Gcm) {
    throw new KeyringError('ciphertext_rejected', 'the ciphertext has an unknown form');
  }
  return sealed.readUInt32BE(2);
}

/** Decrypts what `sealField` made for the same place, or throws `ciphertext_rejected`. */
export function openField(secret: KeyObject, place: SealedPlace, sealed: Buffer): Buffer {
  const epoch = epochOf(sealed);
  const tagAt = sealed.length - tagLength;
  const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(nonceAt, textAt), gcm);
  decipher.setAAD(associatedData(place, epoch));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plaintext = decipher.update(sealed.subarray(textAt, tagAt));
  try {
    decipher.final();
  } catch {
    plaintext.fill(0);
    throw new KeyringError(
      'ciphertext_rejected',
      `a value of ${place.table}.${place.column} does not authenticate`,
    );
  }
  return plaintext;
}
