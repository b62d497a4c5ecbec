/** The three primitives that a verifier needs. They come from outside: node.ts has those of Node, web-crypto.ts those of a browser. */

type Eventually<T> = T | Promise<T>;

/** For proofs, where a few hundred hashes are many. */
export interface VerifierCrypto {
  readonly sha256: (bytes: Uint8Array) => Eventually<Uint8Array>;
  readonly hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Eventually<Uint8Array>;
  /** RFC 8032, Ed25519. @param publicKey 32 bytes @returns false for whatever is not a signature by this key */
  readonly verifyEd25519: (check: SignatureCheck) => Eventually<boolean>;
}

export interface SignatureCheck {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** For exports, where millions of hashes are computed and a promise for each would cost more than the hash. */
export interface ExportCrypto {
  /** Writes 32 bytes of SHA-256 over `bytes` to `into`, from `at` on. */
  readonly sha256Into: (bytes: Uint8Array, into: Uint8Array, at: number) => void;
  readonly sha256: (bytes: Uint8Array) => Uint8Array;
  readonly hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Uint8Array;
  readonly verifyEd25519: (check: SignatureCheck) => boolean;
}
