/** Many hashes in few buffers: the tree of an export, computed as it streams past. */
import type { ExportCrypto } from './crypto.ts';
import { hashBytes } from './tree.ts';

type Hashing = Pick<ExportCrypto, 'sha256' | 'sha256Into'>;

/** Hashes by place, from a first place on, filled in order; what was passed over is a hole. */
export class Column {
  readonly first: number;
  #bytes = new Uint8Array(64 * hashBytes);
  #count = 0;
  readonly #holes = new Set<number>();
  #holed = false;

  constructor(first = 0) {
    this.first = first;
  }

  /** One more than the last place that was filled. */
  get end(): number {
    return this.first + this.#count;
  }

  put(place: number, hash: Uint8Array): void {
    const at = place - this.first;
    if (at < this.#count) return;
    // A gap is not walked: who has left out a billion hashes gets one hole.
    if (at > this.#count) this.#holed = true;
    if (this.#holed) return;
    if ((at + 1) * hashBytes > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(hash, at * hashBytes);
    this.#count += 1;
  }

  /** Keeps the place of what could not be computed. */
  leaveOut(place: number): void {
    if (this.#holed || place !== this.end) return;
    this.#holes.add(place);
    this.put(place, new Uint8Array(hashBytes));
  }

  at(place: number): Uint8Array | undefined {
    if (place < this.first || place >= this.end || this.#holes.has(place)) return undefined;
    const start = (place - this.first) * hashBytes;
    return this.#bytes.subarray(start, start + hashBytes);
  }
}

/** Computes with one scratch block, for the millions. */
export class TreeHasher {
  readonly #crypto: Hashing;
  readonly #node = new Uint8Array(1 + 2 * hashBytes);

  constructor(crypto: Hashing) {
    this.#crypto = crypto;
    this.#node[0] = 1;
  }

  /**
   * The root over hashes of equal subtrees, the last of which may be smaller: an odd one moves up as it is, which is the
   * split of RFC 6962 at the largest power of two. Overwrites `hashes`.
   */
  reduce(hashes: Uint8Array, count: number): Uint8Array {
    if (count === 0) return this.#crypto.sha256(new Uint8Array(0));
    let width = count;
    while (width > 1) {
      const pairs = width >> 1;
      for (let n = 0; n < pairs; n += 1) {
        this.#node.set(hashes.subarray(n * 2 * hashBytes, (n + 1) * 2 * hashBytes), 1);
        this.#crypto.sha256Into(this.#node, hashes, n * hashBytes);
      }
      if (width % 2 === 1) hashes.copyWithin(pairs * hashBytes, (width - 1) * hashBytes, width * hashBytes);
      width = pairs + (width % 2);
    }
    return hashes.slice(0, hashBytes);
  }

  /** The same over a copy. */
  rootOver(hashes: Uint8Array): Uint8Array {
    return this.reduce(hashes.slice(), hashes.length / hashBytes);
  }

  /**
   * The root of a tree by its subtrees of 256 leaves and the leaves behind them.
   * @param subtree by place @returns undefined when a subtree is not known
   */
  root(
    full: number,
    subtree: (place: number) => Uint8Array | undefined,
    leaves: Uint8Array,
  ): Uint8Array | undefined {
    // One place is asked first, so that a size out of nowhere costs no memory.
    if (full > 0 && subtree(full - 1) === undefined) return undefined;
    const hashes = new Uint8Array((full + 1) * hashBytes);
    for (let place = 0; place < full; place += 1) {
      const hash = subtree(place);
      if (hash === undefined) return undefined;
      hashes.set(hash, place * hashBytes);
    }
    if (leaves.length === 0) return this.reduce(hashes, full);
    hashes.set(this.rootOver(leaves), full * hashBytes);
    return this.reduce(hashes, full + 1);
  }
}
