/** `wardroom audit sinks dead-letters`, `replay-letters` and `drop-letters`: entries that a destination refuses. */
import type { Operations, OutputOf } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { addCallerOptions, type CallerOptions } from '../../connection/sign-in.ts';
import { UsageError } from '../../failure.ts';
import { confirm } from '../../terminal/confirm.ts';
import { table } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { inputFor, origin, placeOf, within } from './sink-calls.ts';

type Listed = OutputOf<Operations['audit.sinks.deadLetters']>;

const mostPerCall = 100;
const mostAtOnce = 10_000;

interface LettersOptions extends CallerOptions {
  readonly limit: string;
  readonly before?: string;
}

export function addDeadLetters(sinks: Command, context: Context): void {
  const command = sinks
    .command('dead-letters')
    .summary('entries that a destination refuses, newest first')
    .description('Lists entries that a destination refuses for good, newest first. They stay in the log.')
    .argument('<feed>', 'id of the feed')
    .option('--limit <number>', `at most so many, up to ${mostAtOnce}`, '50')
    .option('--before <place>', 'only what stands before this place of the log');
  addCallerOptions(command, origin).action((sinkId: string, options: LettersOptions, self: Command) => {
    const limit = limitOf(options.limit);
    const before = options.before === undefined ? undefined : placeOf('--before', options.before);
    inputFor('audit.sinks.deadLetters', { sinkId });
    return within(context, options, async ({ connection }) => {
      const found = await read(connection, { sinkId, limit, before });
      outputOf(context, self).result(found, () => letterTable(found));
    });
  });
}

function limitOf(typed: string): number {
  const limit = Number(typed);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostAtOnce)
    throw new UsageError(`--limit is a number from 1 to ${mostAtOnce}.`);
  return limit;
}

interface Wanted {
  readonly sinkId: string;
  readonly limit: number;
  readonly before: number | undefined;
}

async function read(connection: Connection, { sinkId, limit, before }: Wanted): Promise<Listed> {
  const letters: Listed['letters'] = [];
  let next: number | null | undefined = before;
  do {
    const input = inputFor('audit.sinks.deadLetters', {
      ...{ sinkId, limit: Math.min(mostPerCall, limit - letters.length) },
      ...(next === undefined ? {} : { before: next }),
    });
    const page: Listed = await connection.call('audit.sinks.deadLetters', input);
    letters.push(...page.letters);
    ({ next } = page);
  } while (letters.length < limit && next !== null);
  return { letters, next };
}

const letterTable = ({ letters, next }: Listed): string =>
  letters.length === 0
    ? 'Nothing is refused.'
    : [
        table(letters, {
          place: ({ index }) => String(index),
          refused: ({ refusedAt }) => new Date(refusedAt).toISOString(),
          answer: ({ status }) => (status === null ? '' : String(status)),
          'goes again': ({ askedAt }) => (askedAt === null ? '' : 'yes'),
          entry: ({ entryId }) => entryId,
        }),
        ...(next === null ? [] : ['', `There are older ones: --before ${next}`]),
      ].join('\n');

const entriesHelp = `ids of at most ${mostPerCall} entries, as the list shows them`;

export function addReplayLetters(sinks: Command, context: Context): void {
  const command = sinks
    .command('replay-letters')
    .summary('send single refused entries again')
    .description(
      'Sends single entries again that were refused. Those that arrive leave the list; the place of the feed stays where it is.',
    )
    .argument('<feed>', 'id of the feed')
    .argument('<entry...>', entriesHelp);
  addCallerOptions(command, origin).action(
    (sinkId: string, entryIds: string[], options: CallerOptions, self: Command) => {
      const input = inputFor('audit.sinks.replayLetters', { sinkId, entryIds });
      return within(context, options, async ({ connection }) => {
        const changed = await connection.call('audit.sinks.replayLetters', input);
        outputOf(context, self).result(changed, () => `Sent again: ${changed.letters}.`);
      });
    },
  );
}

export function addDropLetters(sinks: Command, context: Context): void {
  const command = sinks
    .command('drop-letters')
    .summary('take refused entries off the list')
    .description(
      'Takes entries off the list of those that were refused. They stay in the log; nothing sends them any more.',
    )
    .argument('<feed>', 'id of the feed')
    .argument('<entry...>', entriesHelp)
    .option('--yes', 'do it without asking');
  addCallerOptions(command, origin).action(
    (sinkId: string, entryIds: string[], options: CallerOptions & { yes?: boolean }, self: Command) => {
      const input = inputFor('audit.sinks.dropLetters', { sinkId, entryIds });
      return within(context, options, async ({ connection }) => {
        const what = `take ${entryIds.length} refused entries off the list at ${connection.origin}`;
        if (!options.yes) await confirm(context.surroundings, 'drop', what);
        const changed = await connection.call('audit.sinks.dropLetters', input);
        outputOf(context, self).result(changed, () => `Dropped: ${changed.letters}.`);
      });
    },
  );
}
