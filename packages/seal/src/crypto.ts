/**
 * What this package needs of a platform. Writing is synchronous; reading also takes the promises of Web Crypto, so
 * that one verification runs in Node and in a browser. No primitive is implemented here.
 */

/** SHA-256 (FIPS 180-4): any bytes → 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;
/** `Sha256`, or the same as a promise. */
export type Digest = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** HMAC-SHA-256 (RFC 2104): → 32 bytes. */
export type Hmac = (key: Uint8Array, bytes: Uint8Array) => Uint8Array;
/** `Hmac`, or the same as a promise. */
export type HmacDigest = (key: Uint8Array, bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** Ed25519 (RFC 8032) with one private key, which may lie elsewhere: bytes → 64 bytes. */
export type Ed25519Sign = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** True when `signature` (64 bytes) over `bytes` is by `publicKey` (32 bytes). Never throws for bad input. */
export type Ed25519Verify = (
  publicKey: Uint8Array,
  signature: Uint8Array,
  bytes: Uint8Array,
) => boolean | Promise<boolean>;

/** Bytes of a hash, of an Ed25519 public key and of a salt. */
export const hashBytes = 32;
export const publicKeyBytes = 32;
export const signatureBytes = 64;
export const saltBytes = 32;
