/** The key of a witness: made once, kept in a file that only its owner reads. */
import { open, readFile, stat } from 'node:fs/promises';
import { base64, base64Bytes, type NoteSigner, verifierKey } from '@wardroom/seal';
import { ed25519Key, sha256 } from '@wardroom/seal/node';

/** Throws when there is one already: another key would be another witness. */
export async function makeKey(path: string, seed: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${base64(seed)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Throws for a file that others may read, and for what is no key. */
export async function readSigner(path: string, name: string): Promise<NoteSigner> {
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) throw new Error(`${path} may be read by others; make it 0600`);
  const seed = base64Bytes((await readFile(path, 'utf8')).trim());
  if (seed?.length !== 32) throw new Error(`${path} holds no key`);
  const { publicKey, sign } = ed25519Key(seed);
  seed.fill(0);
  return { key: await verifierKey(sha256, { name, type: 0x04, publicKey }), sign };
}
