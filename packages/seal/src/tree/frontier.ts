/** The right edge of a tree: all that is needed to append, at most 53 hashes (63 where sizes have 64 bits). */
import { concat, uint, uintOf } from '../bytes.ts';
import { hashBytes, type Sha256 } from '../crypto.ts';
import { SealError } from '../error.ts';
import { emptyRoot, leafHash, nodeHash, requireHash, requireSize } from './hash.ts';

const sizeBytes = 8;

export class Frontier {
  readonly #sha256: Sha256;
  #size: number;
  /** Roots of the complete subtrees that the binary digits of the size name, the largest first. */
  readonly #roots: Uint8Array[];

  private constructor(sha256: Sha256, size: number, roots: Uint8Array[]) {
    this.#sha256 = sha256;
    this.#size = size;
    this.#roots = roots;
  }

  static empty(sha256: Sha256): Frontier {
    return new Frontier(sha256, 0, []);
  }

  /** What `serialise` gave. Throws `out_of_range` when the length does not fit the size. */
  static restore(sha256: Sha256, bytes: Uint8Array): Frontier {
    const size = bytes.length < sizeBytes ? null : uintOf(bytes.subarray(0, sizeBytes));
    if (size === null) throw new SealError('out_of_range', 'a frontier begins with its size');
    const roots = ones(size);
    if (bytes.length !== sizeBytes + roots * hashBytes)
      throw new SealError('out_of_range', `a frontier of size ${size} has ${roots} hashes`);
    return new Frontier(
      sha256,
      size,
      Array.from({ length: roots }, (_, at) =>
        bytes.slice(sizeBytes + at * hashBytes, sizeBytes + (at + 1) * hashBytes),
      ),
    );
  }

  /** Entries so far. */
  get size(): number {
    return this.#size;
  }

  /** Size (uint64, big-endian), then the roots of the complete subtrees, the largest first. */
  serialise(): Uint8Array {
    return concat([uint(this.#size, sizeBytes), ...this.#roots]);
  }

  /** Adds an entry and returns its leaf hash. */
  append(entry: Uint8Array): Uint8Array {
    const leaf = leafHash(this.#sha256, entry);
    this.appendLeaf(leaf);
    return leaf;
  }

  /** Adds entries in their order and returns their leaf hashes. */
  appendAll(entries: Iterable<Uint8Array>): Uint8Array[] {
    return Array.from(entries, (entry) => this.append(entry));
  }

  /** Adds a leaf hash. Throws `out_of_range` for another length and above 2^53-1 entries. */
  appendLeaf(leaf: Uint8Array): void {
    requireHash(leaf);
    requireSize(this.#size + 1, 'size');
    let root = leaf;
    // Each low digit that is 1 is a subtree as large as the one just completed.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      const left = this.#roots.pop();
      if (left) root = nodeHash(this.#sha256, left, root);
    }
    this.#roots.push(root);
    this.#size += 1;
  }

  /** RFC 6962, section 2.1: subtrees joined from the smallest up. */
  root(): Uint8Array {
    return (
      this.#roots.reduceRight<Uint8Array | null>(
        (right, left) => (right ? nodeHash(this.#sha256, left, right) : left),
        null,
      ) ?? emptyRoot(this.#sha256)
    );
  }
}

/** Digits that are 1 in binary. */
function ones(size: number): number {
  let count = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) count += rest % 2;
  return count;
}
