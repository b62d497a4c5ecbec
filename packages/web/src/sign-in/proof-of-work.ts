/** The work that a server asks for instead of waiting: see `ProofOfWorkChallenge` of the contract. */
import type { Challenge } from '@wardroom/contract';

interface Solving {
  /** SHA-256 of the bytes. */
  readonly digest: (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;
  /** How likely the search would have ended by now, 0 to 1: the only honest progress of a search by chance. */
  /** Lets the page draw: answers of WebCrypto in a row would keep it from that. */
  readonly pause: () => Promise<void>;
  readonly onProgress: (likelihood: number) => void;
}

/** Hashes asked for at once: 94,000 a second with 50 frames beside them, where 512 give 42,000 (Chromium, two busy cores). */
const batch = 2048;
/** Half an hour of an old phone: nobody is asked for more. */
const mostBits = 24;

/** @returns `<seed>.<nonce>`; null for a challenge that this client does not know, or would not finish */
export async function solveChallenge(
  challenge: Challenge,
  { digest, pause, onProgress }: Solving,
): Promise<string | null> {
  if (challenge.kind !== 'proof-of-work' || challenge.algorithm !== 'sha-256') return null;
  if (challenge.bits > mostBits) return null;
  const { seed, bits } = challenge;
  const encoder = new TextEncoder();
  const missed = 1 - 2 ** -bits;
  for (let first = 0; ; first += batch) {
    const tried = Array.from({ length: batch }, (_, index) => `${seed}.${(first + index).toString(36)}`);
    const hashes = await Promise.all(tried.map((text) => digest(encoder.encode(text))));
    const found = hashes.findIndex((hash) => beginsWithZeros(hash, bits));
    if (found !== -1) return tried[found] ?? null;
    onProgress(1 - missed ** (first + batch));
    await pause();
  }
}

export function beginsWithZeros(hash: ArrayBuffer, bits: number): boolean {
  const bytes = new Uint8Array(hash);
  const whole = bits >> 3;
  for (let at = 0; at < whole; at += 1) if (bytes[at] !== 0) return false;
  return bits % 8 === 0 || (bytes[whole] ?? 255) >> (8 - (bits % 8)) === 0;
}
