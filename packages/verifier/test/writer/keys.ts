/**
 * Keys for tests only: each is made from its label, so anybody can make it. Never sign anything real with them.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';

export interface TestKey {
  readonly name: string;
  readonly type: 1 | 4;
  readonly secret: KeyObject;
  readonly id: Buffer;
  readonly vkey: string;
}

const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/** @param label says which key it is, such as `log 1` */
export function testKey(name: string, type: 1 | 4, label: string): TestKey {
  const seed = sha256(`wardroom verifier test key: ${label}`);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const raw = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  const typed = Buffer.concat([Buffer.of(type), raw]);
  const id = sha256(Buffer.concat([Buffer.from(`${name}\n`), typed])).subarray(0, 4);
  return { name, type, secret, id, vkey: `${name}+${id.toString('hex')}+${typed.toString('base64')}` };
}

const line = (key: TestKey, bytes: Buffer): string =>
  `— ${key.name} ${Buffer.concat([key.id, bytes]).toString('base64')}\n`;

export const signatureLine = (text: string, key: TestKey): string =>
  line(key, sign(null, Buffer.from(text), key.secret));

/** @param time seconds */
export function cosignatureLine(text: string, key: TestKey, time: number): string {
  const stamp = Buffer.alloc(8);
  stamp.writeBigUInt64BE(BigInt(time));
  const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
  return line(key, Buffer.concat([stamp, sign(null, message, key.secret)]));
}

/** @param text ends with a newline */
export const signedNote = (text: string, keys: readonly TestKey[]): string =>
  `${text}\n${keys.map((key) => signatureLine(text, key)).join('')}`;
