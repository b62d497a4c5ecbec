/**
 * The data directory: one server at a time, closed to other accounts, with the root key and the passwords of the database
 * roles. What must never happen: a lost root key is replaced by a new one while there are data that only the old one opens.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { claimByFile, forgetOwner } from '../database/embedded/ownership.ts';
import {
  type DatabaseSecrets,
  fromRecord,
  makeDatabaseSecrets,
  toRecord,
} from '../database/migrate/secrets.ts';
import { type KeyProvider, openLocalProvider, readSealedFile, writeSealedFile } from '../keyring/index.ts';
import { readPrivateFile } from '../keyring/private-file.ts';
import type { Random } from '../random.ts';
import { StartupError } from './startup-error.ts';

export interface DataDirectory {
  readonly path: string;
  /** Of the embedded PostgreSQL. */
  readonly postgres: string;
  readonly provider: KeyProvider;
  readonly secrets: DatabaseSecrets;
  release(): void;
}

export interface DataDirectoryOptions {
  readonly path: string;
  readonly passphraseFile: string | undefined;
  readonly random: Random;
}

export async function openDataDirectory({
  path,
  passphraseFile,
  random,
}: DataDirectoryOptions): Promise<DataDirectory> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  claimByFile(path);
  try {
    const postgres = join(path, 'postgres');
    const sealed = join(path, 'database.sealed');
    const holdsData = existsSync(join(postgres, 'cluster')) || existsSync(sealed);
    const provider = await openKeyProvider({ path, passphraseFile, create: !holdsData, random });
    const known = fromRecord(await readSealedFile(provider, sealed));
    const secrets = known ?? makeDatabaseSecrets(random);
    if (known === null) await writeSealedFile(provider, sealed, toRecord(secrets), random);
    return { path, postgres, provider, secrets, release: () => forgetOwner(path) };
  } catch (error) {
    forgetOwner(path);
    throw error;
  }
}

/** The provider of keys alone, for another thread of a server that has the directory. */
export async function openKeyProvider({
  path,
  passphraseFile,
  create,
  random,
}: DataDirectoryOptions & { readonly create: boolean }): Promise<KeyProvider> {
  const passphrase = passphraseFile === undefined ? undefined : await readSecretFile(passphraseFile);
  return openLocalProvider({
    directory: path,
    create,
    random,
    ...(passphrase === undefined ? {} : { passphrase }),
  });
}

/** One line of a file that only its owner may read. */
export async function readSecretFile(path: string): Promise<string> {
  const content = await readPrivateFile(path);
  const text = content?.toString('utf8').trimEnd();
  content?.fill(0);
  if (text === undefined || text === '')
    throw new StartupError('secret_file', `The file ${path} is missing or empty.`, { exitCode: 2 });
  return text;
}
