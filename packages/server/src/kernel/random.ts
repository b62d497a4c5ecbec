// Randomness comes in as an argument, so that a test can replay a run and a reader can see who needs entropy.
import { createHash, randomBytes, randomFillSync } from 'node:crypto';

/** A source of unpredictable bytes. */
export interface Random {
  /** `size` fresh bytes in a buffer that belongs to the caller. */
  bytes(size: number): Buffer;
}

const poolSize = 4096;
const largestPooled = 16;

/**
 * The operating system's generator. Nonces and ids (16 bytes and less) are cut from a pool, because one call per nonce
 * costs more than the encryption of a short message; keys never touch the pool. Bytes that were given out are erased.
 */
class SystemRandom implements Random {
  readonly #pool = Buffer.alloc(poolSize);
  #used = poolSize;

  bytes(size: number): Buffer {
    if (size > largestPooled) return randomBytes(size);
    if (this.#used + size > poolSize) {
      randomFillSync(this.#pool);
      this.#used = 0;
    }
    const out = Buffer.allocUnsafe(size);
    this.#pool.copy(out, 0, this.#used, this.#used + size);
    this.#pool.fill(0, this.#used, this.#used + size);
    this.#used += size;
    return out;
  }
}

export const systemRandom: Random = new SystemRandom();

/** Pieces of one size, cut from what was drawn at once: for salts, of which many are made together. */
export function drawnTogether(random: Random, size: number, count: number): () => Buffer {
  let drawn: Buffer = Buffer.alloc(0);
  return () => {
    if (drawn.length === 0) drawn = random.bytes(size * count);
    const piece = drawn.subarray(0, size);
    drawn = drawn.subarray(size);
    return piece;
  };
}

/** Repeatable bytes for tests: SHA-256 of seed and counter. Anyone who knows the seed knows every key made from it. */
export function predictableRandomNotForProduction(seed: string): Random {
  let counter = 0;
  return {
    bytes(size) {
      const out = Buffer.alloc(size);
      for (let at = 0; at < size; at += 32) {
        createHash('sha256').update(`${counter++}:${seed}`).digest().copy(out, at);
      }
      return out;
    },
  };
}
