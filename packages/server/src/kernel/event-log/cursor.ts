/**
 * Positions in a tenant's event log, as clients carry them. The raw seq would tell a guest how busy hidden channels
 * are, so a cursor is sealed (AES-256-GCM) under a key of the tenant; only this tenant's server reads it.
 *
 *   c1.<base64url of: nonce 12 | ciphertext of (epoch 16 | seq 8) | tag 16>
 *
 * Two forms, one decoder. The event form is the same for everybody who receives the event, so it is made once per event;
 * its nonce is derived from what it encrypts, so no nonce ever serves two plaintexts. The position form has a random
 * nonce: two heartbeats at the same position look different, and so do not tell that nothing happened.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import { mac } from '../crypto/index.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { Random } from '../random.ts';

export interface Position {
  /** UUID of the log; a restored cluster gets another one. */
  readonly epoch: Uuid;
  readonly seq: number;
}

const prefix = 'c1.';
const nonceLength = 12;
const plainLength = 24;
const tagLength = 16;
const cursorLength = prefix.length + Math.ceil(((nonceLength + plainLength + tagLength) * 4) / 3);
const gcm = { authTagLength: tagLength } as const;
const associated = Buffer.from('wardroom cursor 1');

/** The cursor of an event: equal for equal positions of one tenant. */
export function encodeEventCursor(keys: ScopeKeys, position: Position): string {
  const plain = pack(position);
  const nonce = mac(keys.token('cursors', 'event-nonce'), plain).subarray(0, nonceLength);
  return seal(keys.token('cursors', 'event'), nonce, plain);
}

/** The cursor of a position in general, different each time: for snapshots, welcomes and heartbeats. */
export function encodeCursor(keys: ScopeKeys, position: Position, random: Random): string {
  // A key of its own: random and derived nonces must never meet under one key.
  return seal(keys.token('cursors', 'position'), random.bytes(nonceLength), pack(position));
}

/** Reads either form. null for everything that this tenant's server did not make. */
export function decodeCursor(keys: ScopeKeys, cursor: string): Position | null {
  if (cursor.length !== cursorLength || !cursor.startsWith(prefix)) return null;
  const sealed = Buffer.from(cursor.slice(prefix.length), 'base64url');
  if (sealed.length !== nonceLength + plainLength + tagLength) return null;
  // base64url text that decodes to the same bytes in another spelling is another cursor, which nobody made.
  if (sealed.toString('base64url') !== cursor.slice(prefix.length)) return null;
  const plain =
    open(keys.token('cursors', 'event'), sealed) ?? open(keys.token('cursors', 'position'), sealed);
  return plain === null ? null : unpack(plain);
}

function seal(key: KeyObject, nonce: Buffer, plain: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm);
  cipher.setAAD(associated);
  const sealed = Buffer.allocUnsafe(nonceLength + plainLength + tagLength);
  nonce.copy(sealed);
  cipher.update(plain).copy(sealed, nonceLength);
  cipher.final();
  cipher.getAuthTag().copy(sealed, nonceLength + plainLength);
  return prefix + sealed.toString('base64url');
}

function open(key: KeyObject, sealed: Buffer): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), gcm);
  decipher.setAAD(associated);
  decipher.setAuthTag(sealed.subarray(nonceLength + plainLength));
  const plain = decipher.update(sealed.subarray(nonceLength, nonceLength + plainLength));
  try {
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}

function pack({ epoch, seq }: Position): Buffer {
  const plain = Buffer.alloc(plainLength);
  if (plain.write(epoch.replaceAll('-', ''), 'hex') !== 16) throw new TypeError('an epoch is a UUID');
  plain.writeBigUInt64BE(BigInt(seq), 16);
  return plain;
}

function unpack(plain: Buffer): Position {
  const hex = plain.toString('hex', 0, 16);
  const epoch =
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid;
  return { epoch, seq: Number(plain.readBigUInt64BE(16)) };
}

/** The same three functions with randomness bound, as edges and modules are given them. */
export const createCursors = (random: Random) => ({
  ofEvent: encodeEventCursor,
  ofMoment: (keys: ScopeKeys, position: Position): string => encodeCursor(keys, position, random),
  read: decodeCursor,
});
