/** `wardroom serve` and `wardroom migrate`: the server, or its migrations alone, as a child process. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../failure.ts';
import { runServer } from '../server-process.ts';
import type { Context } from './context.ts';

export interface ServeOptions {
  readonly port?: string;
  readonly dataDir?: string;
}

export function addServe(program: Command, context: Context): void {
  program
    .command('serve')
    .description('Starts the server; settings come from the environment, see docs/configuration.md.')
    .option('--port <number>', 'port to listen on; 0 takes a free one', portOf)
    .option('--data-dir <path>', 'directory of database and keys')
    .action(async ({ port, dataDir }: ServeOptions) => {
      context.exitCode = await runServer(context.surroundings, {
        command: 'serve',
        port,
        dataDirectory: dataDir === undefined ? undefined : resolve(dataDir),
        stdout: 'inherit',
      });
    });
}

export function addMigrate(program: Command, context: Context): void {
  program
    .command('migrate')
    .description('Brings the database to the version of this program and ends.')
    .option('--data-dir <path>', 'directory of database and keys')
    .action(async ({ dataDir }: ServeOptions) => {
      context.exitCode = await runServer(context.surroundings, {
        command: 'migrate',
        dataDirectory: dataDir === undefined ? undefined : resolve(dataDir),
        stdout: 'inherit',
      });
    });
}

export function portOf(text: string): string {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new UsageError(`\`${text}\` is no port.`);
  return text;
}
