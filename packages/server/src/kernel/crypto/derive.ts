// Sub-keys. One key has one use: every other use gets a key of its own, derived with a label that names the use.
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/**
 * HKDF-SHA-256 (RFC 5869) of a secret, 32 bytes. The parts of the label are length-prefixed, so ("a", "bc") and
 * ("ab", "c") are different uses.
 */
export function deriveKey(secret: KeyObject, ...label: readonly string[]): KeyObject {
  const output = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), labelBytes(label), 32));
  const derived = createSecretKey(output);
  output.fill(0);
  return derived;
}

/** Length-prefixed (4 bytes, big endian) UTF-8 texts. */
export function labelBytes(parts: readonly string[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const text = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      return [length, text];
    }),
  );
}

/** Imports key bytes and erases the buffer they came in. */
export function takeKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** HMAC-SHA-256 (RFC 2104), 32 bytes. By way of a text: Node makes digests that are asked for as bytes outside of its heap. */
export function mac(key: KeyObject, value: string | Buffer): Buffer {
  return Buffer.from(createHmac('sha256', key).update(value).digest('binary'), 'binary');
}
