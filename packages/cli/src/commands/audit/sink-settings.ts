/** `wardroom audit sinks create`, `update` and `test`: where a feed leads, and whether anything arrives there. */
import type { AuditSinkView } from '@wardroom/contract';
import type { Command } from 'commander';
import type { Connection } from '../../connection/connection.ts';
import { addCallerOptions, type CallerOptions } from '../../connection/sign-in.ts';
import { CommandFailure, UsageError } from '../../failure.ts';
import { type Context, outputOf } from '../context.ts';
import { destinationOf, findFeed, inputFor, origin, placeOf, secretIn, shown, within } from './sink-calls.ts';

const lookEveryMs = 500;
const mostLooks = 60;

interface SettingsOptions extends CallerOptions {
  readonly to?: string;
  readonly secretFile?: string;
  readonly personal?: boolean;
}

const secretHelp = 'file with the token, the key, or the key of the certificate';

interface CreateOptions extends SettingsOptions {
  readonly to: string;
  readonly from?: string;
}

export function addSinkCreate(sinks: Command, context: Context): void {
  const command = sinks
    .command('create')
    .summary('send the log to a system outside')
    .description(
      'Sends the audit log to a system outside, from its end or from a place on. The destination is a JSON object or @file; `wardroom catalogue audit.sinks.create` describes it.',
    )
    .argument('<name>', 'what people call it')
    .requiredOption('--to <destination>', 'JSON object, or @file with one')
    .option('--secret-file <path>', secretHelp)
    .option('--from <place>', 'place of the first entry; 0 is the beginning')
    .option('--no-personal', 'leave addresses and other personal fields out');
  addCallerOptions(command, origin).action((name: string, options: CreateOptions, self: Command) =>
    within(context, options, async ({ connection }) => {
      const input = inputFor('audit.sinks.create', {
        ...{ name, includesPersonal: options.personal, destination: await destinationOf(options.to) },
        ...(await secretIn(options.secretFile)),
        ...(options.from === undefined ? {} : { from: placeOf('--from', options.from) }),
      });
      const made = await connection.call('audit.sinks.create', input);
      outputOf(context, self).result(made, () => shown(made.sink));
    }),
  );
}

interface UpdateOptions extends SettingsOptions {
  readonly name?: string;
}

export function addSinkUpdate(sinks: Command, context: Context): void {
  const command = sinks
    .command('update')
    .summary('change where a feed leads, or its secret')
    .description(
      'Changes a feed; what is not given stays as it is. The secret is given again where the host or the authority changes. A change that somebody made meanwhile is not written over.',
    )
    .argument('<feed>', 'id of the feed')
    .option('--name <name>', 'what people call it')
    .option('--to <destination>', 'JSON object, or @file with one')
    .option('--secret-file <path>', secretHelp)
    .option('--personal', 'send addresses and other personal fields')
    .option('--no-personal', 'leave addresses and other personal fields out');
  addCallerOptions(command, origin).action((sinkId: string, options: UpdateOptions, self: Command) => {
    const { name, to, secretFile, personal } = options;
    if ([name, to, secretFile, personal].every((given) => given === undefined))
      throw new UsageError('Say what changes: --name, --to, --secret-file, --personal or --no-personal.');
    return within(context, options, async ({ connection }) => {
      const given = to === undefined ? undefined : await destinationOf(to);
      const secret = await secretIn(secretFile);
      const inputOf = (sink: Pick<AuditSinkView, 'name' | 'destination' | 'includesPersonal' | 'version'>) =>
        inputFor('audit.sinks.update', {
          ...{ sinkId, name: name ?? sink.name, includesPersonal: personal ?? sink.includesPersonal },
          ...{ destination: given ?? sink.destination, version: sink.version, ...secret },
        });
      // What is malformed is said before anything is asked.
      inputOf({ name: 'x', destination: { kind: 'file' }, includesPersonal: true, version: 0 });
      const changed = await connection.call(
        'audit.sinks.update',
        inputOf(await findFeed(connection, sinkId)),
      );
      outputOf(context, self).result(changed, () => shown(changed.sink));
    });
  });
}

export function addSinkTest(sinks: Command, context: Context): void {
  const command = sinks
    .command('test')
    .summary('send one test entry and wait for its end')
    .description(
      'Sends one test entry and says whether it arrived: from a feed, also a paused one, or by settings that are not saved (--to). With both, the secret of the feed counts where none is given.',
    )
    .argument('[feed]', 'id of the feed')
    .option('--to <destination>', 'settings that are not saved: JSON object, or @file with one')
    .option('--secret-file <path>', secretHelp);
  addCallerOptions(command, origin).action(
    (sinkId: string | undefined, options: SettingsOptions, self: Command) => {
      const { to, secretFile } = options;
      if (to === undefined && (sinkId === undefined || secretFile !== undefined))
        throw new UsageError('Name a feed, or settings by --to.');
      return within(context, options, async ({ connection }) => {
        const end =
          to === undefined
            ? await testFeed(context, connection, sinkId ?? '')
            : await connection.call(
                'audit.sinks.probe',
                inputFor('audit.sinks.probe', {
                  ...{ destination: await destinationOf(to), ...(await secretIn(secretFile)) },
                  ...(sinkId === undefined ? {} : { sinkId }),
                }),
              );
        const { fault = null, status = null } = 'lastTest' in end ? (end.lastTest ?? {}) : end;
        const said = status === null ? fault : `${fault} (${status})`;
        if (fault !== null)
          throw new CommandFailure('test_failed', `The test entry did not arrive: ${said}.`);
        outputOf(context, self).result(end, () => 'The test entry arrived.');
      });
    },
  );
}

async function testFeed(
  { surroundings }: Context,
  connection: Connection,
  sinkId: string,
): Promise<Pick<AuditSinkView, 'lastTest'>> {
  await connection.call('audit.sinks.test', inputFor('audit.sinks.test', { sinkId }));
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const { isTesting, lastTest } = await findFeed(connection, sinkId);
    if (!isTesting) return { lastTest };
    await surroundings.wait(lookEveryMs);
  }
  throw new CommandFailure('test_failed', 'No node has sent the test entry yet; see `audit sinks list`.');
}
