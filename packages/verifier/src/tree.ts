/** RFC 6962, section 2.1: hashes of leaves and nodes, roots, inclusion and consistency. */
import { joined, sameBytes } from './bytes.ts';
import type { VerifierCrypto } from './crypto.ts';

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);
export const hashBytes = 32;

type Hashing = Pick<VerifierCrypto, 'sha256'>;

export const leafHash = async ({ sha256 }: Hashing, entry: Uint8Array): Promise<Uint8Array> =>
  sha256(joined([leafPrefix, entry]));

const nodeHash = async ({ sha256 }: Hashing, left: Uint8Array, right: Uint8Array): Promise<Uint8Array> =>
  sha256(joined([nodePrefix, left, right]));

export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly path: readonly Uint8Array[];
}

/** RFC 9162, section 2.1.3.2. @returns the root that the path leads to, undefined when its length cannot be */
export async function rootOfInclusion(crypto: Hashing, proof: Inclusion): Promise<Uint8Array | undefined> {
  const { leaf, index, size, path } = proof;
  if (index >= size) return undefined;
  let [at, last, hash] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0 || sibling.length !== hashBytes) return undefined;
    if (at % 2 === 1 || at === last) {
      hash = await nodeHash(crypto, sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = await nodeHash(crypto, hash, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? hash : undefined;
}

export interface Head {
  readonly size: number;
  readonly root: Uint8Array;
}

/** RFC 9162, section 2.1.4.2: whether the larger tree begins with the smaller. */
export async function isConsistent(
  crypto: Hashing,
  older: Head,
  newer: Head,
  path: readonly Uint8Array[],
): Promise<boolean> {
  if (older.size > newer.size || path.some(({ length }) => length !== hashBytes)) return false;
  if (older.size === newer.size) return path.length === 0 && sameBytes(older.root, newer.root);
  // Everything begins with nothing.
  if (older.size === 0) return path.length === 0;
  const [first, ...rest] = isPowerOfTwo(older.size) ? [older.root, ...path] : path;
  if (first === undefined) return false;
  let [at, last] = [older.size - 1, newer.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [oldRoot, newRoot] = [first, first];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      oldRoot = await nodeHash(crypto, sibling, oldRoot);
      newRoot = await nodeHash(crypto, sibling, newRoot);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      newRoot = await nodeHash(crypto, newRoot, sibling);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && sameBytes(oldRoot, older.root) && sameBytes(newRoot, newer.root);
}

// Sizes may pass 32 bits, where shifts would cut them.
const half = (value: number): number => Math.floor(value / 2);

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}
