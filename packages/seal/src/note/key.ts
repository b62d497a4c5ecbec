/** Names and keys of signers (C2SP signed-note, “Signatures” and “Verifier keys”). */
import { ascii, base64, base64Bytes, concat, equal, uintOf, utf8 } from '../bytes.ts';
import { type Digest, publicKeyBytes } from '../crypto.ts';
import { SealError } from '../error.ts';

/** 1: Ed25519 over the text. 4: Ed25519 cosignature of a witness (tlog-cosignature v1). */
export type SignatureType = 0x01 | 0x04;

export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key), as a number. It finds a key; it proves nothing. */
  readonly id: number;
  readonly type: SignatureType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

const newline = ascii('\n');

/** Not empty, no lone surrogate, no white space of Unicode, no plus, no control character. */
export const isKeyName = (name: string): boolean =>
  name.isWellFormed() && /^[^\p{White_Space}+\u0000-\u001f]+$/u.test(name);

/** Throws `key_malformed` for a name that no note can carry or a key that has not 32 bytes. */
export async function verifierKey(
  digest: Digest,
  { name, type, publicKey }: Omit<VerifierKey, 'id'>,
): Promise<VerifierKey> {
  const nameBytes = utf8(name);
  if (!nameBytes || !isKeyName(name) || publicKey.length !== publicKeyBytes)
    throw new SealError('key_malformed', 'a name without spaces and plus, and 32 bytes of key');
  const hash = await digest(concat([nameBytes, newline, Uint8Array.of(type), publicKey]));
  return { name, id: uintOf(hash.subarray(0, 4)) ?? 0, type, publicKey };
}

/** Eight hexadecimal digits, lower case. */
export const keyIdText = (id: number): string => id.toString(16).padStart(8, '0');

/** `<name>+<id>+<base64 of type ‖ public key>`. */
export const verifierKeyText = ({ name, id, type, publicKey }: VerifierKey): string =>
  `${name}+${keyIdText(id)}+${base64(concat([Uint8Array.of(type), publicKey]))}`;

/** Throws `key_malformed` for another form, another type than 1 and 4, and an id that is not of this key. */
export async function parseVerifierKey(digest: Digest, text: string): Promise<VerifierKey> {
  const [, name, id, keyText] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? [];
  const bytes = keyText === undefined ? null : base64Bytes(keyText);
  const type = bytes?.[0];
  if (name === undefined || id === undefined || !bytes || (type !== 0x01 && type !== 0x04))
    throw new SealError('key_malformed', '<name>+<id>+<key> with a key of type 1 or 4');
  const key = await verifierKey(digest, { name, type, publicKey: bytes.slice(1) });
  if (keyIdText(key.id) !== id)
    throw new SealError('key_malformed', `the id of this key is ${keyIdText(key.id)}`);
  return key;
}

export const sameKey = (left: VerifierKey, right: VerifierKey): boolean =>
  left.name === right.name && left.type === right.type && equal(left.publicKey, right.publicKey);

/** For messages. */
export const keyLabel = ({ name, id }: Pick<VerifierKey, 'name' | 'id'>): string =>
  `${name}+${keyIdText(id)}`;
