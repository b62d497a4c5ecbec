/**
 * Positions in a tenant's event log, as clients carry them. The raw seq would tell a guest how busy hidden channels
 * are, so a cursor is encrypted under a key of the tenant; only this tenant's server reads it. Two forms, one decoder:
 *
 *   e1.<base64url of one block of AES-256: zeros 8 | seq 8>                              of an event
 *   c1.<base64url of AES-256-GCM: nonce 12 | ciphertext of (epoch 16 | seq 8) | tag 16>  of a position in general
 *
 * Everybody who receives an event receives the same cursor with it, so the first form has no nonce: one block, in which
 * no two positions are alike, under a key that serves one epoch and nothing else. The zeros are what makes it hard to
 * forge, 1 in 2^64 (ADR 0029); it resumes nothing in another epoch. The second form has a random nonce: two heartbeats at
 * the same position look different, and so do not tell that nothing happened.
 */
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import type { Uuid } from '@wardroom/contract';
import type { ScopeKeys } from '../keyring/index.ts';
import type { Random } from '../random.ts';

export interface Position {
  /** UUID of the log; a restored cluster gets another one. */
  readonly epoch: Uuid;
  readonly seq: number;
}

const eventPrefix = 'e1.';
const blockLength = 16;
const prefix = 'c1.';
const nonceLength = 12;
const plainLength = 24;
const tagLength = 16;
const sealedLength = nonceLength + plainLength + tagLength;
const gcm = { authTagLength: tagLength } as const;
const associated = Buffer.from('wardroom cursor 1');

/** The cursors of events: equal for equal positions of one tenant. Many together cost little more than one. */
export function encodeEventCursors(keys: ScopeKeys, epoch: Uuid, seqs: readonly number[]): string[] {
  const blocks = Buffer.alloc(blockLength * seqs.length);
  seqs.forEach((seq, index) => writeSeq(blocks, seq, index * blockLength + 8));
  const sealed = createCipheriv('aes-256-ecb', eventKey(keys, epoch), null).update(blocks);
  return seqs.map((_, index) => {
    const at = index * blockLength;
    return eventPrefix + sealed.toString('base64url', at, at + blockLength);
  });
}

/** The cursor of a position in general, different each time: for snapshots, welcomes and heartbeats. */
export function encodeCursor(keys: ScopeKeys, position: Position, random: Random): string {
  return seal(keys.token('cursors', 'position'), random.bytes(nonceLength), pack(position));
}

/** Reads either form; that of an event only while `epoch` is its own. null for what this tenant's server did not make. */
export function decodeCursor(keys: ScopeKeys, cursor: string, epoch: Uuid): Position | null {
  if (cursor.startsWith(eventPrefix)) {
    const block = bytesOf(cursor.slice(eventPrefix.length), blockLength);
    const seq = block && openBlock(eventKey(keys, epoch), block);
    return seq === null ? null : { epoch, seq };
  }
  const sealed = cursor.startsWith(prefix) ? bytesOf(cursor.slice(prefix.length), sealedLength) : null;
  const plain = sealed && open(keys.token('cursors', 'position'), sealed);
  return plain && unpack(plain);
}

const eventKey = (keys: ScopeKeys, epoch: Uuid): KeyObject => keys.token('cursors', `event/${epoch}`);

/** null for another length, and for another spelling of the same bytes: that is a cursor which nobody made. */
function bytesOf(text: string, length: number): Buffer | null {
  if (text.length !== Math.ceil((length * 4) / 3)) return null;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null;
}

function openBlock(key: KeyObject, block: Buffer): number | null {
  const plain = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(block);
  const seq = plain.readBigUInt64BE(8);
  return plain.readBigUInt64BE(0) === 0n && seq <= Number.MAX_SAFE_INTEGER ? Number(seq) : null;
}

function writeSeq(into: Buffer, seq: number, at: number): void {
  into.writeUInt32BE(Math.floor(seq / 2 ** 32), at);
  into.writeUInt32BE(seq >>> 0, at + 4);
}

function seal(key: KeyObject, nonce: Buffer, plain: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', key, nonce, gcm);
  cipher.setAAD(associated);
  const sealed = Buffer.allocUnsafe(sealedLength);
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
  writeSeq(plain, seq, 16);
  return plain;
}

function unpack(plain: Buffer): Position {
  const hex = plain.toString('hex', 0, 16);
  const epoch =
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid;
  return { epoch, seq: Number(plain.readBigUInt64BE(16)) };
}
