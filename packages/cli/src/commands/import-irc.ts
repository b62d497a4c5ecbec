/** `wardroom import irc <path>`: logs of IRC channels into a workspace, as somebody who may import. */
import { setMaxListeners } from 'node:events';
import { operations } from '@wardroom/contract';
import type { Command } from 'commander';
import { addCallerOptions, type CallerOptions, connectAs } from '../connection/sign-in.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { listLogs, planImport } from '../import/irc/index.ts';
import { readKnownAuthors } from '../import/known-authors.ts';
import { openJournalFor } from '../import/open-journal.ts';
import { openProgress } from '../import/progress.ts';
import { summaryOf, summaryText } from '../import/report-text.ts';
import { type ImportOutcome, runImport } from '../import/run-import.ts';
import type { Surroundings } from '../surroundings.ts';
import { type Context, outputOf } from './context.ts';

interface ImportOptions extends CallerOptions {
  readonly channelPrefix?: string;
  readonly state?: string;
}

export function addImport(program: Command, context: Context): void {
  const imports = program.command('import').description('Imports past conversations.');
  const irc = imports
    .command('irc')
    .description(
      'Imports IRC logs: channels, authors, replies as threads. Running it again goes on where it was stopped.',
    )
    .argument('<path>', 'a log, or a folder of logs')
    .option(
      '--channel-prefix <text>',
      'put before the name of every channel; tells logs of the same name apart',
    )
    .option('--state <path>', 'journal of what has been acknowledged; else kept in the cache directory');
  addCallerOptions(irc, 'http://acme.localhost:8420').action(
    async (path: string, options: ImportOptions, self: Command) => {
      const output = outputOf(context, self);
      requirePrefix(options.channelPrefix ?? '');
      // Before anybody is asked for a password.
      await listLogs(path);
      const outcome = await importLogs(context.surroundings, path, options);
      const summary = summaryOf(outcome);
      output.result(summary, () => summaryText(summary));
      if (!outcome.isComplete)
        throw new CommandFailure('interrupted', 'Stopped half-way; run the same command again to go on.');
    },
  );
}

/** Not even one request is sent with a name that the contract refuses. */
function requirePrefix(prefix: string): void {
  const { channel } = operations['imports.append'].input.shape;
  if (!channel.shape.name.safeParse(`${prefix}a`).success)
    throw new UsageError('--channel-prefix has letters, digits, dot, dash and underscore, in lower case.');
}

async function importLogs(
  surroundings: Surroundings,
  path: string,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const connection = await connectAs(surroundings, options, 'tenant');
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const progress = openProgress(surroundings, 'import');
  const deafen = surroundings.onSignal(() => {
    // The second one is for the shell's default: end at once.
    deafen();
    progress.end();
    surroundings.stderr.write('Finishing what is under way; once more to stop at once.\n');
    stopping.abort();
  });
  try {
    const { channelPrefix = '' } = options;
    const journal = await openJournalFor(surroundings, connection, {
      statePath: options.state,
      logPath: path,
      channelPrefix,
    });
    return await runImport({
      connection,
      batches: planImport(path, await readKnownAuthors(connection)),
      channelPrefix,
      journal,
      now: surroundings.now,
      wait: surroundings.wait,
      signal: stopping.signal,
      onProgress: (tally) => progress.show(tally),
    });
  } finally {
    deafen();
    progress.end();
    await connection.close();
  }
}
