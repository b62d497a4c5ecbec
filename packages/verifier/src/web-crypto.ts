/** The primitives of a browser, for a proof of one entry and for consistency of two checkpoints. */
import type { VerifierCrypto } from './crypto.ts';

type Own = Uint8Array<ArrayBuffer>;

/** What is used of `SubtleCrypto`. */
export interface Subtle<Key> {
  digest(algorithm: 'SHA-256', bytes: Own): Promise<ArrayBuffer>;
  importKey(
    format: 'raw',
    key: Own,
    algorithm: 'Ed25519' | { name: 'HMAC'; hash: 'SHA-256' },
    extractable: boolean,
    uses: ('sign' | 'verify')[],
  ): Promise<Key>;
  sign(algorithm: 'HMAC', key: Key, bytes: Own): Promise<ArrayBuffer>;
  verify(algorithm: 'Ed25519', key: Key, signature: Own, bytes: Own): Promise<boolean>;
}

/** @param subtle `crypto.subtle`, which must know Ed25519 */
export function webCrypto<Key>(subtle: Subtle<Key>): VerifierCrypto {
  return {
    sha256: async (bytes) => new Uint8Array(await subtle.digest('SHA-256', own(bytes))),
    async hmacSha256(key, bytes) {
      const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const;
      const imported = await subtle.importKey('raw', own(key), algorithm, false, ['sign']);
      return new Uint8Array(await subtle.sign('HMAC', imported, own(bytes)));
    },
    async verifyEd25519({ publicKey, message, signature }) {
      try {
        const key = await subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
        return await subtle.verify('Ed25519', key, own(signature), own(message));
      } catch {
        return false;
      }
    },
  };
}

/** A copy whose buffer nobody shares, as WebCrypto wants it. */
const own = (bytes: Uint8Array): Own => new Uint8Array(bytes);
