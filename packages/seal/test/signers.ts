/** Keys for tests, from seeds that everybody knows. */
import { type NoteSigner, SealError, type SignatureType, verifierKey } from '../src/index.ts';
import { ed25519Key, sha256 } from '../src/node.ts';

export async function signerOf(name: string, seed: number, type: SignatureType = 0x01): Promise<NoteSigner> {
  const { publicKey, sign } = ed25519Key(new Uint8Array(32).fill(seed));
  return { key: await verifierKey(sha256, { name, type, publicKey }), sign };
}

/** For `assert.throws` and `assert.rejects`. */
export const coded = (code: string) => (error: unknown) => error instanceof SealError && error.code === code;
