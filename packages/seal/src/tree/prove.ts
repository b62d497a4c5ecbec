/** Roots and proofs out of tiles (RFC 6962, sections 2.1.1 and 2.1.2; RFC 9162, sections 2.1.3 and 2.1.4). */
import type { Digest } from '../crypto.ts';
import { SealError } from '../error.ts';
import { requireSize } from './hash.ts';
import { type Range, type TileReader, TreeReader } from './tile-reader.ts';

/** What proofs are made from: a digest and the tiles of one log. */
export interface ProofSource {
  readonly digest: Digest;
  readonly read: TileReader;
}

/** One tree of one size. Keeps what it reads: make one for a few proofs, not one for a whole log. */
export class Prover {
  readonly #tree: TreeReader;
  readonly size: number;

  /** Throws `out_of_range`. The tiles are those that a tree of `size` or of a later one has. */
  constructor({ digest, read }: ProofSource, size: number) {
    requireSize(size, 'size');
    this.#tree = new TreeReader(digest, read, size);
    this.size = size;
  }

  /** Throws `tile_malformed`. */
  async root(): Promise<Uint8Array> {
    return this.#tree.hashOf({ from: 0, to: this.size });
  }

  /** Hashes that lead from entry `index` to the root, the lowest first. Throws `out_of_range`, `tile_malformed`. */
  async inclusion(index: number): Promise<Uint8Array[]> {
    requireSize(index, 'index');
    if (index >= this.size)
      throw new SealError('out_of_range', `no entry ${index} in a tree of size ${this.size}`);
    return this.#hashAll(inclusionRanges(index, this.size));
  }

  /**
   * Hashes that show the tree of `oldSize` to be a prefix of this one; none when the sizes are equal.
   * Throws `tile_malformed`; `out_of_range` for size 0, of which everything is a continuation, and above this size.
   */
  async consistency(oldSize: number): Promise<Uint8Array[]> {
    requireSize(oldSize, 'size');
    if (oldSize === 0 || oldSize > this.size)
      throw new SealError('out_of_range', `no consistency proof from size ${oldSize} to ${this.size}`);
    return this.#hashAll(consistencyRanges(oldSize, this.size));
  }

  async #hashAll(ranges: readonly Range[]): Promise<Uint8Array[]> {
    const hashes: Uint8Array[] = [];
    for (const range of ranges) hashes.push(await this.#tree.hashOf(range));
    return hashes;
  }
}

/** PATH(m, D[n]) of RFC 6962, section 2.1.1, from the leaf up. */
function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const split = from + splitOf(to - from);
    if (index < split) {
      ranges.push({ from: split, to });
      to = split;
    } else {
      ranges.push({ from, to: split });
      from = split;
    }
  }
  return ranges.reverse();
}

/** SUBPROOF(m, D[n], true) of RFC 6962, section 2.1.2, from the bottom up. */
function consistencyRanges(oldSize: number, size: number): Range[] {
  const ranges: Range[] = [];
  let [from, to] = [0, size];
  while (to !== oldSize) {
    const split = from + splitOf(to - from);
    if (oldSize <= split) {
      ranges.push({ from: split, to });
      to = split;
    } else {
      ranges.push({ from, to: split });
      from = split;
    }
  }
  // The old tree itself is known to whoever asks; another complete subtree is not.
  if (from !== 0) ranges.push({ from, to });
  return ranges.reverse();
}

/** Largest power of two below `count` (which is 2 or more). */
function splitOf(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}
