/** The interfaces of crypto.ts by node:crypto. The only file here that knows a platform. */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

import { concat } from './bytes.ts';
import {
  type Ed25519Sign,
  type Ed25519Verify,
  type Hmac,
  publicKeyBytes,
  type Sha256,
  signatureBytes,
} from './crypto.ts';
import { SealError } from './error.ts';

/** A Buffer would be one more kind of bytes for callers to compare. */
const plain = (buffer: Buffer): Uint8Array =>
  new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);

/** From a digest as text. Asked for bytes, Node makes each a buffer outside of its heap, which costs twice the hash. */
const digestBytes = (text: string): Uint8Array => plain(Buffer.from(text, 'binary'));

export const sha256: Sha256 = (bytes) => digestBytes(hash('sha256', bytes, 'binary'));

/** Looking for the kind of a key in bytes costs three times as much as making a key of them. */
export const hmac: Hmac = (key, bytes) =>
  digestBytes(createHmac('sha256', createSecretKey(key)).update(bytes).digest('binary'));

/** DER before a raw Ed25519 key (RFC 8410, sections 4 and 7): public, private. */
const publicPrefix = Uint8Array.from(Buffer.from('302a300506032b6570032100', 'hex'));
const privatePrefix = Uint8Array.from(Buffer.from('302e020100300506032b657004220420', 'hex'));

/** Keys are few and parsing one costs as much as a signature. */
const parsed = new Map<string, KeyObject>();
const parsedLimit = 256;

function publicKey(raw: Uint8Array): KeyObject {
  const name = Buffer.from(raw).toString('latin1');
  const known = parsed.get(name);
  if (known) return known;
  const key = createPublicKey({
    key: Buffer.from(concat([publicPrefix, raw])),
    format: 'der',
    type: 'spki',
  });
  if (parsed.size >= parsedLimit) parsed.clear();
  parsed.set(name, key);
  return key;
}

export const ed25519Verify: Ed25519Verify = (raw, signature, bytes) => {
  if (raw.length !== publicKeyBytes || signature.length !== signatureBytes) return false;
  return verify(null, bytes, publicKey(raw), signature);
};

/** Signs with a key from its 32-byte seed (RFC 8032, section 5.1.5). Throws `key_malformed` for another length. */
export function ed25519Key(seed: Uint8Array): {
  readonly publicKey: Uint8Array;
  readonly sign: Ed25519Sign;
} {
  if (seed.length !== 32) throw new SealError('key_malformed', 'a seed has 32 bytes');
  const key = createPrivateKey({
    key: Buffer.from(concat([privatePrefix, seed])),
    format: 'der',
    type: 'pkcs8',
  });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: Uint8Array.from(spki.subarray(publicPrefix.length)),
    sign: (bytes) => plain(sign(null, bytes, key)),
  };
}
