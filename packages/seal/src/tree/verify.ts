/** Proofs put to the test (RFC 9162, sections 2.1.3.2 and 2.1.4.2). Nothing here reads a tile. */
import { equal } from '../bytes.ts';
import { type Digest, hashBytes } from '../crypto.ts';
import { SealError } from '../error.ts';
import { readNodeHash } from './hash.ts';

export interface InclusionClaim {
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  /** The lowest hash first. */
  readonly proof: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const allHashes = (hashes: readonly Uint8Array[]): boolean =>
  hashes.every((hash) => hash.length === hashBytes);
const half = (value: number): number => Math.floor(value / 2);

/** Throws `inclusion_invalid` unless the leaf is entry `index` of the tree of that size and root. */
export async function requireInclusion(digest: Digest, claim: InclusionClaim): Promise<void> {
  const refusal = new SealError('inclusion_invalid', `entry ${claim.index} in size ${claim.size}`);
  if (!isCount(claim.index) || !isCount(claim.size) || claim.index >= claim.size) throw refusal;
  if (!allHashes([claim.leaf, claim.root, ...claim.proof])) throw refusal;
  // Places, in a row of the tree, of the node and of the last node.
  let place = claim.index;
  let last = claim.size - 1;
  let node = claim.leaf;
  for (const hash of claim.proof) {
    if (last === 0) throw refusal;
    if (place % 2 === 1 || place === last) {
      node = await readNodeHash(digest, hash, node);
      // A node without a sibling rises as it is.
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else node = await readNodeHash(digest, node, hash);
    [place, last] = [half(place), half(last)];
  }
  if (last !== 0 || !equal(node, claim.root)) throw refusal;
}

/**
 * Throws `consistency_invalid` unless the tree of the old size and root is a prefix of the other.
 * From size 0 it always throws: it would say nothing, and accepting it hides that no proof was made.
 */
export async function requireConsistency(digest: Digest, claim: ConsistencyClaim): Promise<void> {
  const { oldSize, oldRoot, size, root } = claim;
  const refusal = new SealError('consistency_invalid', `from size ${oldSize} to ${size}`);
  if (!isCount(oldSize) || !isCount(size) || oldSize === 0 || oldSize > size) throw refusal;
  if (!allHashes([oldRoot, root, ...claim.proof])) throw refusal;
  if (oldSize === size) {
    if (claim.proof.length > 0 || !equal(oldRoot, root)) throw refusal;
    return;
  }
  const rebuilt = await rebuild(digest, claim);
  if (!rebuilt || !equal(rebuilt.oldRoot, oldRoot) || !equal(rebuilt.root, root)) throw refusal;
}

/** Both roots as the proof gives them; null when it is too short or too long. */
async function rebuild(digest: Digest, claim: ConsistencyClaim) {
  let place = claim.oldSize - 1;
  let last = claim.size - 1;
  while (place % 2 === 1) [place, last] = [half(place), half(last)];
  // An old tree that is complete is itself the first node (its size is a power of two).
  const path = place === 0 ? [claim.oldRoot, ...claim.proof] : claim.proof;
  const [first, ...rest] = path;
  if (!first || claim.proof.length === 0) return null;
  let [oldRoot, root] = [first, first];
  for (const hash of rest) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      oldRoot = await readNodeHash(digest, hash, oldRoot);
      root = await readNodeHash(digest, hash, root);
      while (place % 2 === 0 && place !== 0) [place, last] = [half(place), half(last)];
    } else root = await readNodeHash(digest, root, hash);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? { oldRoot, root } : null;
}
