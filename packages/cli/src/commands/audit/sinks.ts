/** `wardroom audit sinks …`: feeds of the audit log to systems outside (AUD-07). */
import type { AuditSinkView } from '@wardroom/contract';
import type { Command } from 'commander';
import { addCallerOptions, type CallerOptions } from '../../connection/sign-in.ts';
import { confirm } from '../../terminal/confirm.ts';
import { table } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';
import { inputFor, origin, placeOf, shown, within } from './sink-calls.ts';
import { addDeadLetters, addDropLetters, addReplayLetters } from './sink-letters.ts';
import { addSinkCreate, addSinkTest, addSinkUpdate } from './sink-settings.ts';

export function addSinks(audit: Command, context: Context): void {
  const sinks = audit
    .command('sinks')
    .description('Feeds of the audit log to Splunk, Datadog, syslog, S3 and files.');
  addSinkList(sinks, context);
  addSinkCreate(sinks, context);
  addSinkUpdate(sinks, context);
  addVerb(sinks, context, 'pause', 'stop a feed at its place');
  addVerb(sinks, context, 'resume', 'let a feed go on from its place');
  addSinkTest(sinks, context);
  addSinkReplay(sinks, context);
  addDeadLetters(sinks, context);
  addReplayLetters(sinks, context);
  addDropLetters(sinks, context);
  addSinkRemove(sinks, context);
}

function addSinkList(sinks: Command, context: Context): void {
  const command = sinks
    .command('list')
    .summary('how far each feed is, and what stands in its way')
    .description('Lists feeds with their place in the log, how far they are behind, and their last fault.');
  addCallerOptions(command, origin).action((options: CallerOptions, self: Command) =>
    within(context, options, async ({ connection }) => {
      const found = await connection.call('audit.sinks.list', {});
      outputOf(context, self).result(found, () => sinkTable(found.sinks));
    }),
  );
}

const sinkTable = (sinks: readonly AuditSinkView[]): string =>
  sinks.length === 0
    ? 'No feeds.'
    : table(sinks, {
        name: ({ name }) => name,
        kind: ({ destination }) => destination.kind,
        state: ({ state, failingSince }) => (failingSince === null ? state : `${state}, failing`),
        waiting: ({ waiting }) => String(waiting),
        'behind (s)': ({ lagMs }) => String(Math.round(lagMs / 1000)),
        fault: ({ lastFault, failingSince }) => (failingSince === null ? '' : (lastFault?.fault ?? '')),
        refused: ({ refused }) => String(refused),
        id: ({ id }) => id,
      });

function addVerb(sinks: Command, context: Context, verb: 'pause' | 'resume', summary: string): void {
  const command = sinks.command(verb).description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
  command.summary(summary).argument('<feed>', 'id of the feed');
  addCallerOptions(command, origin).action((sinkId: string, options: CallerOptions, self: Command) =>
    within(context, options, async ({ connection }) => {
      const name = `audit.sinks.${verb}` as const;
      const changed = await connection.call(name, inputFor(name, { sinkId }));
      outputOf(context, self).result(changed, () => shown(changed.sink));
    }),
  );
}

function addSinkReplay(sinks: Command, context: Context): void {
  const command = sinks
    .command('replay')
    .summary('send the log again from a place on')
    .description('Sends the log again from a place on: what has arrived arrives a second time.')
    .argument('<feed>', 'id of the feed')
    .requiredOption('--from <place>', 'place of the first entry; 0 is the beginning');
  addCallerOptions(command, origin).action(
    (sinkId: string, options: CallerOptions & { from: string }, self: Command) =>
      within(context, options, async ({ connection }) => {
        const input = inputFor('audit.sinks.replay', { sinkId, from: placeOf('--from', options.from) });
        const changed = await connection.call('audit.sinks.replay', input);
        outputOf(context, self).result(changed, () => shown(changed.sink));
      }),
  );
}

function addSinkRemove(sinks: Command, context: Context): void {
  const command = sinks
    .command('remove')
    .summary('remove a feed with its secret')
    .description('Removes a feed with its secret. What has arrived outside stays there.')
    .argument('<feed>', 'id of the feed')
    .option('--yes', 'remove it without asking');
  addCallerOptions(command, origin).action(
    (sinkId: string, options: CallerOptions & { yes?: boolean }, self: Command) =>
      within(context, options, async ({ connection }) => {
        const input = inputFor('audit.sinks.remove', { sinkId });
        if (!options.yes)
          await confirm(context.surroundings, 'remove', `remove the feed at ${connection.origin}`);
        await connection.call('audit.sinks.remove', input);
        outputOf(context, self).result({}, () => 'Removed.');
      }),
  );
}
