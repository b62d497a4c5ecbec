/**
 * Why the server does not run, in one plain sentence that says what to do, and the exit code of the process: 1 for what
 * went wrong on this machine, 2 for what was typed or configured.
 */
import { ConfigurationError } from '../config/index.ts';
import { EmbeddedPostgresError } from '../database/embedded/index.ts';
import { KeyringError } from '../keyring/index.ts';

export class StartupError extends Error {
  override readonly name = 'StartupError';
  readonly code: string;
  readonly exitCode: 1 | 2;

  constructor(
    code: string,
    sentence: string,
    options: { readonly exitCode?: 1 | 2; readonly cause?: unknown } = {},
  ) {
    super(sentence, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.exitCode = options.exitCode ?? 1;
  }
}

export interface Place {
  readonly dataDirectory: string;
  readonly bindAddress: string;
  readonly port: number;
}

/** Translates whatever ended the start. Unknown errors keep their message to themselves: it may quote anything. */
export function explainStartup(error: unknown, place: Place | null): StartupError {
  if (error instanceof StartupError) return error;
  if (error instanceof ConfigurationError) {
    const sentences = error.faults.map(({ variable, sentence }) => `${variable}: ${sentence}.`);
    return new StartupError('configuration', sentences.join('\n'), { exitCode: 2, cause: error });
  }
  // Their messages are sentences for operators by their own contract.
  if (error instanceof EmbeddedPostgresError || error instanceof KeyringError || isMigrationError(error))
    return new StartupError(error.code, error.message, { cause: error });
  // Names operations only, and only a colleague who is adding one can meet it.
  if (error instanceof Error && /^the (operation|platform) table is incomplete/.test(error.message))
    return new StartupError('incomplete_table', error.message, { cause: error });
  return fromSystem(error, place) ?? unknown(error);
}

type Coded = Error & { readonly code: string };
const isMigrationError = (error: unknown): error is Coded =>
  error instanceof Error && error.name === 'MigrationError' && typeof Reflect.get(error, 'code') === 'string';

function fromSystem(error: unknown, place: Place | null): StartupError | null {
  const code = error instanceof Error ? String(Reflect.get(error, 'code')) : '';
  if (place === null) return null;
  const { dataDirectory, bindAddress, port } = place;
  const sentences: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} on ${bindAddress} is in use by another program; stop that one or set WARDROOM_PORT.`,
    EADDRNOTAVAIL: `This machine has no address ${bindAddress}; set WARDROOM_BIND_ADDRESS to one it has.`,
    EACCES: `The data directory ${dataDirectory} or port ${port} may not be used by this account; choose others or give it the right.`,
    EPERM: `The data directory ${dataDirectory} may not be used by this account; give it to the account or choose another one.`,
    EROFS: `The data directory ${dataDirectory} is on a read-only file system; choose another one.`,
    ENOSPC: `The disk that holds ${dataDirectory} is full; free some space and start again.`,
    EDQUOT: `The disk quota for ${dataDirectory} is used up; free some space and start again.`,
    ENOTDIR: `${dataDirectory} is not a directory; choose another data directory.`,
  };
  const sentence = sentences[code];
  return sentence === undefined ? null : new StartupError(code.toLowerCase(), sentence, { cause: error });
}

const unknown = (error: unknown): StartupError =>
  new StartupError(
    'failed',
    'Wardroom could not start because of an error of its own; the log line above says where.',
    {
      cause: error,
    },
  );
