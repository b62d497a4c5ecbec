// The embedded default: the root key is a file beside the data directory, or comes from a passphrase. It protects copies of
// the database and backups, which never contain it; it does not protect against whoever owns this machine.
import { createHmac, createSecretKey, type KeyObject, scrypt, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { deriveKey, KeyringError, openField, type SealedPlace, sealField, takeKey } from '../crypto/index.ts';
import { type Random, systemRandom } from '../random.ts';
import { createPrivateFile, readPrivateFile } from './private-file.ts';
import type { KeyProvider } from './scope.ts';

export interface LocalProviderOptions {
  /** Absolute path of the data directory; it must exist. */
  directory: string;
  /** Derives the root key instead of a key file; never stored. */
  passphrase?: string;
  /** False where data exist already: a lost root key is then an error (`root_key_missing`), not a new key. */
  create?: boolean;
  random?: Random;
}

/** Opens or makes the root key. Throws `root_key_permissions`, `_malformed`, `_missing` or `_passphrase`. */
export async function openLocalProvider(options: LocalProviderOptions): Promise<KeyProvider> {
  const random = options.random ?? systemRandom;
  const root =
    options.passphrase === undefined
      ? await rootFromFile(options, random)
      : await rootFromPassphrase(options, options.passphrase, random);
  return new LocalProvider(deriveKey(root, 'wardroom/local-root/v1', 'wrap'), random);
}

class LocalProvider implements KeyProvider {
  readonly name = 'local';
  readonly #key: KeyObject;
  readonly #random: Random;

  constructor(key: KeyObject, random: Random) {
    this.#key = key;
    this.#random = random;
  }

  async wrap(plaintext: Buffer, context: Buffer): Promise<Buffer> {
    return sealField({ secret: this.#key, epoch: 1 }, placeOf(context), plaintext, this.#random);
  }

  async unwrap(wrapped: Buffer, context: Buffer): Promise<Buffer> {
    return openField(this.#key, placeOf(context), wrapped);
  }
}

function placeOf(context: Buffer): SealedPlace {
  return { tenant: 'root', table: 'provider.local', column: 'wrapped', row: context.toString('base64url') };
}

const keyFile = 'root.key';
const saltFile = 'root.salt';
const keyForm = /^[A-Za-z0-9_-]{43}\n?$/;

async function rootFromFile(options: LocalProviderOptions, random: Random): Promise<KeyObject> {
  const path = join(options.directory, keyFile);
  const content = await readOrCreate(path, options.create ?? true, random, () => {
    const key = random.bytes(32);
    const text = Buffer.from(`${key.toString('base64url')}\n`, 'latin1');
    key.fill(0);
    return text;
  });
  const text = content.toString('latin1');
  content.fill(0);
  if (!keyForm.test(text))
    throw new KeyringError('root_key_malformed', `${path} is not a root key (43 characters of base64url)`);
  return takeKey(Buffer.from(text.trimEnd(), 'base64url'));
}

const saltForm = /^([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})\n?$/;

/** The file holds the salt and a check value, so that a wrong passphrase is told at the start and not by lost data. */
async function rootFromPassphrase(
  options: LocalProviderOptions,
  passphrase: string,
  random: Random,
): Promise<KeyObject> {
  const path = join(options.directory, saltFile);
  const stored = await readPrivateFile(path);
  if (stored === null) {
    if (options.create === false)
      throw new KeyringError(
        'root_key_missing',
        `${path} is missing; restore it from your recovery material`,
      );
    const salt = random.bytes(32);
    const check = checkValue(await stretch(passphrase, salt));
    const text = `${salt.toString('base64url')}.${check.toString('base64url')}\n`;
    await createPrivateFile(path, Buffer.from(text, 'latin1'), random);
  }
  const content = stored ?? (await readPrivateFile(path));
  const match = saltForm.exec(content?.toString('latin1') ?? '');
  if (match === null) throw new KeyringError('root_key_malformed', `${path} is not a salt file of ours`);
  const root = await stretch(passphrase, Buffer.from(match[1] ?? '', 'base64url'));
  if (!timingSafeEqual(checkValue(root), Buffer.from(match[2] ?? '', 'base64url'))) {
    throw new KeyringError(
      'root_key_passphrase',
      'the passphrase is not the one that this data directory was made with',
    );
  }
  return root;
}

function checkValue(root: KeyObject): Buffer {
  return createHmac('sha256', deriveKey(root, 'wardroom/local-root/v1', 'check'))
    .update('passphrase')
    .digest();
}

/** scrypt (RFC 7914), N = 2^17, r = 8, p = 1: 128 MiB and about half a second. */
function stretch(passphrase: string, salt: Buffer): Promise<KeyObject> {
  const cost = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, cost, (error, bytes) => {
      if (error !== null) return reject(error);
      const key = createSecretKey(bytes);
      bytes.fill(0);
      resolve(key);
    });
  });
}

/** Two processes may start at once: whoever comes second reads what the first has made. */
async function readOrCreate(
  path: string,
  create: boolean,
  random: Random,
  make: () => Buffer,
): Promise<Buffer> {
  const existing = await readPrivateFile(path);
  if (existing !== null) return existing;
  if (!create)
    throw new KeyringError('root_key_missing', `${path} is missing; restore it from your recovery material`);
  const made = make();
  await createPrivateFile(path, made, random);
  made.fill(0);
  const content = await readPrivateFile(path);
  if (content === null) throw new KeyringError('root_key_missing', `${path} vanished while it was made`);
  return content;
}
