/** Hashes of a Merkle tree (RFC 6962, section 2.1; RFC 9162, section 2.1.1). */
import { type Digest, hashBytes, type Sha256 } from '../crypto.ts';
import { SealError } from '../error.ts';

/** Sizes and indexes are numbers: 2^53-1 entries at 37,900 a second last 7,500 years. */
export function requireSize(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new SealError('out_of_range', `${what} ${value}`);
}

export function requireHash(hash: Uint8Array): void {
  if (hash.length !== hashBytes)
    throw new SealError('out_of_range', `a hash of ${hash.length} bytes instead of 32`);
}

function leafInput(entry: Uint8Array, input = new Uint8Array(1 + entry.length)): Uint8Array {
  input[0] = 0;
  input.set(entry, 1);
  return input;
}

function nodeInput(
  left: Uint8Array,
  right: Uint8Array,
  input = new Uint8Array(1 + 2 * hashBytes),
): Uint8Array {
  input[0] = 1;
  input.set(left, 1);
  input.set(right, 1 + hashBytes);
  return input;
}

// Filled and hashed within one call; a buffer of its own for each input costs as much as its hash.
const scratch = new Uint8Array(2_048);
const pair = scratch.subarray(0, 1 + 2 * hashBytes);

/** SHA-256(0x00 ‖ entry). */
export const leafHash = (sha256: Sha256, entry: Uint8Array): Uint8Array =>
  sha256(
    entry.length < scratch.length
      ? leafInput(entry, scratch.subarray(0, 1 + entry.length))
      : leafInput(entry),
  );

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (sha256: Sha256, left: Uint8Array, right: Uint8Array): Uint8Array =>
  sha256(nodeInput(left, right, pair));

/** `leafHash` for a digest that may be a promise. */
export const readLeafHash = async (digest: Digest, entry: Uint8Array): Promise<Uint8Array> =>
  digest(leafInput(entry));

/** `nodeHash` for a digest that may be a promise. */
export const readNodeHash = async (
  digest: Digest,
  left: Uint8Array,
  right: Uint8Array,
): Promise<Uint8Array> => digest(nodeInput(left, right));

/** The root of no entries: SHA-256 of nothing. */
export const emptyRoot = (sha256: Sha256): Uint8Array => sha256(new Uint8Array());
