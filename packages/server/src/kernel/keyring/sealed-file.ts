// The deployment's own secrets (database passwords, the key of signed contexts): one small file that only the root key opens.
import { basename } from 'node:path';
import {
  KeyringError,
  labelBytes,
  openField,
  type SealedPlace,
  sealField,
  takeKey,
} from '../crypto/index.ts';
import { type Random, systemRandom } from '../random.ts';
import { readPrivateFile, replacePrivateFile } from './private-file.ts';
import type { KeyProvider } from './scope.ts';

const form = 1;

interface SealedFile {
  form: number;
  provider: string;
  key: string;
  content: string;
}

/** The record, or null where no file is. Throws `root_key_permissions`, `ciphertext_rejected`, `sealed_file_malformed`. */
export async function readSealedFile(
  provider: KeyProvider,
  path: string,
): Promise<Record<string, string> | null> {
  const bytes = await readPrivateFile(path);
  if (bytes === null) return null;
  const file = parseFile(bytes.toString('utf8'), path);
  const key = takeKey(await provider.unwrap(Buffer.from(file.key, 'base64url'), contextOf(path)));
  const content = openField(key, placeOf(path), Buffer.from(file.content, 'base64url'));
  const record: unknown = JSON.parse(content.toString('utf8'));
  content.fill(0);
  if (!isRecord(record)) throw malformed(path);
  return record;
}

/** Replaces the file atomically, under a fresh key, mode 0600. The file's name is bound in; its directory is not. */
export async function writeSealedFile(
  provider: KeyProvider,
  path: string,
  record: Readonly<Record<string, string>>,
  random: Random = systemRandom,
): Promise<void> {
  const bytes = random.bytes(32);
  const wrapped = await provider.wrap(bytes, contextOf(path));
  const secret = takeKey(bytes);
  const content = sealField({ secret, epoch: 1 }, placeOf(path), JSON.stringify(record), random);
  const file: SealedFile = {
    form,
    provider: provider.name,
    key: wrapped.toString('base64url'),
    content: content.toString('base64url'),
  };
  await replacePrivateFile(path, Buffer.from(`${JSON.stringify(file)}\n`, 'utf8'), random);
}

function contextOf(path: string): Buffer {
  return labelBytes(['wardroom/sealed-file/v1', basename(path)]);
}

function placeOf(path: string): SealedPlace {
  return { tenant: 'platform', table: 'file', column: 'content', row: basename(path) };
}

function malformed(path: string): KeyringError {
  return new KeyringError('sealed_file_malformed', `${path} is not a sealed file of ours`);
}

function parseFile(text: string, path: string): SealedFile {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw malformed(path);
  }
  if (typeof file !== 'object' || file === null) throw malformed(path);
  const { key, content, provider } = file as Partial<SealedFile>;
  const known = (file as Partial<SealedFile>).form === form;
  if (!known || typeof key !== 'string' || typeof content !== 'string' || typeof provider !== 'string') {
    throw malformed(path);
  }
  return { form, provider, key, content };
}

function isRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text) => typeof text === 'string')
  );
}
