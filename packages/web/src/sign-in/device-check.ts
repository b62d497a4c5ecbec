/**
 * Work that the server asked this page for. On the page's own thread, which it does not block: WebCrypto hashes beside
 * it, and a worker would need a Trusted Types policy, of which there is none.
 */
import type { Challenge } from '@wardroom/contract';
import { createStore, type Store } from '../ui/store.ts';
import { solveChallenge } from './proof-of-work.ts';

/** How far the work is, 0 to 1; null when there is none. */
export const deviceCheck: Store<number | null> = createStore<number | null>(null);

export async function solveInPage(challenge: Challenge): Promise<string | null> {
  // Only pages that came over https, or from this device, may hash.
  if (globalThis.crypto?.subtle === undefined) return null;
  deviceCheck.set(() => 0);
  try {
    return await solveChallenge(challenge, {
      digest: (bytes) => crypto.subtle.digest('SHA-256', bytes),
      pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
      onProgress: (likelihood) => deviceCheck.set(() => likelihood),
    });
  } finally {
    deviceCheck.set(() => null);
  }
}
