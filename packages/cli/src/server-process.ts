/**
 * The server as a child process: the one place that knows where it is. The command line never imports it, so a client
 * cannot reach past the operations.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { keyVariable, type Surroundings } from './surroundings.ts';

const serverMain = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));

export interface ServerOptions {
  readonly command: 'serve' | 'migrate';
  readonly port?: string | undefined;
  readonly dataDirectory?: string | undefined;
  /** Further settings, by variable. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the server prints: to this terminal, or (standard output) to nobody. */
  readonly stdout: 'inherit' | 'ignore';
}

/** What the server says once it answers. */
export interface ServerReady {
  /** `http://localhost:8420` */
  readonly address: string;
  readonly setupLink: string | null;
}

export interface ServerProcess {
  /** Resolves when the server answers; with null when it ended before, having said why. */
  readonly ready: Promise<ServerReady | null>;
  /** Exit code; 128 + n after signal n. */
  readonly exited: Promise<number>;
  /** Asks it to drain and end; asked again, it ends at once. */
  stop(): void;
}

export function startServer(surroundings: Surroundings, options: ServerOptions): ServerProcess {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', serverMain, options.command],
    {
      stdio: ['ignore', options.stdout, 'inherit', 'ipc'],
      env: environmentOf(surroundings, options),
      // A group of its own: Ctrl-C at a terminal reaches it through this process only, so one is not taken for two.
      detached: true,
    },
  );
  const exited = exitOf(child);
  const ready = readyOf(child, exited);
  return { ready, exited, stop: () => void child.kill('SIGTERM') };
}

/** Runs the server to its end. Every signal is passed on once. @returns its exit code */
export async function runServer(surroundings: Surroundings, options: ServerOptions): Promise<number> {
  const server = startServer(surroundings, options);
  const deafen = surroundings.onSignal(() => server.stop());
  try {
    return await server.exited;
  } finally {
    deafen();
  }
}

function environmentOf(surroundings: Surroundings, options: ServerOptions): NodeJS.ProcessEnv {
  const { [keyVariable]: _, ...environment } = surroundings.environment;
  const { port, dataDirectory, settings } = options;
  return {
    ...environment,
    ...(port === undefined ? {} : { WARDROOM_PORT: port }),
    ...(dataDirectory === undefined ? {} : { WARDROOM_DATA_DIRECTORY: dataDirectory }),
    ...settings,
  };
}

function exitOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) =>
      resolve(signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1)),
    );
  });
}

function readyOf(child: ChildProcess, exited: Promise<number>): Promise<ServerReady | null> {
  const announced = new Promise<ServerReady>((resolve) => {
    child.on('message', (message) => {
      const said = message as { ready?: boolean; address?: string; setupLink?: string | null };
      if (said.ready === true && typeof said.address === 'string')
        resolve({ address: said.address, setupLink: said.setupLink ?? null });
    });
  });
  return Promise.race([announced, exited.then(() => null)]);
}
