/** `wardroom audit sinks …`: feeds of the audit log to systems outside (AUD-07). */
import { readFile } from 'node:fs/promises';
import {
  type AuditSinkView,
  type OperationName,
  type Operations,
  operations,
  type RawInputOf,
} from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { accepted } from '../../connection/read-input.ts';
import { addCallerOptions, type CallerOptions, connectAs } from '../../connection/sign-in.ts';
import { CommandFailure, UsageError } from '../../failure.ts';
import { confirm } from '../../terminal/confirm.ts';
import { fields, table } from '../../terminal/table.ts';
import { type Context, outputOf } from '../context.ts';

const origin = 'http://acme.localhost:8420';
const lookEveryMs = 500;
const mostLooks = 60;

export function addSinks(audit: Command, context: Context): void {
  const sinks = audit
    .command('sinks')
    .description('Feeds of the audit log to Splunk, Datadog, syslog, S3 and files.');
  addSinkList(sinks, context);
  addSinkCreate(sinks, context);
  addVerb(sinks, context, 'pause', 'stop a feed at its place');
  addVerb(sinks, context, 'resume', 'let a feed go on from its place');
  addSinkTest(sinks, context);
  addSinkReplay(sinks, context);
  addSinkRemove(sinks, context);
}

interface Called {
  readonly connection: Connection;
  readonly options: CallerOptions;
}

async function within<O extends CallerOptions>(
  context: Context,
  options: O,
  work: (called: Called) => Promise<void>,
): Promise<void> {
  const connection = await connectAs(context.surroundings, options, 'tenant');
  try {
    await work({ connection, options });
  } finally {
    await connection.close();
  }
}

const inputFor = <N extends OperationName>(
  name: N,
  input: Record<string, unknown>,
): RawInputOf<Operations[N]> => accepted(operations[name], input) as RawInputOf<Operations[N]>;

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

interface CreateOptions extends CallerOptions {
  readonly to: string;
  readonly secretFile?: string;
  readonly from?: string;
  readonly personal: boolean;
}

function addSinkCreate(sinks: Command, context: Context): void {
  const command = sinks
    .command('create')
    .summary('send the log to a system outside')
    .description(
      'Sends the audit log to a system outside, from its end or from a place on. The destination is a JSON object or @file; `wardroom catalogue audit.sinks.create` describes it.',
    )
    .argument('<name>', 'what people call it')
    .requiredOption('--to <destination>', 'JSON object, or @file with one')
    .option('--secret-file <path>', 'file with the token, the key, or the key of the certificate')
    .option('--from <place>', 'place of the first entry; 0 is the beginning')
    .option('--no-personal', 'leave addresses and other personal fields out');
  addCallerOptions(command, origin).action((name: string, options: CreateOptions, self: Command) =>
    within(context, options, async ({ connection }) => {
      const input = inputFor('audit.sinks.create', {
        ...{ name, includesPersonal: options.personal, destination: await destinationOf(options.to) },
        ...(options.secretFile === undefined ? {} : { secret: await secretIn(options.secretFile) }),
        ...(options.from === undefined ? {} : { from: placeOf(options.from) }),
      });
      const made = await connection.call('audit.sinks.create', input);
      outputOf(context, self).result(made, () => shown(made.sink));
    }),
  );
}

async function destinationOf(typed: string): Promise<unknown> {
  const text = typed.startsWith('@') ? await textOf(typed.slice(1)) : typed;
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('--to is one JSON object, or @file with one.');
  }
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch(() => {
    throw new UsageError(`The file ${path} cannot be read.`);
  });
const secretIn = async (path: string): Promise<string> => (await textOf(path)).trim();

function placeOf(typed: string): number {
  if (!/^\d{1,15}$/.test(typed)) throw new UsageError('--from is the place of an entry, from 0.');
  return Number(typed);
}

const shown = (sink: AuditSinkView): string =>
  fields({
    ...{ id: sink.id, name: sink.name, kind: sink.destination.kind, state: sink.state },
    ...{ 'next entry': sink.nextIndex, waiting: sink.waiting },
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

function addSinkTest(sinks: Command, context: Context): void {
  const command = sinks
    .command('test')
    .summary('send one test entry and wait for its end')
    .description('Sends one test entry, also to a paused feed, and says whether it arrived.')
    .argument('<feed>', 'id of the feed');
  addCallerOptions(command, origin).action((sinkId: string, options: CallerOptions, self: Command) =>
    within(context, options, async ({ connection }) => {
      await connection.call('audit.sinks.test', inputFor('audit.sinks.test', { sinkId }));
      const sink = await endOfTest(context, connection, sinkId);
      const { lastTest } = sink;
      if (lastTest === null || lastTest.fault !== null)
        throw new CommandFailure('test_failed', `The test entry did not arrive: ${lastTest?.fault}.`);
      outputOf(context, self).result({ lastTest }, () => 'The test entry arrived.');
    }),
  );
}

async function endOfTest(
  { surroundings }: Context,
  connection: Connection,
  sinkId: string,
): Promise<AuditSinkView> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const { sinks } = await connection.call('audit.sinks.list', {});
    const sink = sinks.find(({ id }) => id === sinkId);
    if (sink !== undefined && !sink.isTesting) return sink;
    await surroundings.wait(lookEveryMs);
  }
  throw new CommandFailure('test_failed', 'No node has sent the test entry yet; see `audit sinks list`.');
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
        const input = inputFor('audit.sinks.replay', { sinkId, from: placeOf(options.from) });
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
