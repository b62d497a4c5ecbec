/** Options that say where the server is and who is calling, and the connection they make. */

import type { Realm } from '@wardroom/contract';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { keyVariable, type Surroundings } from '../surroundings.ts';
import { readSecret } from '../terminal/private-file.ts';
import { askSecretly } from '../terminal/prompt.ts';
import type { Connection } from './connection.ts';
import { openConnection } from './open.ts';

export const platformAddress = 'http://localhost:8420';

export interface CallerOptions {
  readonly server: string;
  readonly keyFile?: string;
  readonly as?: string;
  readonly passwordFile?: string;
}

/** @param example address where the operations of the command live, if that is not the platform host */
export function addCallerOptions(command: Command, example?: string): Command {
  return command
    .option(
      '--server <url>',
      `address of the server${example === undefined ? '' : `, such as ${example}`}`,
      platformAddress,
    )
    .option('--key-file <path>', `file with a key, - for standard input; or the variable ${keyVariable}`)
    .option('--as <name>', 'sign in with a password instead: handle, e-mail address or name of an operator')
    .option('--password-file <path>', 'file with that password, - for standard input');
}

/** A connection that acts as somebody. Close it: that ends the session that this opened. */
export async function connectAs(
  surroundings: Surroundings,
  options: CallerOptions,
  realm: Realm,
): Promise<Connection> {
  const { server, as: name, keyFile, passwordFile } = options;
  if (name !== undefined) {
    if (keyFile !== undefined) throw new UsageError('Give either --as or --key-file.');
    const connection = openConnection(surroundings, { server });
    return await signIn(connection, realm, name, await passwordOf(surroundings, name, passwordFile));
  }
  if (passwordFile !== undefined) throw new UsageError('--password-file needs --as.');
  const variable = surroundings.environment[keyVariable];
  const key = keyFile === undefined ? variable : await readSecret(surroundings, keyFile, 'key');
  // A header cannot hold anything else, and an error about it would show the key.
  if (key !== undefined && key !== '' && !/^[\x21-\x7e]{1,200}$/.test(key))
    throw new UsageError('What was given as a key is not one.');
  return openConnection(surroundings, { server, key: key === '' ? undefined : key });
}

async function passwordOf(
  surroundings: Surroundings,
  name: string,
  file: string | undefined,
): Promise<string> {
  if (file !== undefined) return await readSecret(surroundings, file, 'password');
  return await askSecretly(
    surroundings,
    `Password of ${name}`,
    'There is no terminal to ask for the password; give --password-file.',
  );
}

/** Signs in on a fresh connection; closing the result signs out. */
export async function signIn(
  connection: Connection,
  realm: Realm,
  name: string,
  password: string,
): Promise<Connection> {
  if (realm === 'platform') await connection.call('operators.signIn', { name, password });
  else await connection.call('sessions.create', { name, password });
  return endingSession(connection, realm);
}

/** Closing also ends the session, as far as the server can still be reached. */
export function endingSession(connection: Connection, realm: Realm): Connection {
  return {
    ...connection,
    async close() {
      const end = realm === 'platform' ? 'operators.signOut' : 'sessions.end';
      await connection.call(end, {}).catch(() => {});
      await connection.close();
    },
  };
}
