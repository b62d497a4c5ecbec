/**
 * The server process: `node packages/server/src/main.ts serve|migrate`. Configuration comes from the environment; people
 * read standard output, machines read standard error (log lines) and the ready message.
 */
import { prepare, startApp } from './app.ts';
import { systemClock } from './kernel/clock.ts';
import { type Config, loadConfig } from './kernel/config/index.ts';
import { createLog, type Log, silentLog } from './kernel/log/index.ts';
import {
  createStopStack,
  explainStartup,
  readyDescriptor,
  StartupError,
  type StopStack,
  sendReady,
  watchSignals,
} from './kernel/process/index.ts';

interface Life {
  config: Config | null;
  log: Log;
  stack: StopStack;
  /** Set once somebody asked the process to stop. */
  isStopping: boolean;
}

const life: Life = { config: null, log: silentLog, stack: createStopStack(() => {}), isStopping: false };

/** Draining twice (calls, sockets), and what the database needs. */
const longestStopMs = 30_000;

const usage = 'usage: node packages/server/src/main.ts serve|migrate [--ready-fd <number>]';

async function main(words: readonly string[]): Promise<void> {
  const [command, ...rest] = words;
  if (command !== 'serve' && command !== 'migrate') throw new StartupError('usage', usage, { exitCode: 2 });
  const config = loadConfig(process.env);
  life.config = config;
  const level = config.logLevel ?? (process.stderr.isTTY ? 'warn' : 'info');
  life.log = createLog({ level, clock: systemClock, destination: process.stderr });
  life.stack = createStopStack((error) => life.log.error('process.failed', { reason: 'stop' }, error));
  life.log.info('process.starting', { pid: process.pid });
  watchSignals({
    source: process,
    onStop: (signal) => void stop(signal),
    onInsist: () => process.exit(130),
  });
  // Started as a child: whoever asked for the server is gone.
  process.on('disconnect', () => void stop('disconnect'));
  if (command === 'migrate') await runMigrate(config);
  else await runServe(config, rest);
}

async function runMigrate(config: Config): Promise<void> {
  const { applied } = await prepare({ config, log: life.log, stack: life.stack });
  await life.stack.stop();
  const words = applied.length === 0 ? 'The database is current.' : `Applied: ${applied.join(', ')}.`;
  console.log(words);
  process.exit(0);
}

async function runServe(config: Config, words: readonly string[]): Promise<void> {
  const { address, setupLink, lost } = await startApp({ config, log: life.log, stack: life.stack });
  void lost.then(fail);
  life.log.info('process.ready', { pid: process.pid });
  printBanner(config, address, setupLink);
  const send = process.send === undefined ? undefined : (message: object) => process.send?.(message);
  sendReady({ ready: true, address, setupLink }, readyDescriptor(words, process.env), send);
}

function printBanner(config: Config, address: string, setupLink: string | null): void {
  const workspaces = address.replace('://', '://<workspace>.');
  console.log(`Wardroom is ready at ${address}\nWorkspaces answer at ${workspaces}`);
  if (setupLink !== null) {
    console.log('\nFirst run: open this link on this machine to set up. It works once, for 24 hours.');
    console.log(setupLink);
    if (config.bindAddress !== '127.0.0.1')
      console.log(`Until then only this machine is answered; after that ${config.bindAddress} is.`);
  }
  console.log('\nPress Ctrl-C to stop.');
}

/** In order, at most once. What is still running after the drain is cut. */
async function stop(cause: NodeJS.Signals | 'disconnect'): Promise<void> {
  if (life.isStopping) return;
  life.isStopping = true;
  life.log.info('process.stopping', cause === 'disconnect' ? { reason: cause } : { signal: cause });
  // Whatever hangs must not keep the process: PostgreSQL is stopped by its guard then.
  setTimeout(() => process.exit(1), longestStopMs);
  const failed = await life.stack.stop();
  life.log.info('process.stopped', { count: failed.length });
  process.exit(failed.length === 0 ? 0 : 1);
}

/** One sentence for people, one line for the log, everything stopped, a code for the shell. */
async function fail(error: unknown): Promise<void> {
  if (life.isStopping) return;
  life.isStopping = true;
  const reason = explainStartup(error, life.config);
  life.log.error('process.failed', { code: reason.code }, reason);
  for (const line of reason.message.split('\n')) console.error(`wardroom: ${line}`);
  await life.stack.stop();
  process.exit(reason.exitCode);
}

for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    // The state is unknown: nothing is drained. PostgreSQL is stopped by its guard.
    life.log.error('process.failed', { reason: 'uncaught' }, error);
    console.error('wardroom: stopped because of an error of its own; the log line above says where.');
    process.exit(1);
  });
}

await main(process.argv.slice(2)).catch(fail);
